/** `jax.scipy.stats.logistic`: the logistic distribution. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as lax from "../../lax/index.ts";
import * as jnp from "../../numpy/index.ts";
import { type ScaleOptions, standardized } from "./standardized.ts";

/**
 * The logarithm of the density.
 *
 * @param x numbers
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.logistic.logpdf(0), -Math.log(4));
 */
export function logpdf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const [z, scale] = standardized("find the density at", x, options) as [JaxArray, JaxArray];
  const h = lax.mul(z, 0.5);
  return lax.neg(lax.add(lax.mul(2, jnp.logaddexp(h, lax.neg(h))), lax.log(scale)));
}

/**
 * The density.
 *
 * @param x numbers
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.logistic.pdf(0), 0.25);
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
 * assertAllClose(jax.scipy.stats.logistic.cdf(0), 0.5);
 */
export function cdf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  return lax.logistic(standardized("find the share below", x, options)[0]!);
}

/**
 * The share of the distribution above x.
 *
 * @param x numbers
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.logistic.sf(0), 0.5);
 */
export function sf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  return lax.logistic(lax.neg(standardized("find the share above", x, options)[0]!));
}
