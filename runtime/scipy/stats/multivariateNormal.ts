/** `jax.scipy.stats.multivariateNormal`: the normal distribution of vectors. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as lax from "../../lax/index.ts";
import * as jnp from "../../numpy/index.ts";
import { promoteInexact } from "../../numpy/promote.ts";

/**
 * The logarithm of the density.
 *
 * @param x f32[…,n]
 * @param mean f32[…,n]
 * @param cov f32[…,n,n], symmetric and positive definite
 * @returns f32[…]
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.multivariateNormal.logpdf(jnp.zeros([2]), jnp.zeros([2]), jnp.eye(2)), -Math.log(2 * Math.PI));
 */
export function logpdf(x: ArrayLike, mean: ArrayLike, cov: ArrayLike): JaxArray {
  const [points, center, spread] = promoteInexact("find the density at", x, mean, cov) as [
    JaxArray,
    JaxArray,
    JaxArray,
  ];
  if (center.ndim === 0) {
    const z = jnp.square(jnp.subtract(points, center)).div(spread);
    return jnp.multiply(-0.5, z.add(lax.log(spread)).add(Math.log(2 * Math.PI)));
  }
  const n = center.shape.at(-1)!;
  const difference = jnp.subtract(points, center);
  const outer = jnp.broadcastShapes(difference.shape.slice(0, -1), spread.shape.slice(0, -2));
  const lower = jnp.broadcastTo(jnp.linalg.cholesky(spread), [...outer, n, n]);
  const column = jnp.expandDims(jnp.broadcastTo(difference, [...outer, n]), -1);
  const y = lax.linalg.triangularSolve(lower, column, { leftSide: true, lower: true });
  const squares = jnp.sum(jnp.square(y), { axis: [-2, -1] });
  const logDet = jnp.sum(lax.log(jnp.diagonal(lower, { axis1: -2, axis2: -1 })), { axis: -1 });
  return jnp.multiply(-0.5, squares.add(n * Math.log(2 * Math.PI))).sub(logDet);
}

/**
 * The density.
 *
 * @param x f32[…,n]
 * @param mean f32[…,n]
 * @param cov f32[…,n,n], symmetric and positive definite
 * @returns f32[…]
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.stats.multivariateNormal.pdf(jnp.zeros([2]), jnp.zeros([2]), jnp.eye(2)), 1 / (2 * Math.PI));
 */
export function pdf(x: ArrayLike, mean: ArrayLike, cov: ArrayLike): JaxArray {
  return lax.exp(logpdf(x, mean, cov));
}
