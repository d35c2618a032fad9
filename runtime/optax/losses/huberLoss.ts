import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as jnp from "../../numpy/index.ts";
import { floatArray } from "./checkFloat.ts";

/**
 * Huber's loss: square near zero, absolute value away from it, so that outliers pull less.
 *
 *     ½ e²            |e| ≤ δ                e = prediction − target
 *     δ (|e| − ½ δ)   otherwise
 *
 * @param predictions f[…]
 * @param targets f[…] of a shape that broadcasts; none: predictions are errors already
 * @param options.delta δ, where the square ends; default 1
 * @returns the loss of each element
 * @throws TypeError for predictions that are no floats
 * @example
 * assertAllClose(optax.losses.huberLoss(jnp.array([0.5, 3]), jnp.array([0, 0])), [0.125, 2.5]);
 * @see Huber, "Robust Estimation of a Location Parameter", 1964, https://projecteuclid.org/euclid.aoms/1177703732
 */
export function huberLoss(
  predictions: ArrayLike,
  targets?: ArrayLike | null,
  options: { delta?: ArrayLike } = {},
): JaxArray {
  const { delta = 1 } = options;
  const y = floatArray("the Huber loss", "predictions", predictions);
  const size = jnp.abs(targets === null || targets === undefined ? y : jnp.subtract(y, targets));
  const quadratic = jnp.minimum(size, delta);
  const linear = jnp.subtract(size, quadratic);
  return jnp.add(jnp.multiply(0.5, jnp.square(quadratic)), jnp.multiply(delta, linear));
}
