/** Circular and hyperbolic functions: `sin cos tan tanh deg2rad rad2deg`. Everything is made float. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { floatOne } from "./operands.ts";

/**
 * The sine.
 *
 * @param x array or number, in radians
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.sin(jnp.pi / 2), 1);
 */
export function sin(x: ArrayLike): JaxArray {
  return lax.sin(floatOne("take the sine of", x));
}

/**
 * The cosine.
 *
 * @param x array or number, in radians
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.cos(jnp.pi), -1);
 */
export function cos(x: ArrayLike): JaxArray {
  return lax.cos(floatOne("take the cosine of", x));
}

/**
 * The tangent: sin x / cos x.
 *
 * @param x array or number, in radians
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.tan(jnp.pi / 4), 1);
 */
export function tan(x: ArrayLike): JaxArray {
  const a = floatOne("take the tangent of", x);
  return lax.div(lax.sin(a), lax.cos(a));
}

/**
 * The hyperbolic tangent, in (−1, 1).
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.tanh(jnp.array([0, 100])), [0, 1]);
 */
export function tanh(x: ArrayLike): JaxArray {
  return lax.tanh(floatOne("take the hyperbolic tangent of", x));
}

/**
 * Degrees in radians: x · π / 180.
 *
 * @param x array or number, in degrees
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.deg2rad(180), jnp.pi);
 */
export function deg2rad(x: ArrayLike): JaxArray {
  return lax.mul(floatOne("convert", x), Math.PI / 180);
}

/**
 * Radians in degrees: x · 180 / π.
 *
 * @param x array or number, in radians
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.rad2deg(jnp.pi), 180);
 */
export function rad2deg(x: ArrayLike): JaxArray {
  return lax.mul(floatOne("convert", x), 180 / Math.PI);
}

/**
 * The same as `rad2deg`, by its other name.
 *
 * @param x array or number, in radians
 * @returns degrees, float32
 * @example
 * assertAllClose(jnp.degrees(Math.PI), 180);
 */
export function degrees(x: ArrayLike): JaxArray {
  return rad2deg(x);
}

/**
 * The same as `deg2rad`, by its other name.
 *
 * @param x array or number, in degrees
 * @returns radians, float32
 * @example
 * assertAllClose(jnp.radians(180), Math.PI);
 */
export function radians(x: ArrayLike): JaxArray {
  return deg2rad(x);
}
