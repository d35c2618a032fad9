/** Settings. */

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
  /** How many logical devices there are. */
  numDevices: number;
}

/** More would only make programs slow: a mesh this large is for a cluster. */
const mostDevices = 1024;

/** The settings in force; change them with `jax.config.update`. */
export const config: Config = {
  enableChecks: false,
  disableJit: false,
  debugNans: false,
  debugInfs: false,
  debugKeyReuse: false,
  numDevices: wishedDevices(),
};

/** What `NNXLAB_NUM_DEVICES` says, else one. */
function wishedDevices(): number {
  const { env } = (globalThis as { process?: { env: Record<string, string | undefined> } }).process ?? { env: {} };
  const wish = env.NNXLAB_NUM_DEVICES;
  if (!wish) return 1;
  checkDeviceCount(Number(wish), `NNXLAB_NUM_DEVICES=${wish}`);
  return Number(wish);
}

/** Throws for what is no number of devices. */
export function checkDeviceCount(count: number, given: string): void {
  if (Number.isInteger(count) && count >= 1 && count <= mostDevices) return;
  throw new RangeError(`Cannot use ${given}: the number of devices must be a whole number from 1 to ${mostDevices}`);
}
