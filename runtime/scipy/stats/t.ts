/** `jax.scipy.stats.t`: Student's distribution. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as lax from "../../lax/index.ts";
import { type ScaleOptions, standardized } from "./standardized.ts";

/**
 * The logarithm of the density.
 *
 * @param x numbers
 * @param df degrees of freedom, > 0
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.t.logpdf(0, 1), -Math.log(Math.PI));
 */
export function logpdf(x: ArrayLike, df: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const [z, scale, n] = standardized("find the density at", x, options, df) as [JaxArray, JaxArray, JaxArray];
  const half = lax.mul(0.5, n);
  const more = lax.add(half, 0.5);
  const constants = lax.add(lax.sub(lax.lgamma(half), lax.lgamma(more)), lax.mul(0.5, lax.log(lax.mul(n, Math.PI))));
  return lax.neg(lax.add(lax.add(constants, lax.log(scale)), lax.mul(more, lax.log1p(lax.div(lax.square(z), n)))));
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
 * assertAllClose(jax.scipy.stats.t.pdf(0, 1), 1 / Math.PI);
 */
export function pdf(x: ArrayLike, df: ArrayLike, options: ScaleOptions = {}): JaxArray {
  return lax.exp(logpdf(x, df, options));
}
