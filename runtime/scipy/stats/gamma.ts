/** `jax.scipy.stats.gamma`: the gamma distribution. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as lax from "../../lax/index.ts";
import * as jnp from "../../numpy/index.ts";
import * as special from "../special.ts";
import { inside, type ScaleOptions, standardized } from "./standardized.ts";

/**
 * The logarithm of the density.
 *
 * @param x numbers
 * @param a shape, > 0
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.gamma.logpdf(1, 2), -1);
 */
export function logpdf(x: ArrayLike, a: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const [z, scale, shape] = standardized("find the density at", x, options, a) as [JaxArray, JaxArray, JaxArray];
  const safe = jnp.where(lax.ge(z, 0), z, 1);
  const top = lax.sub(special.xlogy(lax.sub(shape, 1), safe), safe);
  return inside(lax.ge(z, 0), lax.sub(top, lax.add(lax.lgamma(shape), lax.log(scale))));
}

/**
 * The density.
 *
 * @param x numbers
 * @param a shape, > 0
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.gamma.pdf(1, 2), Math.exp(-1));
 */
export function pdf(x: ArrayLike, a: ArrayLike, options: ScaleOptions = {}): JaxArray {
  return lax.exp(logpdf(x, a, options));
}

/**
 * The share of the distribution below x.
 *
 * @param x numbers
 * @param a shape, > 0
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.gamma.cdf(1, 2), 0.2642411);
 */
export function cdf(x: ArrayLike, a: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const [z, , shape] = standardized("find the share below", x, options, a) as [JaxArray, JaxArray, JaxArray];
  return lax.igamma(shape, jnp.maximum(z, 0));
}

/**
 * The share of the distribution above x.
 *
 * @param x numbers
 * @param a shape, > 0
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.gamma.sf(1, 2), 0.7357589);
 */
export function sf(x: ArrayLike, a: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const [z, , shape] = standardized("find the share above", x, options, a) as [JaxArray, JaxArray, JaxArray];
  return lax.igammac(shape, jnp.maximum(z, 0));
}
