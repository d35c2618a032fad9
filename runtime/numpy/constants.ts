/** Constants: `pi e eulerGamma inf nan newaxis`. */

/**
 * π, the ratio of a circle's circumference to its diameter.
 *
 * @example
 * assertAllClose(jnp.cos(jnp.pi), -1);
 */
export const pi: number = Math.PI;

/**
 * Euler's number, the base of the natural logarithm.
 *
 * @example
 * assertAllClose(jnp.log(jnp.e), 1);
 */
export const e: number = Math.E;

/**
 * Euler's constant γ: the limit of 1 + ½ + … + 1/n − log n.
 *
 * @example
 * assertAllClose(jnp.eulerGamma, 0.57721566);
 */
export const eulerGamma: number = 0.5772156649015329;

/**
 * Infinity.
 *
 * @example
 * assertEqual(jnp.isinf(jnp.inf), "True");
 */
export const inf: number = Number.POSITIVE_INFINITY;

/**
 * Not a number.
 *
 * @example
 * assertEqual(jnp.isnan(jnp.nan), "True");
 */
export const nan: number = Number.NaN;

/**
 * Asks for a new axis of size 1 in an index.
 *
 * @example
 * assertEqual(jnp.arange(3).at([jnp.newaxis, "..."]).get().shape, [1, 3]);
 */
export const newaxis: null = null;
