/** `jax.scipy.stats.expon`: the exponential distribution. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as lax from "../../lax/index.ts";
import * as jnp from "../../numpy/index.ts";
import { inside, type ScaleOptions, standardized } from "./standardized.ts";

/**
 * The logarithm of the density.
 *
 * @param x numbers
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.expon.logpdf(1, { scale: 2 }), -0.5 - Math.log(2));
 */
export function logpdf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const [z, scale] = standardized("find the density at", x, options) as [JaxArray, JaxArray];
  return inside(lax.ge(z, 0), lax.neg(lax.add(z, lax.log(scale))));
}

/**
 * The density.
 *
 * @param x numbers
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.expon.pdf(0), 1);
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
 * assertAllClose(jax.scipy.stats.expon.cdf(1), 1 - Math.exp(-1));
 */
export function cdf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const [z] = standardized("find the share below", x, options) as [JaxArray];
  return jnp.where(lax.ge(z, 0), lax.neg(lax.expm1(lax.neg(z))), 0);
}

/**
 * The share of the distribution above x.
 *
 * @param x numbers
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.expon.sf(1), Math.exp(-1));
 */
export function sf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const [z] = standardized("find the share above", x, options) as [JaxArray];
  return jnp.where(lax.ge(z, 0), lax.exp(lax.neg(z)), 1);
}

/**
 * The number below which a share of the distribution lies.
 *
 * @param q shares in [0, 1]
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.expon.ppf(0.5), Math.log(2));
 */
export function ppf(q: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const { loc = 0, scale = 1 } = options;
  return jnp.add(jnp.multiply(lax.neg(lax.log1p(lax.neg(jnp.asarray(q).astype("float32")))), scale), loc);
}
