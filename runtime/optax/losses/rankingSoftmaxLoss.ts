import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { logSoftmax } from "../../functions/index.ts";
import * as jnp from "../../numpy/index.ts";
import { floatArray } from "./checkFloat.ts";

/** Options of {@link rankingSoftmaxLoss}. */
export interface RankingOptions {
  /** Which items count, bool[…, items]; default all. */
  readonly where?: ArrayLike | null;
  /** Weights of the items; default 1. */
  readonly weights?: ArrayLike | null;
  /** How the losses of the lists are joined: `jnp.mean` (default; 0 where nothing counts), `jnp.sum`, …; null: not at all. */
  readonly reduceFn?: ((losses: JaxArray, options: { where?: ArrayLike }) => JaxArray) | null;
}

/**
 * The softmax loss of rankings: cross-entropy of the relevances of the items of a list.
 *
 *     −Σᵢ yᵢ wᵢ log softmax(x)ᵢ
 *
 * @param logits scores x, f[…, items]
 * @param labels relevances y, f[…, items]
 * @param options see {@link RankingOptions}
 * @returns a scalar, or f[…] without `reduceFn`
 * @throws TypeError for logits that are no floats
 * @example
 * const loss = optax.losses.rankingSoftmaxLoss(jnp.array([1.5, 1.5]), jnp.array([1, 0]), { reduceFn: null });
 * assertAllClose(loss, Math.LN2);
 * @see Cao et al., "Learning to Rank: From Pairwise Approach to Listwise Approach", 2007,
 * https://doi.org/10.1145/1273496.1273513
 */
export function rankingSoftmaxLoss(logits: ArrayLike, labels: ArrayLike, options: RankingOptions = {}): JaxArray {
  const { where, weights, reduceFn = jnp.mean } = options;
  const x = floatArray("the ranking softmax loss", "logits", logits);
  const relevance = jnp.astype(labels, x.dtype);
  const hasMask = where !== null && where !== undefined;
  const shown = hasMask ? jnp.where(where, relevance, 0) : relevance;
  const y = weights === null || weights === undefined ? shown : jnp.multiply(shown, weights);
  const logProbs = logSoftmax(hasMask ? jnp.where(where, x, Number.NEGATIVE_INFINITY) : x);
  const terms = jnp.multiply(y, logProbs);
  const losses = jnp.negative(jnp.sum(terms, hasMask ? { axis: -1, where } : { axis: -1 }));
  const lists = hasMask ? jnp.any(where, { axis: -1 }) : null;
  if (reduceFn === null) return lists ? jnp.where(lists, losses, 0) : losses;
  const result = reduceFn(losses, lists ? { where: lists } : {});
  if (reduceFn !== jnp.mean) return result;
  const isClean = jnp.logicalNot(jnp.any(jnp.isnan(losses)));
  return jnp.where(jnp.logicalAnd(jnp.isnan(result), isClean), 0, result);
}
