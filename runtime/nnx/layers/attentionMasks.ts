/** Masks of attention: which query may see which key. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import {
  arange,
  asarray,
  astype,
  broadcastTo,
  expandDims,
  greaterEqual,
  logicalAnd,
  multiply,
} from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";
import type { DType } from "../../types/dtype.ts";

/** Options of `makeAttentionMask`. */
export interface AttentionMaskOptions {
  /** Says of a query and a key whether they may meet; default: both are not zero (`jnp.multiply`). */
  readonly pairwiseFn?: (query: JaxArray, key: JaxArray) => JaxArray;
  /** Axes of size 1 in front; default 0. */
  readonly extraBatchDims?: number;
  /** Dtype of the mask; default float32. */
  readonly dtype?: DType;
}

/**
 * The mask of all pairs of queries and keys. f32[batch…, q], f32[batch…, kv] → f32[batch…, 1, q, kv].
 *
 * @param queryInput f32[batch…, q], for instance 1 for words and 0 for padding
 * @param keyInput f32[batch…, kv]
 * @param options see {@link AttentionMaskOptions}
 * @example
 * const words = jnp.array([[1, 1, 0]]);
 * assertEqual(nnx.makeAttentionMask(words, words).at([0, 0]).get(), "[[1. 1. 0.]\n [1. 1. 0.]\n [0. 0. 0.]]");
 */
export function makeAttentionMask(
  queryInput: ArrayLike,
  keyInput: ArrayLike,
  options: AttentionMaskOptions = {},
): JaxArray {
  const { pairwiseFn = multiply, extraBatchDims = 0, dtype = "float32" } = options;
  const pairs = pairwiseFn(expandDims(asarray(queryInput), -1), expandDims(asarray(keyInput), -2));
  let mask = expandDims(pairs, -3);
  for (let k = 0; k < extraBatchDims; k++) mask = expandDims(mask, 0);
  return astype(mask, dtype);
}

/**
 * The mask with which each position sees itself and those before it. f32[batch…, n] → f32[batch…, 1, n, n].
 *
 * @param x array whose shape counts
 * @param options `extraBatchDims`: axes of size 1 in front, default 0; `dtype`: default float32
 * @example
 * assertEqual(nnx.makeCausalMask(jnp.ones([1, 3])).at([0, 0]).get(), "[[1. 0. 0.]\n [1. 1. 0.]\n [1. 1. 1.]]");
 */
export function makeCausalMask(x: ArrayLike, options: Omit<AttentionMaskOptions, "pairwiseFn"> = {}): JaxArray {
  const { shape } = asarray(x);
  const places = broadcastTo(arange(shape.at(-1) ?? 0, { dtype: "int32" }), shape);
  return makeAttentionMask(places, places, { ...options, pairwiseFn: greaterEqual });
}

/**
 * The mask of what all masks allow. A last argument `{ dtype }` sets the dtype of the result, which is float32 by default.
 *
 * @param masks masks of one rank that broadcast together; null: no mask
 * @returns the mask; null if there was none
 * @throws TypeError for masks of different ranks
 * @example
 * const both = nnx.combineMasks(jnp.array([1, 1, 0]), null, jnp.array([0, 1, 1]));
 * assertEqual(both, "[0. 1. 0.]");
 */
export function combineMasks(
  ...masks: readonly (ArrayLike | null | undefined | { readonly dtype: DType })[]
): JaxArray | null {
  const options = masks.at(-1);
  const hasOptions = isDTypeOption(options);
  const dtype = hasOptions ? options.dtype : "float32";
  const given = (hasOptions ? masks.slice(0, -1) : masks).flatMap((mask) =>
    mask === null || mask === undefined ? [] : [asarray(mask as ArrayLike)],
  );
  if (given.length === 0) return null;
  if (given.some((mask) => mask.ndim !== given[0]!.ndim)) {
    throw new TypeError(
      `Cannot combine masks ${given.map((mask) => printAval(mask.aval)).join(", ")}: they must have the same rank`,
    );
  }
  return astype(
    given.reduce((a, b) => logicalAnd(a, b)),
    dtype,
  );
}

function isDTypeOption(value: unknown): value is { readonly dtype: DType } {
  if (typeof value !== "object" || value === null) return false;
  return Object.getPrototypeOf(value) === Object.prototype && "dtype" in value;
}
