/** `jax.scipy.stats.poisson`: Poisson's distribution. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as lax from "../../lax/index.ts";
import * as jnp from "../../numpy/index.ts";
import * as special from "../special.ts";
import { inside, type LocationOptions, standardized } from "./standardized.ts";

/**
 * The logarithm of the probability.
 *
 * @param k whole numbers
 * @param mu mean, ≥ 0
 * @param options `loc`: default 0
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.poisson.logpmf(2, 3), Math.log(4.5) - 3);
 */
export function logpmf(k: ArrayLike, mu: ArrayLike, options: LocationOptions = {}): JaxArray {
  const [z, , m] = standardized("find the probability of", k, options, mu) as [JaxArray, JaxArray, JaxArray];
  const isCount = lax.bitwiseAnd(lax.ge(z, 0), lax.eq(lax.floor(z), z));
  const n = jnp.where(isCount, z, 0);
  return inside(isCount, lax.sub(lax.sub(special.xlogy(n, m), lax.lgamma(lax.add(n, 1))), m));
}

/**
 * The probability.
 *
 * @param k whole numbers
 * @param mu mean, ≥ 0
 * @param options `loc`: default 0
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.poisson.pmf(0, 1), Math.exp(-1));
 */
export function pmf(k: ArrayLike, mu: ArrayLike, options: LocationOptions = {}): JaxArray {
  return lax.exp(logpmf(k, mu, options));
}

/**
 * The share of the distribution up to x.
 *
 * @param x numbers
 * @param mu mean, ≥ 0
 * @param options `loc`: default 0
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.poisson.cdf(1, 1), 2 * Math.exp(-1));
 */
export function cdf(x: ArrayLike, mu: ArrayLike, options: LocationOptions = {}): JaxArray {
  const [z, , m] = standardized("find the share up to", x, options, mu) as [JaxArray, JaxArray, JaxArray];
  return jnp.where(lax.lt(z, 0), 0, lax.igammac(lax.add(jnp.floor(jnp.maximum(z, 0)), 1), m));
}
