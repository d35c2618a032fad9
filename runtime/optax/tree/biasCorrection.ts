import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { asarray, astype, divide, power, subtract } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { Tree } from "../base.ts";

/**
 * Removes the pull towards zero that an average has which started at zero.
 *
 *     t̂ = t / (1 − dⁿ)
 *
 * The power and the difference are taken in float32, in this order: their rounding shows in the first steps.
 *
 * @param moment the averages t
 * @param decay the weight d of the past
 * @param count the number n of values averaged, i32[]
 * @example
 * const corrected = optax.tree.biasCorrection({ w: jnp.array([0.1]) }, 0.9, jnp.array(1));
 * assertAllClose(corrected.w, [1], { rtol: 1e-6 });
 */
export function biasCorrection<T extends Tree>(moment: T, decay: ArrayLike, count: JaxArray): T {
  // a float exponent, also outside jit: repeated multiplication would round otherwise, which shows while dⁿ is close to 1
  const correction = subtract(1, power(decay, astype(count, "float32")));
  return map((t: ArrayLike) => divide(t, astype(correction, asarray(t).dtype)), moment);
}
