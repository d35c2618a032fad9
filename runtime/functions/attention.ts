/** `dotProductAttention`: values averaged by how well their keys fit a query. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { add, multiply } from "../numpy/arithmetic.ts";
import { inDType } from "../numpy/array.ts";
import { less } from "../numpy/comparison.ts";
import { einsum } from "../numpy/einsum.ts";
import { logicalAnd } from "../numpy/logical.ts";
import { lift } from "../numpy/promote.ts";
import { arange } from "../numpy/ranges.ts";
import { reshape } from "../numpy/reshape.ts";
import { transpose } from "../numpy/transpose.ts";
import { where } from "../numpy/where.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import type { Shape } from "../types/shape.ts";
import { logsumexp, softmax } from "./softmax.ts";

/** Options of `dotProductAttention`. */
export interface AttentionOptions {
  /** Added to the scores: broadcasts to [batch, heads, queries, keys]. */
  readonly bias?: ArrayLike | null | undefined;
  /** Bool, broadcasts to [batch, heads, queries, keys]: keys that a query may look at. */
  readonly mask?: ArrayLike | null | undefined;
  /** Factor of the scores; default 1 / √(size of a head). */
  readonly scale?: number | null | undefined;
  /** Whether a query looks only at keys up to its own place; default false. */
  readonly isCausal?: boolean | undefined;
  /** i32[batch]: how many queries of each batch count; the results of others are 0. */
  readonly querySeqLengths?: ArrayLike | null | undefined;
  /** i32[batch]: how many keys of each batch count. */
  readonly keyValueSeqLengths?: ArrayLike | null | undefined;
  /** How far a query looks to the left and to the right: one number, or both. */
  readonly localWindowSize?: number | readonly [number, number] | null | undefined;
  /** Whether the logarithms of the sums of the softmax are returned too; default false. */
  readonly returnResidual?: boolean | undefined;
}

/** −0.7 times the largest float32: far below every score, and a sum of two is still finite. */
const never = -0.7 * (2 - 2 ** -23) * 2 ** 127;

function withFourAxes(action: string, given: ArrayLike): JaxArray {
  const x = lift(action, given);
  if (x.ndim < 3 || x.ndim > 4)
    throw new TypeError(
      `Cannot ${action} ${printAval(x.aval)}: it must have the axes [batch, length, heads, size], batch may lack`,
    );
  return x.ndim === 3 ? reshape(x, [1, ...x.shape]) : x;
}

/**
 * softmax(scale · Q Kᵀ + bias) V, for each head.
 *
 * @param query f32[batch, queries, heads, size]; batch may lack
 * @param key f32[batch, keys, kvHeads, size]; kvHeads divides heads: groups of query heads share one
 * @param value f32[batch, keys, kvHeads, size]
 * @param options `bias`; `mask`; `scale`; `isCausal`; `querySeqLengths`; `keyValueSeqLengths`; `localWindowSize`; `returnResidual`
 * @returns f32[batch, queries, heads, size], of the shape of `query`; with `returnResidual` also f32[batch, queries, heads]
 * @throws TypeError where shapes do not fit
 * @example
 * const q = jnp.ones([1, 2, 1, 4]);
 * assertEqual(jax.nn.dotProductAttention(q, q, q, { isCausal: true }).shape, [1, 2, 1, 4]);
 * @see Vaswani et al., "Attention is all you need", 2017, https://arxiv.org/abs/1706.03762
 */
export function dotProductAttention(
  query: ArrayLike,
  key: ArrayLike,
  value: ArrayLike,
  options: AttentionOptions & { readonly returnResidual: true },
): [JaxArray, JaxArray];
export function dotProductAttention(
  query: ArrayLike,
  key: ArrayLike,
  value: ArrayLike,
  options?: AttentionOptions,
): JaxArray;
export function dotProductAttention(
  query: ArrayLike,
  key: ArrayLike,
  value: ArrayLike,
  options: AttentionOptions = {},
): JaxArray | [JaxArray, JaxArray] {
  const shape = lift("attend with", query).shape;
  const q = withFourAxes("attend with", query);
  const [k, v] = [withFourAxes("attend to", key), withFourAxes("attend to", value)];
  const [batch, queries, heads, size] = q.shape as unknown as [number, number, number, number];
  const [, keys, kvHeads] = k.shape as unknown as [number, number, number];
  if (v.shape.join() !== k.shape.join() || k.shape[0] !== batch || k.shape[3] !== size || heads % kvHeads !== 0)
    throw new TypeError(
      `Cannot attend with ${printAval(q.aval)} to ${printAval(k.aval)} and ${printAval(v.aval)}: batch and size must be equal, and the heads of keys divide those of queries`,
    );
  const groups = heads / kvHeads;
  const grouped = reshape(q, [batch, queries, kvHeads, groups, size]);
  const scores = multiply(einsum("btkgh,bskh->bkgts", grouped, k), options.scale ?? 1 / Math.sqrt(size));
  const four: Shape = [batch, heads, queries, keys];
  const logits = add(reshape(scores, four), options.bias ?? 0);
  const allowed = maskOf(options, queries, keys);
  const padded = inDType(allowed ? where(allowed, logits, never) : logits, "float32");
  const weights = inDType(softmax(padded, { axis: -1 }), v.dtype);
  const attended = einsum("bkgts,bskh->btkgh", reshape(weights, [batch, kvHeads, groups, queries, keys]), v);
  const { querySeqLengths } = options;
  const kept = isGiven(querySeqLengths)
    ? multiply(attended, inDType(reshape(within(queries, querySeqLengths), [batch, queries, 1, 1, 1]), v.dtype))
    : attended;
  const result = reshape(kept, shape);
  if (!options.returnResidual) return result;
  const residual = transpose(logsumexp(padded, { axis: -1 }), { axes: [0, 2, 1] });
  return [result, reshape(lax.stopGradient(residual), shape.slice(0, -1))];
}

const isGiven = (x: ArrayLike | null | undefined): x is ArrayLike => x !== null && x !== undefined;

/** bool[batch, n]: the places below the lengths. */
function within(n: number, lengths: ArrayLike): JaxArray {
  const given = lift("attend within", lengths);
  return less(arange(n), reshape(given, [given.size, 1]));
}

/** All conditions at once; undefined if there is none. */
function maskOf(options: AttentionOptions, queries: number, keys: number): JaxArray | undefined {
  const { mask, isCausal, querySeqLengths, keyValueSeqLengths, localWindowSize } = options;
  const [from, to] = [reshape(arange(queries), [queries, 1]), arange(keys)];
  const conditions: JaxArray[] = [];
  if (isGiven(mask)) conditions.push(lift("attend within", mask));
  if (isCausal) conditions.push(less(to, add(from, 1)));
  if (localWindowSize !== null && localWindowSize !== undefined) {
    const [left, right] = typeof localWindowSize === "number" ? [localWindowSize, localWindowSize] : localWindowSize;
    conditions.push(logicalAnd(less(from, add(to, left + 1)), less(to, add(from, right + 1))));
  }
  if (isGiven(querySeqLengths)) {
    const inside = within(queries, querySeqLengths);
    conditions.push(reshape(inside, [inside.shape[0]!, 1, queries, 1]));
  }
  if (isGiven(keyValueSeqLengths)) {
    const inside = within(keys, keyValueSeqLengths);
    conditions.push(reshape(inside, [inside.shape[0]!, 1, 1, keys]));
  }
  return conditions.length ? conditions.reduce((all, condition) => logicalAnd(all, condition)) : undefined;
}
