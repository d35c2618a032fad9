import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { softmax } from "../../functions/index.ts";
import { dotGeneral } from "../../lax/index.ts";
import {
  add,
  asarray,
  astype,
  broadcastTo,
  divide,
  logicalAnd,
  multiply,
  ones,
  reshape,
  transpose,
  tril,
  where,
} from "../../numpy/index.ts";
import { bernoulli } from "../../random/index.ts";
import { printAval } from "../../types/aval.ts";
import type { DType } from "../../types/dtype.ts";
import { sizeOf } from "../../types/shape.ts";
import type { Pytree } from "../pytree.ts";
import { sow } from "../sow.ts";
import { Intermediate } from "../variableTypes.ts";
import { promoteDtype } from "./promoteDtype.ts";

/** Options of `dotProductAttention`. */
export interface AttentionOptions {
  /** Added to the scores; broadcasts to f32[batch…, heads, q, kv]. */
  readonly bias?: ArrayLike | null;
  /** Where it is zero a query does not see a key; broadcasts to [batch…, heads, q, kv]. */
  readonly mask?: ArrayLike | null;
  /** Whether all examples and heads drop the same weights; default true. */
  readonly broadcastDropout?: boolean;
  /** Key for dropping weights. */
  readonly dropoutRng?: JaxArray | null;
  /** Probability of dropping a weight; default 0. */
  readonly dropoutRate?: number;
  /** Whether to drop nothing; default false. */
  readonly deterministic?: boolean;
  /** Dtype of the computation; default what the operands promote to. */
  readonly dtype?: DType | null;
  /** A module that keeps the weights, as an Intermediate `attentionWeights`. */
  readonly module?: Pytree | null;
  /** Whether each query sees only keys up to its own place; default false. */
  readonly isCausal?: boolean;
}

/**
 * Attention: for each query the mean of the values, weighted by how well their keys fit.
 *
 *     y = softmax(q kᵀ / √depth + bias) v        q: f32[batch…, q, heads, depth]   k, v: f32[batch…, kv, kvHeads, depth]
 *
 * With fewer heads of keys than of queries, each serves a group of queries.
 *
 * @param query f32[batch…, q, heads, depth]
 * @param key f32[batch…, kv, kvHeads, depth]
 * @param value f32[batch…, kv, kvHeads, valueDepth]
 * @param options see {@link AttentionOptions}
 * @returns f32[batch…, q, heads, valueDepth]
 * @throws TypeError where shapes do not fit, and when weights are to be dropped without a key
 * @example
 * const q = jnp.array([[[[1, 0]]]]);
 * const k = jnp.array([[[[1, 0]], [[0, 1]]]]);
 * assertAllClose(nnx.dotProductAttention(q, k, k), [[[[0.66976, 0.33024]]]], { atol: 1e-4 });
 * @see Vaswani et al., "Attention is all you need", 2017, https://arxiv.org/abs/1706.03762
 */
export function dotProductAttention(
  query: ArrayLike,
  key: ArrayLike,
  value: ArrayLike,
  options: AttentionOptions = {},
): JaxArray {
  const [q, k, v] = promoteDtype([query, key, value] as const, options.dtype ?? null);
  checkOperands(q, k, v);
  const weights = attentionWeights(q, k, options);
  const batch = q.shape.slice(0, -3);
  const heads = q.shape.at(-2)!;
  const valueHeads = v.shape.at(-2)!;
  if (heads % valueHeads !== 0)
    throw new TypeError(`Cannot attend: the ${heads} heads of queries must be a multiple of ${valueHeads} of values`);
  const [n, queries, keys] = [sizeOf(batch), q.shape.at(-3)!, k.shape.at(-3)!];
  // [n, valueHeads, group, q, kv] × [n, kv, valueHeads, depth] → [n, valueHeads, group, q, depth]
  const grouped = reshape(weights, [n, valueHeads, heads / valueHeads, queries, keys]);
  const y = dotGeneral(grouped, reshape(v, [n, ...v.shape.slice(-3)]), [
    [[4], [1]],
    [
      [0, 1],
      [0, 2],
    ],
  ]);
  return reshape(transpose(y, { axes: [0, 3, 1, 2, 4] }), [...batch, queries, heads, v.shape.at(-1)!]);
}

