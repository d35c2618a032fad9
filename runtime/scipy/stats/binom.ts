/** `jax.scipy.stats.binom`: the number of successes among some trials. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as lax from "../../lax/index.ts";
import * as jnp from "../../numpy/index.ts";
import * as special from "../special.ts";
import { inside, type LocationOptions, standardized } from "./standardized.ts";

/**
 * The logarithm of the probability.
 *
 * @param k whole numbers
 * @param n number of trials
 * @param p probability of a success
 * @param options `loc`: default 0
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.binom.logpmf(1, 2, 0.5), Math.log(0.5));
 */
export function logpmf(k: ArrayLike, n: ArrayLike, p: ArrayLike, options: LocationOptions = {}): JaxArray {
  const [z, , m, q] = standardized("find the probability of", k, options, n, p) as [
    JaxArray,
    JaxArray,
    JaxArray,
    JaxArray,
  ];
  const isCount = lax.bitwiseAnd(lax.ge(z, 0), lax.le(z, m));
  const s = jnp.where(isCount, z, 0);
  const rest = lax.sub(m, s);
  const ways = lax.sub(lax.lgamma(lax.add(m, 1)), lax.add(lax.lgamma(lax.add(s, 1)), lax.lgamma(lax.add(rest, 1))));
  return inside(isCount, lax.add(ways, lax.add(special.xlogy(s, q), special.xlog1py(rest, lax.neg(q)))));
}

/**
 * The probability.
 *
 * @param k whole numbers
 * @param n number of trials
 * @param p probability of a success
 * @param options `loc`: default 0
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.binom.pmf(1, 2, 0.5), 0.5);
 */
export function pmf(k: ArrayLike, n: ArrayLike, p: ArrayLike, options: LocationOptions = {}): JaxArray {
  return lax.exp(logpmf(k, n, p, options));
}
