import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as jnp from "../../numpy/index.ts";
import { floatArray } from "./checkFloat.ts";

/** Options of {@link tripletMarginLoss}. */
export interface TripletOptions {
  /** Axis of the embedding; default −1. */
  readonly axis?: number;
  /** p, order of the norm; default 2. */
  readonly normDegree?: number;
  /** How much nearer the positive must be than the negative; default 1. */
  readonly margin?: ArrayLike;
  /** ε under the root; default 1e-6. */
  readonly eps?: ArrayLike;
}

/**
 * The triplet loss: an anchor should be nearer to its positive than to its negative.
 *
 *     max(0, d(a, p) − d(a, n) + m)        d(a, b) = (Σ (a − b)ᵖ + ε)^{1/p}
 *
 * @param anchors a, f[…, n]
 * @param positives p, of a shape that broadcasts
 * @param negatives n, of a shape that broadcasts
 * @param options see {@link TripletOptions}
 * @returns f[…]
 * @throws TypeError for arguments that are no floats
 * @example
 * const loss = optax.losses.tripletMarginLoss(jnp.array([0.5, 0]), jnp.array([0.5, 2]), jnp.array([0.5, 1.5]));
 * assertAllClose(loss, 1.5, { rtol: 1e-5 });
 * @see Balntas et al., "Learning local feature descriptors with triplets and shallow convolutional neural networks", 2016,
 * https://bmva-archive.org.uk/bmvc/2016/papers/paper119/paper119.pdf
 */
export function tripletMarginLoss(
  anchors: ArrayLike,
  positives: ArrayLike,
  negatives: ArrayLike,
  options: TripletOptions = {},
): JaxArray {
  const { axis = -1, normDegree = 2, margin = 1, eps = 1e-6 } = options;
  const a = floatArray("the triplet loss", "anchors", anchors);
  const p = floatArray("the triplet loss", "positives", positives);
  const n = floatArray("the triplet loss", "negatives", negatives);
  const distance = (b: JaxArray): JaxArray => {
    const powers = jnp.power(jnp.subtract(a, b), normDegree);
    return jnp.power(jnp.add(jnp.sum(powers, { axis }), eps), 1 / normDegree);
  };
  return jnp.maximum(jnp.add(jnp.subtract(distance(p), distance(n)), margin), 0);
}
