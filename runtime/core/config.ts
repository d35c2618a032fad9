/** Settings for debugging. */

export interface Config {
  /** Whether every traced jaxpr and every compiled program is verified (`checkJaxpr`, `verifyProgram`); off by default, on in tests. */
  enableChecks: boolean;
}

/** The settings in force; change them with `jax.config.update`. */
export const config: Config = { enableChecks: false };
