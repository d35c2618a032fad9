/** `jax.scipy.stats.dirichlet`: Dirichlet's distribution of shares that sum to 1. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as lax from "../../lax/index.ts";
import * as jnp from "../../numpy/index.ts";
import { promoteInexact } from "../../numpy/promote.ts";
import * as special from "../special.ts";

/**
 * The logarithm of the density.
 *
 * @param x f32[n, …], or f32[n − 1, …] without the last share
 * @param alpha f32[n], > 0
 * @returns f32[…]
 * @throws TypeError for shapes that do not fit
 * @example
 * assertAllClose(jax.scipy.stats.dirichlet.logpdf(jnp.array([0.5, 0.5]), jnp.array([1, 1])), 0);
 */
export function logpdf(x: ArrayLike, alpha: ArrayLike): JaxArray {
  const [shares, a] = promoteInexact("find the density at", x, alpha) as [JaxArray, JaxArray];
  const n = a.shape[0]!;
  const last = jnp.subtract(1, jnp.sum(shares, { axis: 0, keepdims: true }));
  const all = shares.shape[0] === n - 1 ? jnp.concatenate([shares, last], { axis: 0 }) : shares;
  const weights = jnp.reshape(a, [n, ...all.shape.slice(1).map(() => 1)]);
  const terms = jnp.sum(special.xlogy(jnp.subtract(weights, 1), all), { axis: 0 });
  const normalizer = jnp.sum(lax.lgamma(a)).sub(lax.lgamma(jnp.sum(a)));
  const isShare = jnp.all(jnp.greater(all, 0), { axis: 0 });
  const isWhole = jnp.less(jnp.abs(jnp.sum(all, { axis: 0 }).sub(1)), 1e-6);
  return jnp.where(jnp.logicalAnd(isShare, isWhole), jnp.subtract(terms, normalizer), Number.NEGATIVE_INFINITY);
}

/**
 * The density.
 *
 * @param x f32[n, …], or f32[n − 1, …] without the last share
 * @param alpha f32[n], > 0
 * @returns f32[…]
 * @throws TypeError for shapes that do not fit
 * @example
 * assertAllClose(jax.scipy.stats.dirichlet.pdf(jnp.array([0.5, 0.5]), jnp.array([1, 1])), 1);
 */
export function pdf(x: ArrayLike, alpha: ArrayLike): JaxArray {
  return lax.exp(logpdf(x, alpha));
}
