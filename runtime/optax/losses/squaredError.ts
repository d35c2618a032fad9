import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { square, subtract } from "../../numpy/index.ts";
import { checkPredictions } from "./checkPredictions.ts";

/**
 * Squared error of each element. Its mean is the mean squared error, PyTorch's `MSELoss`.
 *
 *     e = (y − t)²
 *
 * @param predictions y, a float array of any shape
 * @param targets t, of the same shape; default zeros
 * @returns an array of that shape
 * @throws TypeError when the shapes differ or predictions are no floats
 * @example
 * assertAllClose(optax.squaredError(jnp.array([1.5, 2]), jnp.array([0.5, 4])), [1, 4]);
 */
export function squaredError(predictions: ArrayLike, targets?: ArrayLike | null): JaxArray {
  checkPredictions("squaredError", predictions, targets);
  return square(targets === null || targets === undefined ? predictions : subtract(predictions, targets));
}
