/** What is done while a function is traced, and not by its program. */
import { outsideTracing } from "../core/tracer.ts";
import { forgetInterned } from "./intern.ts";

/**
 * Runs `body` now, also inside `jit`: operations on arrays that have numbers give numbers, and are no part of the program. An operation
 * on a traced value throws there as everywhere when its number is asked for.
 *
 * @param body what to run
 * @returns what `body` returns
 * @example
 * const f = jax.jit((x: jax.Array) => {
 *   const n = jax.ensureCompileTimeEval(() => Number(jnp.sum(jnp.array([1, 2])))); // a number, not a tracer
 *   return x.mul(n);
 * });
 * assertEqual(Number(f(2)), 6);
 */
export function ensureCompileTimeEval<R>(body: () => R): R {
  return outsideTracing(body);
}

/**
 * Forgets the loops and branches that were traced outside `jit`. Programs of jitted functions go with the functions.
 *
 * @example
 * jax.clearCaches();
 */
export function clearCaches(): void {
  forgetInterned();
}

/**
 * Waits until the callbacks of functions called before have run. They run within the call, so that there is nothing to wait for.
 *
 * @example
 * jax.effectsBarrier();
 */
export function effectsBarrier(): void {}
