/** What real numbers are as complex ones: `real imag conj conjugate angle isreal iscomplex isrealobj iscomplexobj`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { filled } from "./filled.ts";
import { floatOne, one } from "./operands.ts";
import { lift } from "./promote.ts";

/**
 * The real part: of real numbers, themselves.
 *
 * @param val array or number
 * @returns the array
 * @example
 * assertEqual(jnp.real(2.5), "2.5");
 */
export function real(val: ArrayLike): JaxArray {
  return one("take the real part of", val);
}

/**
 * The imaginary part: of real numbers, 0.
 *
 * @param val array or number
 * @returns zeros of the shape and dtype of `val`
 * @example
 * assertEqual(jnp.imag(jnp.array([1, 2])), "[0 0]");
 */
export function imag(val: ArrayLike): JaxArray {
  const x = one("take the imaginary part of", val);
  return filled(x.shape, 0, x.dtype);
}

/**
 * The complex conjugate: of real numbers, themselves.
 *
 * @param x array or number
 * @returns the array
 * @example
 * assertEqual(jnp.conj(2.5), "2.5");
 */
export function conj(x: ArrayLike): JaxArray {
  return one("conjugate", x);
}

/**
 * The same as `conj`, by its long name.
 *
 * @param x array or number
 * @returns the array
 * @example
 * assertEqual(jnp.conjugate(2.5), "2.5");
 */
export function conjugate(x: ArrayLike): JaxArray {
  return conj(x);
}

/**
 * The angle in the complex plane: 0 of positive numbers, π of negative ones.
 *
 * @param z array or number
 * @param options `deg`: in degrees; default false, radians
 * @returns the angles, float32
 * @example
 * assertAllClose(jnp.angle(jnp.array([2, -2])), [0, Math.PI]);
 */
export function angle(z: ArrayLike, options: { readonly deg?: boolean | undefined } = {}): JaxArray {
  const x = floatOne("take the angle of", z);
  const half = options.deg ? 180 : Math.PI;
  return lax.selectN(lax.ne(x, x), lax.selectN(lax.lt(x, 0), lax.mul(lax.abs(lax.sign(x)), 0), half), x);
}

/**
 * Whether the imaginary part is 0: always, of real numbers.
 *
 * @param x array or number
 * @returns bool, of the shape of `x`
 * @example
 * assertEqual(jnp.isreal(jnp.array([1, 2])), "[ True  True]");
 */
export function isreal(x: ArrayLike): JaxArray {
  return filled(lift("test", x).shape, 1, "bool");
}

/**
 * Whether the imaginary part is not 0: never, of real numbers.
 *
 * @param x array or number
 * @returns bool, of the shape of `x`
 * @example
 * assertEqual(jnp.iscomplex(2), "False");
 */
export function iscomplex(x: ArrayLike): JaxArray {
  return filled(lift("test", x).shape, 0, "bool");
}

/**
 * Whether the dtype is one of real numbers: all are.
 *
 * @param x array or number
 * @returns true
 * @example
 * assertEqual(jnp.isrealobj(2), true);
 */
export function isrealobj(x: ArrayLike): boolean {
  lift("test", x);
  return true;
}

/**
 * Whether the dtype is one of complex numbers: none is.
 *
 * @param x array or number
 * @returns false
 * @example
 * assertEqual(jnp.iscomplexobj(2), false);
 */
export function iscomplexobj(x: ArrayLike): boolean {
  return !isrealobj(x);
}
