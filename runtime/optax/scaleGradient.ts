import type { ArrayLike } from "../core/array.ts";
import { stopGradient } from "../lax/index.ts";
import { add, multiply, subtract } from "../numpy/index.ts";
import { map } from "../tree/index.ts";
import type { Tree } from "./base.ts";

/**
 * Gives its inputs unchanged, but scales the gradients that flow back through it.
 *
 * @param inputs any tree of arrays
 * @param scale the factor of gradients; 0 stops them
 * @returns the inputs
 * @example
 * const f = (x: jax.Array) => jnp.sum(optax.scaleGradient(x, 0.5).mul(3));
 * assertAllClose(jax.grad(f)(jnp.array([1.5])), [1.5]);
 */
export function scaleGradient<T extends Tree>(inputs: T, scale: ArrayLike): T {
  if (scale === 1) return inputs;
  return map((x) => {
    const fixed = stopGradient(x);
    return add(fixed, multiply(scale, subtract(x, fixed))); // x + s · 0, whose derivative is s
  }, inputs);
}
