import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { multiply } from "../../numpy/index.ts";
import { squaredError } from "./squaredError.ts";

/**
 * Half the squared error of each element: its gradient is the plain difference.
 *
 *     e = ½ (y − t)²
 *
 * @param predictions y, a float array of any shape
 * @param targets t, of the same shape; default zeros
 * @returns an array of that shape
 * @throws TypeError when the shapes differ or predictions are no floats
 * @example
 * assertAllClose(optax.l2Loss(jnp.array([1.5, 2]), jnp.array([0.5, 4])), [0.5, 2]);
 */
export function l2Loss(predictions: ArrayLike, targets?: ArrayLike | null): JaxArray {
  return multiply(0.5, squaredError(predictions, targets));
}
