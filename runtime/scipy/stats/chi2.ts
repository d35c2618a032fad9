/** `jax.scipy.stats.chi2`: the distribution of a sum of squares. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as lax from "../../lax/index.ts";
import * as jnp from "../../numpy/index.ts";
import * as gamma from "./gamma.ts";
import type { ScaleOptions } from "./standardized.ts";

const half = (x: ArrayLike): JaxArray => jnp.divide(x, 2);
const twice = (x: ArrayLike): JaxArray => jnp.multiply(x, 2);

/**
 * The logarithm of the density.
 *
 * @param x numbers
 * @param df degrees of freedom, > 0
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.chi2.logpdf(2, 4), -1 - Math.log(2));
 */
export function logpdf(x: ArrayLike, df: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const { loc = 0, scale = 1 } = options;
  return gamma.logpdf(x, half(df), { loc, scale: twice(scale) });
}

/**
 * The density.
 *
 * @param x numbers
 * @param df degrees of freedom, > 0
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.chi2.pdf(2, 4), 0.1839397);
 */
export function pdf(x: ArrayLike, df: ArrayLike, options: ScaleOptions = {}): JaxArray {
  return lax.exp(logpdf(x, df, options));
}

/**
 * The share of the distribution below x.
 *
 * @param x numbers
 * @param df degrees of freedom, > 0
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.chi2.cdf(2, 4), 0.2642411);
 */
export function cdf(x: ArrayLike, df: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const { loc = 0, scale = 1 } = options;
  return gamma.cdf(x, half(df), { loc, scale: twice(scale) });
}

/**
 * The share of the distribution above x.
 *
 * @param x numbers
 * @param df degrees of freedom, > 0
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.chi2.sf(2, 4), 0.7357589);
 */
export function sf(x: ArrayLike, df: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const { loc = 0, scale = 1 } = options;
  return gamma.sf(x, half(df), { loc, scale: twice(scale) });
}
