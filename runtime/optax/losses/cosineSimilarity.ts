import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as jnp from "../../numpy/index.ts";
import { along, type ClassOptions, floatArray } from "./checkFloat.ts";

/** Options of {@link cosineSimilarity}. */
export interface CosineOptions extends ClassOptions {
  /** Least squared norm; default 0. */
  readonly epsilon?: ArrayLike;
}

/**
 * The cosine of the angle between vectors.
 *
 *     ⟨a, b⟩ / (‖a‖ ‖b‖)
 *
 * @param predictions f[…, n]
 * @param targets f[…, n], of a shape that broadcasts
 * @param options.axis axis of the vectors; default −1
 * @param options.where which elements take part; default all
 * @param options.epsilon least squared norm, against division by zero; default 0
 * @returns f[…], from −1 to 1
 * @throws TypeError for arguments that are no floats
 * @example
 * assertAllClose(optax.losses.cosineSimilarity(jnp.array([1.5, 0]), jnp.array([2.5, 2.5])), Math.SQRT1_2);
 */
export function cosineSimilarity(predictions: ArrayLike, targets: ArrayLike, options: CosineOptions = {}): JaxArray {
  const { axis = -1, where, epsilon = 0 } = options;
  const a = floatArray("the cosine", "predictions", predictions);
  const b = floatArray("the cosine", "targets", targets);
  const unit = (x: JaxArray): JaxArray => {
    const squares = jnp.sum(jnp.square(x), { ...along(axis, where), keepdims: true });
    return jnp.divide(x, jnp.sqrt(jnp.maximum(squares, epsilon)));
  };
  return jnp.sum(jnp.multiply(unit(a), unit(b)), along(axis, where));
}

/**
 * One minus the cosine of the angle between vectors.
 *
 *     1 − ⟨a, b⟩ / (‖a‖ ‖b‖)
 *
 * @param predictions f[…, n]
 * @param targets f[…, n], of a shape that broadcasts
 * @param options those of {@link cosineSimilarity}
 * @returns f[…], from 0 to 2
 * @throws TypeError for arguments that are no floats
 * @example
 * assertAllClose(optax.losses.cosineDistance(jnp.array([1.5, 0]), jnp.array([-2.5, 0])), 2);
 */
export function cosineDistance(predictions: ArrayLike, targets: ArrayLike, options: CosineOptions = {}): JaxArray {
  return jnp.subtract(1, cosineSimilarity(predictions, targets, options));
}
