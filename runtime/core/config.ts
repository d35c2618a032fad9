/** Settings for debugging. */

export interface Config {
  /** Whether every traced jaxpr and every compiled program is verified (`checkJaxpr`, `verifyProgram`); off by default, on in tests. */
  enableChecks: boolean;
  /** Whether `jit` runs functions as they stand, operation by operation, and loops and branches run in JavaScript. */
  disableJit: boolean;
  /** Whether a result that holds NaN throws, naming the operation it came from. */
  debugNans: boolean;
  /** Whether a result that holds an infinity throws, naming the operation it came from. */
  debugInfs: boolean;
  /** Whether a random key that is used a second time throws. */
  debugKeyReuse: boolean;
}

/** The settings in force; change them with `jax.config.update`. */
export const config: Config = {
  enableChecks: false,
  disableJit: false,
  debugNans: false,
  debugInfs: false,
  debugKeyReuse: false,
};
