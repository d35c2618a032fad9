/** `jax.scipy.stats.norm`: the normal distribution. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as lax from "../../lax/index.ts";
import * as jnp from "../../numpy/index.ts";
import * as special from "../special.ts";
import { type ScaleOptions, standardized } from "./standardized.ts";

/**
 * The logarithm of the density.
 *
 * @param x numbers
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.norm.logpdf(1, { scale: 2 }), -1.7370857);
 */
export function logpdf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const [z, scale] = standardized("find the density at", x, options) as [JaxArray, JaxArray];
  return lax.sub(lax.mul(-0.5, lax.square(z)), lax.add(lax.log(scale), Math.log(2 * Math.PI) / 2));
}

/**
 * The density.
 *
 * @param x numbers
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.norm.pdf(0), 0.3989423);
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
 * assertAllClose(jax.scipy.stats.norm.cdf(1), 0.8413447);
 */
export function cdf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  return special.ndtr(standardized("find the share below", x, options)[0]!);
}

/**
 * The logarithm of the share below x.
 *
 * @param x numbers
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.norm.logcdf(-20), -203.91715);
 */
export function logcdf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  return special.logNdtr(standardized("find the share below", x, options)[0]!);
}

/**
 * The share of the distribution above x.
 *
 * @param x numbers
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.norm.sf(1), 0.1586553);
 */
export function sf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  return special.ndtr(lax.neg(standardized("find the share above", x, options)[0]!));
}

/**
 * The logarithm of the share above x.
 *
 * @param x numbers
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.norm.logsf(20), -203.91715);
 */
export function logsf(x: ArrayLike, options: ScaleOptions = {}): JaxArray {
  return special.logNdtr(lax.neg(standardized("find the share above", x, options)[0]!));
}

/**
 * The number below which a share of the distribution lies.
 *
 * @param q shares in [0, 1]
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.norm.ppf(0.5, { loc: 3 }), 3);
 */
export function ppf(q: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const { loc = 0, scale = 1 } = options;
  return special.ndtri(q).mul(scale).add(loc);
}

/**
 * The number above which a share of the distribution lies.
 *
 * @param q shares in [0, 1]
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.norm.isf(0.5, { loc: 3 }), 3);
 */
export function isf(q: ArrayLike, options: ScaleOptions = {}): JaxArray {
  return ppf(lax.sub(1, jnp.asarray(q).astype("float32")), options);
}
