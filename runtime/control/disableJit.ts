/** `disableJit`: everything runs as it stands, for a debugger to step through. */

import { DeviceArray, type JaxArray } from "../core/array.ts";
import { config } from "../core/config.ts";
import { isTracing } from "../core/tracer.ts";
import { withCleanup } from "../interrupts/withCleanup.ts";

/**
 * Runs `body` with `jit` out of force: jitted functions run as they stand, operation by operation, and loops and branches are
 * JavaScript's, so that values can be printed and stepped through. Slow; numbers may differ in the last bit.
 *
 * @param body what to run
 * @param disable false puts jit back in force inside; default true
 * @returns what `body` returns
 * @example
 * const seen: number[] = [];
 * const f = jax.jit((x: jax.Array) => { seen.push(Number(x)); return x.mul(2); });
 * jax.disableJit(() => f(3));
 * assertEqual(seen, [3]);
 */
export function disableJit<R>(body: () => R, disable: boolean = true): R {
  const before = config.disableJit;
  config.disableJit = disable;
  return withCleanup(body, () => {
    config.disableJit = before;
  });
}

/** Whether a loop or branch over these arrays is to run in JavaScript. */
export function runsInJavaScript(arrays: readonly JaxArray[]): boolean {
  return config.disableJit && !isTracing() && arrays.every((x) => x instanceof DeviceArray);
}