/** f32[batch…, heads, q, kv]: how much each query takes from each value. */
function attentionWeights(q: JaxArray, k: JaxArray, options: AttentionOptions): JaxArray {
  const batch = q.shape.slice(0, -3);
  const [queries, heads, depth] = q.shape.slice(-3) as [number, number, number];
  const [keys, keyHeads] = k.shape.slice(-3) as [number, number];
  const n = sizeOf(batch);
  // [n, q, keyHeads, group, depth] × [n, kv, keyHeads, depth] → [n, keyHeads, q, group, kv]
  const scaled = reshape(divide(q, Math.fround(Math.sqrt(depth))), [n, queries, keyHeads, heads / keyHeads, depth]);
  const scores = dotGeneral(scaled, reshape(k, [n, keys, keyHeads, depth]), [
    [[4], [3]],
    [
      [0, 2],
      [0, 2],
    ],
  ]);
  let logits = reshape(transpose(scores, { axes: [0, 1, 3, 2, 4] }), [...batch, heads, queries, keys]);
  if (options.bias !== null && options.bias !== undefined) logits = add(logits, options.bias);
  const mask = wholeMask(options, queries, keys);
  if (mask) logits = where(broadcastTo(mask, logits.shape), logits, lowest);
  let weights = astype(softmax(logits), q.dtype);
  if (options.module) sow(options.module, Intermediate, "attentionWeights", weights);
  const { dropoutRate = 0, deterministic = false } = options;
  if (!deterministic && dropoutRate > 0) weights = multiply(weights, dropMultiplier(weights, options));
  return weights;
}

/** The smallest float32. */
const lowest = -3.4028234663852886e38;

function wholeMask({ mask, isCausal }: AttentionOptions, queries: number, keys: number): JaxArray | undefined {
  const own = mask === null || mask === undefined ? undefined : astype(asarray(mask), "bool");
  if (!isCausal) return own;
  const causal = astype(tril(ones([queries, keys])), "bool");
  return own ? logicalAnd(own, causal) : causal;
}

function dropMultiplier(weights: JaxArray, options: AttentionOptions): JaxArray {
  const { dropoutRng, dropoutRate = 0, broadcastDropout = true } = options;
  if (!dropoutRng)
    throw new TypeError("Cannot drop attention weights without a key: pass { dropoutRng: rngs.dropout() }");
  const keep = 1 - dropoutRate;
  const shape = broadcastDropout
    ? [...weights.shape.slice(0, -2).map(() => 1), ...weights.shape.slice(-2)]
    : weights.shape;
  return divide(astype(bernoulli(dropoutRng, { p: keep, shape }), weights.dtype), Math.fround(keep));
}

function checkOperands(q: JaxArray, k: JaxArray, v: JaxArray): void {
  const wish = `Cannot attend with queries ${printAval(q.aval)}, keys ${printAval(k.aval)}, values ${printAval(v.aval)}`;
  if (q.ndim < 3 || k.ndim !== q.ndim || v.ndim !== q.ndim)
    throw new TypeError(`${wish}: all need the same rank, with axes [batch…, places, heads, depth]`);
  const batch = (x: JaxArray): string => String(x.shape.slice(0, -3));
  if (batch(q) !== batch(k) || batch(q) !== batch(v)) throw new TypeError(`${wish}: the batch axes must match`);
  if (k.shape.at(-3) !== v.shape.at(-3)) throw new TypeError(`${wish}: there must be as many values as keys`);
  if (q.shape.at(-1) !== k.shape.at(-1)) throw new TypeError(`${wish}: queries and keys must have the same depth`);
  if (q.shape.at(-2)! % k.shape.at(-2)! !== 0)
    throw new TypeError(`${wish}: the heads of queries must be a multiple of those of keys`);
}
