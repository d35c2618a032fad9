/** Weighted means and how variables go together: `average cov corrcoef`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { divide, multiply, subtract } from "./arithmetic.ts";
import { inDType } from "./array.ts";
import { type Axes, axesOf } from "./axes.ts";
import { broadcastTo } from "./broadcast.ts";
import { diagonal } from "./diagonal.ts";
import { type DTypeLike, dtypeOf } from "./dtypeOf.ts";
import { clip } from "./extremes.ts";
import { full } from "./filled.ts";
import { concatenate } from "./join.ts";
import { dot } from "./product.ts";
import { promoteInexact } from "./promote.ts";
import { conj } from "./realParts.ts";
import { atleast2d, expandDims, reshape, squeeze } from "./reshape.ts";
import { count, sum } from "./sums.ts";
import { transpose } from "./transpose.ts";

/** Options of `average`. */
export interface AverageOptions {
  /** Axes to average over; default all. */
  readonly axis?: Axes | undefined;
  /** Weights: of the shape of the array, or of the sizes of the axes; default all equal. */
  readonly weights?: ArrayLike | null | undefined;
  /** Whether the sum of the weights is returned too; default false. */
  readonly returned?: boolean | undefined;
  /** Whether the averaged axes stay, with size 1; default false. */
  readonly keepdims?: boolean | undefined;
}

/**
 * The weighted mean: Σ w a / Σ w.
 *
 * @param a array
 * @param options `axis`: default all; `weights`: default all equal; `returned`: give [mean, sum of weights], default false; `keepdims`
 * @returns the means, float32
 * @throws TypeError for weights whose shape does not fit
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.average(jnp.array([1, 2, 3]), { weights: jnp.array([3, 1, 0]) }), "1.25");
 */
export function average(a: ArrayLike, options: AverageOptions & { readonly returned: true }): [JaxArray, JaxArray];
export function average(a: ArrayLike, options?: AverageOptions): JaxArray;
export function average(a: ArrayLike, options: AverageOptions = {}): JaxArray | [JaxArray, JaxArray] {
  const { weights, keepdims, returned } = options;
  const hasWeights = weights !== null && weights !== undefined;
  const [x, given] = (hasWeights ? promoteInexact("average", a, weights) : promoteInexact("average", a)) as [
    JaxArray,
    JaxArray | undefined,
  ];
  const axes = axesOf("average", options.axis, x.ndim);
  const over = { axis: axes, keepdims };
  const w = given && weightsLike(x, given, options.axis === null || options.axis === undefined ? null : axes);
  const total = w ? sum(w, over) : count(x, x.dtype, { axis: axes });
  const mean = divide(sum(w ? multiply(x, w) : x, over), total);
  return returned ? [mean, broadcastTo(total, mean.shape)] : mean;
}

function weightsLike(x: JaxArray, w: JaxArray, axes: readonly number[] | null): JaxArray {
  if (w.shape.join() === x.shape.join()) return w;
  const sizes = axes?.map((axis) => x.shape[axis]!);
  if (!axes || w.shape.join() !== sizes!.join())
    throw new TypeError(
      `Cannot average ${printAval(x.aval)} with weights ${printAval(w.aval)}: they must have its shape${axes ? `, or [${sizes}]` : "; to weigh one axis, name it by `axis`"}`,
    );
  const order = axes.map((_, k) => k).sort((i, j) => axes[i]! - axes[j]!);
  const spread = reshape(
    transpose(w, { axes: order }),
    x.shape.map((size, k) => (axes.includes(k) ? size : 1)),
  );
  return broadcastTo(spread, x.shape);
}

/** Options of `cov`. */
export interface CovOptions {
  /** More variables, joined to the first. */
  readonly y?: ArrayLike | null | undefined;
  /** Whether variables are rows and observations columns; default true. */
  readonly rowvar?: boolean | undefined;
  /** Whether is divided by n and not by n − 1; default false. */
  readonly bias?: boolean | undefined;
  /** What is subtracted from n; default 1, and 0 with `bias`. */
  readonly ddof?: number | null | undefined;
  /** How often each observation counts: integers. */
  readonly fweights?: ArrayLike | null | undefined;
  /** How much each observation weighs. */
  readonly aweights?: ArrayLike | null | undefined;
  /** Dtype of the result; default float32. */
  readonly dtype?: DTypeLike | null | undefined;
}

