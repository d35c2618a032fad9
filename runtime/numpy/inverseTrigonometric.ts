/** Angles from sines, cosines and tangents: `asin acos atan atan2`, with NumPy's older names. Everything is made float. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { floatOne, floatPair } from "./operands.ts";

/**
 * The angle whose sine is x.
 *
 * @param x array or number in [−1, 1]
 * @returns radians in [−π/2, π/2], float32; NaN outside
 * @example
 * assertAllClose(jnp.asin(1), Math.PI / 2);
 */
export function asin(x: ArrayLike): JaxArray {
  return lax.asin(floatOne("take the arcsine of", x));
}

/**
 * The same as `asin`, by NumPy's older name.
 *
 * @param x array or number in [−1, 1]
 * @returns radians in [−π/2, π/2], float32
 * @example
 * assertAllClose(jnp.arcsin(1), Math.PI / 2);
 */
export function arcsin(x: ArrayLike): JaxArray {
  return asin(x);
}

/**
 * The angle whose cosine is x.
 *
 * @param x array or number in [−1, 1]
 * @returns radians in [0, π], float32; NaN outside
 * @example
 * assertAllClose(jnp.acos(-1), Math.PI);
 */
export function acos(x: ArrayLike): JaxArray {
  return lax.acos(floatOne("take the arccosine of", x));
}

/**
 * The same as `acos`, by NumPy's older name.
 *
 * @param x array or number in [−1, 1]
 * @returns radians in [0, π], float32
 * @example
 * assertAllClose(jnp.arccos(-1), Math.PI);
 */
export function arccos(x: ArrayLike): JaxArray {
  return acos(x);
}

/**
 * The angle whose tangent is x.
 *
 * @param x array or number
 * @returns radians in [−π/2, π/2], float32
 * @example
 * assertAllClose(jnp.atan(1), Math.PI / 4);
 */
export function atan(x: ArrayLike): JaxArray {
  return lax.atan(floatOne("take the arctangent of", x));
}

/**
 * The same as `atan`, by NumPy's older name.
 *
 * @param x array or number
 * @returns radians in [−π/2, π/2], float32
 * @example
 * assertAllClose(jnp.arctan(1), Math.PI / 4);
 */
export function arctan(x: ArrayLike): JaxArray {
  return atan(x);
}

/**
 * The angle of the point (x2, x1): its tangent is x1 / x2, and the signs say the quadrant.
 *
 * @param x1 ordinates: array or number
 * @param x2 abscissas: array or number, of a shape that broadcasts with `x1`
 * @returns radians in [−π, π], float32
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertAllClose(jnp.atan2(jnp.array([1, -1]), -1), [0.75 * Math.PI, -0.75 * Math.PI]);
 */
export function atan2(x1: ArrayLike, x2: ArrayLike): JaxArray {
  return lax.atan2(...floatPair("take the angle of", x1, x2));
}

/**
 * The same as `atan2`, by NumPy's older name.
 *
 * @param x1 ordinates: array or number
 * @param x2 abscissas: array or number
 * @returns radians in [−π, π], float32
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertAllClose(jnp.arctan2(1, 0), Math.PI / 2);
 */
export function arctan2(x1: ArrayLike, x2: ArrayLike): JaxArray {
  return atan2(x1, x2);
}
