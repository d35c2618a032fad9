/** `jax.scipy.stats.cauchy`: Cauchy's distribution. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as lax from "../../lax/index.ts";
import { type ScaleOptions, standardized } from "./standardized.ts";

/**
 * The logarithm of the density.
 *
 * @param x numbers
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.cauchy.logpdf(0), -Math.log(Math.PI));
 */
export function logpdf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const [z, scale] = standardized("find the density at", x, options) as [JaxArray, JaxArray];
  return lax.neg(lax.add(lax.log1p(lax.square(z)), lax.log(lax.mul(scale, Math.PI))));
}

/**
 * The density.
 *
 * @param x numbers
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.cauchy.pdf(0), 1 / Math.PI);
 */
export function pdf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  return lax.exp(logpdf(x, options));
}

/**
 * The share of the distribution below x.
 *
 * @param x numbers
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.cauchy.cdf(1), 0.75);
 */
export function cdf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  return lax.add(lax.mul(lax.atan(standardized("find the share below", x, options)[0]!), 1 / Math.PI), 0.5);
}
