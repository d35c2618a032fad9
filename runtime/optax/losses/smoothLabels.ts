import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as jnp from "../../numpy/index.ts";
import { type Axes, type ClassOptions, floatArray } from "./checkFloat.ts";

/**
 * Label smoothing: takes a little from the label and gives it to all classes alike.
 *
 *     (1 − α) y + α / n
 *
 * @param labels y, probabilities of the classes, f[…, n]
 * @param alpha α, how much is given away, in [0, 1]
 * @param options.axis axis of the classes, several, or null for all; default −1
 * @param options.where which classes count for n; default all
 * @returns smoothed labels, of the shape of `labels`
 * @throws TypeError for labels that are no floats
 * @example
 * assertAllClose(optax.losses.smoothLabels(jnp.array([1.0, 0, 0, 0]).astype("float32"), 0.2), [0.85, 0.05, 0.05, 0.05]);
 * @see Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", 2015, https://arxiv.org/abs/1512.00567
 */
export function smoothLabels(labels: ArrayLike, alpha: ArrayLike, options: ClassOptions = {}): JaxArray {
  const { axis = -1, where } = options;
  const y = floatArray("smooth labels", "labels", labels);
  const n = where === null || where === undefined ? sizeAlong(y.shape, axis) : jnp.sum(where, { axis, keepdims: true });
  return jnp.add(jnp.multiply(jnp.subtract(1, alpha), y), jnp.divide(alpha, n));
}

function sizeAlong(shape: readonly number[], axis: Axes): number {
  const axes = axis === null ? [...shape.keys()] : typeof axis === "number" ? [axis] : axis;
  return axes.reduce((n, k) => n * shape.at(k)!, 1);
}