/** Variables as rows. */
function rowsOf(x: JaxArray, rowvar: boolean): JaxArray {
  if (x.ndim > 2)
    throw new TypeError(`Cannot take the covariance of ${printAval(x.aval)}: it must have at most two axes`);
  const matrix = atleast2d(x);
  return rowvar || x.ndim < 2 || matrix.shape[0] === 1 ? matrix : transpose(matrix);
}

/**
 * The covariances of variables: Σ (xᵢ − mean)(xⱼ − mean) / (n − 1).
 *
 * @param m variables as rows: f32[variables, observations], or one as a vector
 * @param options `y`: more variables; `rowvar`: variables are rows, default true; `bias`: divide by n, default false; `ddof`: divide by
 *   n − ddof; `fweights`: counts of observations; `aweights`: weights of observations; `dtype`
 * @returns f32[variables, variables]; a scalar for one variable
 * @throws TypeError for more than two axes
 * @example
 * assertEqual(jnp.cov(jnp.array([[1, 2, 3], [3, 2, 1]])), "[[ 1. -1.]\n [-1.  1.]]");
 */
export function cov(m: ArrayLike, options: CovOptions = {}): JaxArray {
  const { y, rowvar = true, bias = false, fweights, aweights, dtype } = options;
  const given = promoteInexact("take the covariance of", ...(y === null || y === undefined ? [m] : [m, y]));
  const variables = concatenate(
    given.map((x) => rowsOf(x, rowvar)),
    { axis: 0, dtype },
  );
  const [n, observations] = variables.shape as unknown as [number, number];
  if (observations === 0) return full(n === 1 ? [] : [n, n], Number.NaN, { dtype: dtypeOf(dtype ?? "float32") });
  const ddof = options.ddof ?? (bias ? 0 : 1);
  const frequency =
    fweights === null || fweights === undefined ? null : lax.abs(promoteInexact("weigh by", fweights)[0]!);
  const analytic =
    aweights === null || aweights === undefined ? null : lax.abs(promoteInexact("weigh by", aweights)[0]!);
  const w = frequency && analytic ? multiply(frequency, analytic) : (frequency ?? analytic);
  const mean = average(variables, { axis: 1, weights: w });
  const centered = subtract(variables, expandDims(mean, 1));
  const total = w ? sum(w) : null;
  const divisor =
    total === null
      ? observations - ddof
      : ddof === 0
        ? total
        : analytic === null
          ? subtract(total, ddof)
          : subtract(total, divide(multiply(ddof, sum(multiply(w!, analytic))), total));
  const product = dot(centered, conj(transpose(w ? multiply(centered, w) : centered)));
  return squeeze(inDType(divide(product, divisor), dtypeOf(dtype ?? variables.dtype)));
}

/**
 * The correlation of variables: covariances divided by both standard deviations, in [−1, 1].
 *
 * @param x variables as rows: f32[variables, observations], or one as a vector
 * @param options `y`: more variables; `rowvar`: variables are rows, default true; `dtype`
 * @returns f32[variables, variables]; a scalar for one variable
 * @throws TypeError for more than two axes
 * @example
 * assertAllClose(jnp.corrcoef(jnp.array([[1, 2, 4], [2, 4, 8]])), [1, 1, 1, 1]);
 */
export function corrcoef(x: ArrayLike, options: Pick<CovOptions, "y" | "rowvar" | "dtype"> = {}): JaxArray {
  const c = cov(x, options);
  if (c.ndim === 0) return divide(c, c);
  const deviation = lax.sqrt(diagonal(c));
  return clip(divide(divide(c, expandDims(deviation, 1)), deviation), -1, 1);
}
