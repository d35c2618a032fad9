/** `polyfit`: the polynomial that comes nearest to given points. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { printAval } from "../types/aval.ts";
import { divide, multiply } from "./arithmetic.ts";
import { inDType } from "./array.ts";
import { sqrt } from "./exponential.ts";
import { inv, lstsq } from "./linalg/index.ts";
import { matmul, outer } from "./product.ts";
import { lift } from "./promote.ts";
import { expandDims } from "./reshape.ts";
import { sum } from "./sums.ts";
import { matrixTranspose } from "./transpose.ts";
import { vander } from "./vectorProducts.ts";

/** Options of `polyfit`. */
export interface PolyfitOptions {
  /** Singular values below this part of the largest count as 0; default the number of points · 2⁻²³. */
  readonly rcond?: number | null | undefined;
  /** Whether residuals, rank, singular values and `rcond` are returned too; default false. */
  readonly full?: boolean | undefined;
  /** Weights of the points, f32[n]: one over the standard deviation of each; default 1. */
  readonly w?: ArrayLike | null | undefined;
  /** Whether the covariance of the coefficients is returned too: scaled by the residuals (`true`), or not; default false. */
  readonly cov?: boolean | "unscaled" | undefined;
}

/** What `polyfit` returns with `full`. */
export type FullFit = [coefficients: JaxArray, residuals: JaxArray, rank: JaxArray, s: JaxArray, rcond: JaxArray];

/**
 * The polynomial of a degree with the least sum of squared distances from points, by singular values.
 *
 *     c = argmin Σₖ wₖ² (yₖ − Σⱼ cⱼ xₖ^(deg−j))²
 *
 * @param x f32[n]: places
 * @param y f32[n], or f32[n,k] for k polynomials: values
 * @param deg the highest power, ≥ 0
 * @param options `w`: weights; `rcond`; `full`; `cov`
 * @returns the coefficients, highest power first, f32[deg+1] or f32[deg+1,k]; with `full` also the residuals, the rank, the singular values
 *   and `rcond`; with `cov` also the covariance of the coefficients, f32[deg+1,deg+1] or f32[deg+1,deg+1,k]
 * @throws TypeError where shapes do not fit; RangeError for a degree that is negative or not whole, or too few points for `cov`
 * @example
 * const x = jnp.array([0, 1, 2, 3]);
 * assertAllClose(jnp.polyfit(x, jnp.array([1, 3, 5, 7]), 1), [2, 1], { atol: 1e-5 });
 * const [c, cov] = jnp.polyfit(x, jnp.array([1, 2, 5, 7]), 1, { cov: true });
 * assertEqual([c.shape, cov.shape], [[2], [2, 2]]);
 */
export function polyfit(
  x: ArrayLike,
  y: ArrayLike,
  deg: number,
  options?: PolyfitOptions & { readonly full?: false; readonly cov?: false },
): JaxArray;
export function polyfit(
  x: ArrayLike,
  y: ArrayLike,
  deg: number,
  options: PolyfitOptions & { readonly full: true },
): FullFit;
export function polyfit(
  x: ArrayLike,
  y: ArrayLike,
  deg: number,
  options: PolyfitOptions & { readonly full?: false; readonly cov: true | "unscaled" },
): [coefficients: JaxArray, covariance: JaxArray];
export function polyfit(
  x: ArrayLike,
  y: ArrayLike,
  deg: number,
  options: PolyfitOptions = {},
): JaxArray | FullFit | [JaxArray, JaxArray] {
  const { full = false, w = null, cov = false } = options;
  const [places, values] = points(x, y, deg);
  const rcond = options.rcond ?? places.size * 2 ** -23;
  let powers = vander(places, { N: deg + 1 });
  let right = values;
  if (w !== null) {
    const weights = inDType(lift("weight points by", w), "float32");
    if (weights.ndim !== 1 || weights.size !== places.size)
      throw new TypeError(
        `Cannot fit a polynomial to ${places.size} points with weights ${printAval(weights.aval)}: give a number for each point`,
      );
    powers = multiply(powers, expandDims(weights, 1));
    right = multiply(right, right.ndim === 2 ? expandDims(weights, 1) : weights);
  }
  // columns of length 1 are better conditioned
  const scale = sqrt(sum(multiply(powers, powers), { axis: 0 }));
  const scaled = divide(powers, scale);
  const [solution, residuals, rank, s] = lstsq(scaled, right, { rcond });
  const coefficients = divide(solution, solution.ndim === 2 ? expandDims(scale, 1) : scale);
  if (full) return [coefficients, residuals, rank, s, scalar(rcond, "float32")];
  if (cov === false) return coefficients;
  const spread = divide(inv(matmul(matrixTranspose(scaled), scaled)), outer(scale, scale));
  const each = values.ndim === 2 ? expandDims(spread, 2) : spread;
  if (cov === "unscaled") return [coefficients, each];
  const freedom = places.size - (deg + 1);
  if (freedom <= 0)
    throw new RangeError(
      `Cannot tell the covariance of ${deg + 1} coefficients from ${places.size} points: there must be more, or use cov: "unscaled"`,
    );
  return [coefficients, multiply(each, divide(residuals, freedom))];
}

/** Places and values as float32, of fitting shapes. */
function points(x: ArrayLike, y: ArrayLike, deg: number): [places: JaxArray, values: JaxArray] {
  const places = inDType(lift("fit a polynomial at", x), "float32");
  const values = inDType(lift("fit a polynomial to", y), "float32");
  if (!(Number.isInteger(deg) && deg >= 0))
    throw new RangeError(`Cannot fit a polynomial of degree ${deg}: it must be whole and ≥ 0`);
  if (places.ndim !== 1 || places.size === 0)
    throw new TypeError(`Cannot fit a polynomial at ${printAval(places.aval)}: the places must be a vector of some`);
  if (values.ndim < 1 || values.ndim > 2 || values.shape[0] !== places.size)
    throw new TypeError(
      `Cannot fit a polynomial to ${printAval(values.aval)} at ${printAval(places.aval)}: there must be a value, or a row of them, for each place`,
    );
  return [places, values];
}
