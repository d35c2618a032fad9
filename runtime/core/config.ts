/** Settings of the front half, for debugging. */

export interface Config {
  /** Whether every traced jaxpr is verified by `checkJaxpr`; off by default, on in tests. */
  enableChecks: boolean;
}

/** The settings in force; change them with `jax.config.update`. */
export const config: Config = { enableChecks: false };
