/** Spread over axes: `var`, `std`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { type DType, floatOf, isComplex, isFloat, partOf } from "../types/dtype.ts";
import { subtract } from "./arithmetic.ts";
import { inDType } from "./array.ts";
import { axesOf } from "./axes.ts";
import { align } from "./broadcast.ts";
import { compiled } from "./compiled.ts";
import { dtypeOf } from "./dtypeOf.ts";
import { one } from "./operands.ts";
import { lift } from "./promote.ts";
import type { DTypeOptions, ReduceOptions } from "./reduce.ts";
import { count, mean as meanOf, sum } from "./sums.ts";

/** Options of `variance` and `std`. */
export interface VarianceOptions extends ReduceOptions, DTypeOptions {
  /** What is subtracted from the number of elements: 0 for the population, 1 for a sample; default 0. */
  readonly ddof?: number | undefined;
  /** The same as `ddof`, by the name of the array API. */
  readonly correction?: number | null | undefined;
  /** The mean, if it is known already. */
  readonly mean?: ArrayLike | null | undefined;
}

/**
 * The variance over some axes: Σ (a − mean)² / (n − ddof). Exported as `jnp.var`.
 *
 * @param a array
 * @param options `axis`: default all; `ddof`: default 0; `correction`: another name of `ddof`; `mean`: if known; `dtype`; `keepdims`;
 *   `where`: a mask
 * @returns the variances, float32; NaN where n ≤ ddof
 * @throws RangeError for an axis that `a` does not have
 * @throws TypeError when both `ddof` and `correction` are given
 * @example
 * assertEqual(jnp.var(jnp.array([1, 2, 3, 4])), "1.25");
 * assertAllClose(jnp.var(jnp.array([1, 2, 3, 4]), { ddof: 1 }), 5 / 3);
 */
export function variance(a: ArrayLike, options: VarianceOptions = {}): JaxArray {
  const { ddof = 0, correction } = options;
  if (ddof !== 0 && correction !== null && correction !== undefined) {
    throw new TypeError("Cannot take the variance with both `ddof` and `correction`: they mean the same; give one");
  }
  const given = one("take the variance of", a);
  const result = options.dtype === null || options.dtype === undefined ? floatOf(given.dtype) : dtypeOf(options.dtype);
  if (isComplex(given.dtype) && !isComplex(result) && options.dtype)
    throw new TypeError(`Cannot take the variance of ${printAval(given.aval)} in ${result}: it must be complex64`);
  return inDType(computed(given, options, isFloat(result) ? "float32" : result), partOf(result));
}

/** 16-bit floats are computed in 32 bits. */
function computed(a: JaxArray, options: VarianceOptions, dtype: DType): JaxArray {
  const { ddof = 0, correction, axis, keepdims, where, mean } = options;
  const x = inDType(a, dtype);
  if (!where && (mean === null || mean === undefined)) {
    return plain(x, axesOf("take the variance", axis, x.ndim), keepdims ?? false, correction ?? ddof);
  }
  const center =
    mean === null || mean === undefined
      ? meanOf(x, { axis, where, dtype, keepdims: true })
      : inDType(lift("subtract the mean", mean), dtype);
  const squares = squaredSize(lax.sub(...(align("subtract the mean", [x, center]) as [JaxArray, JaxArray])));
  const part = partOf(dtype);
  const n = lax.sub(count(x, part, options), scalar(correction ?? ddof, part));
  const result = lax.div(sum(squares, { axis, keepdims, where, dtype: part }), n);
  return lax.selectN(lax.gt(n, 0), scalar(Number.NaN, part), result);
}

/** |x|². */
function squaredSize(x: JaxArray): JaxArray {
  return isComplex(x.dtype) ? lax.real(lax.mul(x, lax.conj(x))) : lax.square(x);
}

/** Without a mask and a known mean: one program. */
const plain: (x: JaxArray, axes: readonly number[], keepdims: boolean, ddof: number) => JaxArray = compiled(
  function variance(x: JaxArray, axis: readonly number[], keepdims: boolean, ddof: number): JaxArray {
    const { dtype } = x;
    const squares = squaredSize(subtract(x, meanOf(x, { axis, dtype, keepdims: true })));
    const part = partOf(dtype);
    const n = Math.fround(count(x, part, { axis }).item() as number) - ddof;
    const result = lax.div(sum(squares, { axis, keepdims, dtype: part }), scalar(n, part));
    return n > 0 ? result : lax.mul(result, Number.NaN);
  },
  1,
);

/**
 * The standard deviation over some axes: √(Σ (a − mean)² / (n − ddof)).
 *
 * @param a array
 * @param options as of `jnp.var`
 * @returns the deviations, float32
 * @throws RangeError for an axis that `a` does not have
 * @throws TypeError when both `ddof` and `correction` are given
 * @example
 * assertEqual(jnp.std(jnp.array([2, 2, 6, 6])), "2.0");
 */
export function std(a: ArrayLike, options: VarianceOptions = {}): JaxArray {
  return lax.sqrt(variance(a, options));
}
