/** `jax.scipy.stats.beta`: the beta distribution. */
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
 * @param b shape, > 0
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.beta.logpdf(0.5, 2, 2), Math.log(1.5));
 */
export function logpdf(x: ArrayLike, a: ArrayLike, b: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const [z, scale, p, q] = standardized("find the density at", x, options, a, b) as [
    JaxArray,
    JaxArray,
    JaxArray,
    JaxArray,
  ];
  const isIn = lax.bitwiseAnd(lax.ge(z, 0), lax.le(z, 1));
  const safe = jnp.where(isIn, z, 0.5);
  const shape = lax.sub(special.xlogy(lax.sub(p, 1), safe), special.betaln(p, q));
  return inside(isIn, lax.sub(lax.add(shape, special.xlog1py(lax.sub(q, 1), lax.neg(safe))), lax.log(scale)));
}

/**
 * The density.
 *
 * @param x numbers
 * @param a shape, > 0
 * @param b shape, > 0
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.beta.pdf(0.5, 2, 2), 1.5);
 */
export function pdf(x: ArrayLike, a: ArrayLike, b: ArrayLike, options: ScaleOptions = {}): JaxArray {
  return lax.exp(logpdf(x, a, b, options));
}

/**
 * The share of the distribution below x.
 *
 * @param x numbers
 * @param a shape, > 0
 * @param b shape, > 0
 * @param options `loc`: default 0; `scale`: default 1
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.beta.cdf(0.5, 2, 3), 0.6875);
 */
export function cdf(x: ArrayLike, a: ArrayLike, b: ArrayLike, options: ScaleOptions = {}): JaxArray {
  const [z, , p, q] = standardized("find the share below", x, options, a, b) as [
    JaxArray,
    JaxArray,
    JaxArray,
    JaxArray,
  ];
  return lax.betainc(p, q, jnp.clip(z, 0, 1));
}
