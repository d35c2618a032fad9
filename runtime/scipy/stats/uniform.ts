/** `jax.scipy.stats.uniform`: all numbers of an interval alike. */
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
 * assertAllClose(jax.scipy.stats.uniform.logpdf(1, { scale: 2 }), -Math.log(2));
 */
export function logpdf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const [z, scale] = standardized("find the density at", x, options) as [JaxArray, JaxArray];
  return inside(lax.bitwiseAnd(lax.ge(z, 0), lax.le(z, 1)), lax.neg(lax.log(scale)));
}

/**
 * The density.
 *
 * @param x numbers
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.uniform.pdf(1, { scale: 2 }), 0.5);
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
 * assertAllClose(jax.scipy.stats.uniform.cdf(1, { scale: 4 }), 0.25);
 */
export function cdf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  return jnp.clip(standardized("find the share below", x, options)[0]!, 0, 1);
}

/**
 * The number below which a share of the distribution lies.
 *
 * @param q shares in [0, 1]
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.uniform.ppf(0.25, { scale: 4 }), 1);
 */
export function ppf(q: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const { loc = 0, scale = 1 } = options;
  const share = jnp.asarray(q);
  const isShare = lax.bitwiseAnd(jnp.greaterEqual(share, 0), jnp.lessEqual(share, 1));
  return jnp.where(isShare, jnp.add(jnp.multiply(share, scale), loc), Number.NaN);
}
