/** `jax.scipy.stats.bernoulli`: one trial. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as lax from "../../lax/index.ts";
import * as special from "../special.ts";
import { inside, type LocationOptions, standardized } from "./standardized.ts";

/**
 * The logarithm of the probability.
 *
 * @param k whole numbers
 * @param p probability of a success
 * @param options `loc`: default 0
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.bernoulli.logpmf(1, 0.25), Math.log(0.25));
 */
export function logpmf(k: ArrayLike, p: ArrayLike, options: LocationOptions = {}): JaxArray {
  const [z, , q] = standardized("find the probability of", k, options, p) as [JaxArray, JaxArray, JaxArray];
  const value = lax.add(special.xlogy(z, q), special.xlog1py(lax.sub(1, z), lax.neg(q)));
  return inside(lax.bitwiseOr(lax.eq(z, 0), lax.eq(z, 1)), value);
}

/**
 * The probability.
 *
 * @param k whole numbers
 * @param p probability of a success
 * @param options `loc`: default 0
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.bernoulli.pmf(0, 0.25), 0.75);
 */
export function pmf(k: ArrayLike, p: ArrayLike, options: LocationOptions = {}): JaxArray {
  return lax.exp(logpmf(k, p, options));
}
