/** Sums and means: `sum prod mean countNonzero`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { type DType, dtypes, floatOf, isFloat } from "../types/dtype.ts";
import { sizeOf } from "../types/shape.ts";
import { inDType } from "./array.ts";
import { axesOf } from "./axes.ts";
import { broadcastTo } from "./broadcast.ts";
import { dtypeOf } from "./dtypeOf.ts";
import { one } from "./operands.ts";
import { type DTypeOptions, type Folding, maskOf, type ReduceOptions, reduce, type SumOptions } from "./reduce.ts";

const sums: Folding = {
  action: "sum",
  fold: (x, options) => (x.dtype === "bool" ? lax.reduceOr(x, options) : lax.reduceSum(x, options)),
  combine: (x, y) => (x.dtype === "bool" ? lax.or(x, y) : lax.add(x, y)),
  neutral: () => 0,
  ofNothing: true,
};

const products: Folding = {
  action: "multiply",
  fold: (x, options) => (x.dtype === "bool" ? lax.reduceAnd(x, options) : lax.reduceProd(x, options)),
  combine: (x, y) => (x.dtype === "bool" ? lax.and(x, y) : lax.mul(x, y)),
  neutral: () => 1,
  ofNothing: true,
};

/** Narrow integers, and bool, are summed as int32 or uint32. */
export function inDTypeOfSum(x: JaxArray): JaxArray {
  const { kind, bits } = dtypes[x.dtype];
  if (kind === "float" || kind === "complex" || kind === "key" || bits === 32) return x;
  return inDType(x, kind === "uint" ? "uint32" : "int32");
}

/** The operand in the dtype asked for; without one, that of sums. */
function inComputationDType(x: JaxArray, { dtype, promoteIntegers = true }: SumOptions): JaxArray {
  if (dtype !== null && dtype !== undefined) return inDType(x, dtypeOf(dtype));
  return promoteIntegers || x.dtype === "bool" ? inDTypeOfSum(x) : x;
}

/**
 * Σ a over some axes. Floats are summed at least pairwise; integers wrap around.
 *
 * @param a array
 * @param options `axis`: axes to sum over, default all; `dtype`; `keepdims`; `initial`: a number added; `where`: a mask;
 *   `promoteIntegers`: whether narrow integers are summed as int32 or uint32, default true
 * @returns the sums, in the dtype of `a`, of bool as int32; 0 of no elements
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.sum(jnp.array([[1, 2], [3, 4]]), { axis: 0 }), "[4 6]");
 * assertEqual(jnp.sum(jnp.array([1.5, 2])), "3.5");
 */
export function sum(a: ArrayLike, options: SumOptions = {}): JaxArray {
  return reduce(inComputationDType(one("sum", a), options), sums, options);
}

/**
 * Π a over some axes.
 *
 * @param a array
 * @param options `axis`: axes to multiply over, default all; `dtype`; `keepdims`; `initial`: one more factor;
 *   `where`: a mask; `promoteIntegers`: whether narrow integers are multiplied as int32 or uint32, default true
 * @returns the products, in the dtype of `a`, of bool as int32; 1 of no elements
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.prod(jnp.array([2, 3, 4])), "24");
 */
export function prod(a: ArrayLike, options: SumOptions = {}): JaxArray {
  return reduce(inComputationDType(one("multiply", a), options), products, options);
}

/**
 * The mean over some axes: Σ a / n.
 *
 * @param a array
 * @param options `axis`: axes to average over, default all; `dtype`; `keepdims`; `where`: a mask, n counts where it holds
 * @returns the means, float; NaN of no elements
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.mean(jnp.array([1, 2, 3, 6])), "3.0");
 * assertEqual(jnp.mean(jnp.array([[1, 2], [3, 4]]), { axis: 1, keepdims: true }), "[[1.5]\n [3.5]]");
 */
export function mean(a: ArrayLike, options: ReduceOptions & DTypeOptions = {}): JaxArray {
  const x = one("average", a);
  const dtype = options.dtype === null || options.dtype === undefined ? floatOf(x.dtype) : dtypeOf(options.dtype);
  const wide = isFloat(dtype) ? "float32" : dtype; // 16-bit floats are averaged in 32 bits
  return inDType(lax.div(sum(x, { ...options, dtype: wide }), count(x, wide, options)), dtype);
}

/** How many elements go into each result, as a scalar or, under a mask, an array. */
export function count(x: JaxArray, dtype: DType, options: ReduceOptions): JaxArray {
  const mask = maskOf("count", options.where);
  if (mask) return sum(broadcastTo(mask, x.shape), { axis: options.axis, keepdims: options.keepdims, dtype });
  const n = sizeOf(axesOf("average", options.axis, x.ndim).map((axis) => x.shape[axis]!));
  return scalar(n, dtype);
}

/**
 * How many elements are not 0.
 *
 * @param a array
 * @param options `axis`: axes to count over, default all; `keepdims`
 * @returns the counts, int32
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.countNonzero(jnp.array([0, 2, 0, 5])), "2");
 */
export function countNonzero(a: ArrayLike, options: Pick<ReduceOptions, "axis" | "keepdims"> = {}): JaxArray {
  const x = one("count", a);
  return sum(x.dtype === "bool" ? x : lax.ne(x, 0), { ...options, dtype: "int32" });
}
