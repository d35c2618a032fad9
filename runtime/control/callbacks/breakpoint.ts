/** `jax.debug.breakpoint`: a stop for the debugger, inside compiled functions too. */
import { callback } from "./callback.ts";

/**
 * Stops in the debugger, when one is attached (`node --inspect`, a browser, the notebook's debugger), each time the program comes
 * to it: the arguments are there with their numbers, as `values`. Without a debugger nothing happens.
 *
 * @param values what to look at: pytrees of arrays, or anything else
 * @example
 * const f = jax.jit((x: jax.Array) => { jax.debug.breakpoint({ x }); return x.mul(2); });
 * assertEqual(Number(f(3)), 6);
 */
export function breakpoint(...values: readonly unknown[]): void {
  callback(stop, ...values);
}

function stop(...values: unknown[]): void {
  // biome-ignore lint/suspicious/noDebugger: stopping here is what was asked for
  debugger;
  void values;
}
