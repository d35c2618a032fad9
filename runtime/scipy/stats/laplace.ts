/** `jax.scipy.stats.laplace`: Laplace's distribution. */
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
 * assertAllClose(jax.scipy.stats.laplace.logpdf(0), -Math.log(2));
 */
export function logpdf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const [z, scale] = standardized("find the density at", x, options) as [JaxArray, JaxArray];
  return lax.neg(lax.add(lax.abs(z), lax.log(lax.mul(2, scale))));
}

/**
 * The density.
 *
 * @param x numbers
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.laplace.pdf(0), 0.5);
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
 * assertAllClose(jax.scipy.stats.laplace.cdf(0), 0.5);
 */
export function cdf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const [z] = standardized("find the share below", x, options) as [JaxArray];
  const tail = lax.mul(0.5, lax.exp(lax.neg(lax.abs(z))));
  return jnp.where(lax.lt(z, 0), tail, lax.sub(1, tail));
}
