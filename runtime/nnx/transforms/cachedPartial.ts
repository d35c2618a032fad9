/** `nnx.cachedPartial` and `nnx.jitPartial`. */
import { type JitOptions, jit } from "./jit.ts";

// any: functions of any arguments
type AnyFunction = (...args: any[]) => any;

/**
 * A function with its first arguments fixed. Flax makes it to look at modules once only; here every jitted function does so for
 * modules that it sees again, so that this is a plain partial application.
 *
 * @param f a jitted function
 * @param cached its first arguments
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const predict = nnx.cachedPartial(nnx.jit((m: nnx.Linear, x: jax.Array) => m(x)), model);
 * assertEqual(predict(jnp.ones([1, 2])).shape, [1, 3]);
 */
export function cachedPartial(f: AnyFunction, ...cached: readonly unknown[]): AnyFunction {
  return (...args) => f(...cached, ...args);
}

/**
 * Compiles a function of modules and fixes its first arguments.
 *
 * @param f the function
 * @param cached its first arguments
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const predict = nnx.jitPartial((m: nnx.Linear, x: jax.Array) => m(x), model);
 * assertEqual(predict(jnp.ones([1, 2])).shape, [1, 3]);
 */
export function jitPartial(f: AnyFunction, ...cached: readonly unknown[]): AnyFunction {
  const options: JitOptions = {};
  return cachedPartial(jit(f, options), ...cached);
}
