/** Complex numbers and their parts: `real imag conj conjugate angle isreal iscomplex isrealobj iscomplexobj`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { isComplex } from "../types/dtype.ts";
import { filled } from "./filled.ts";
import { floatOne, one } from "./operands.ts";
import { lift } from "./promote.ts";

/**
 * The real part: of real numbers, themselves.
 *
 * @param val array or number
 * @returns the array, float32 of complex numbers
 * @example
 * assertEqual(jnp.real(2.5), "2.5");
 * assertEqual(jnp.real(new jax.Complex(1, 2)), "1.0");
 */
export function real(val: ArrayLike): JaxArray {
  const x = one("take the real part of", val);
  return isComplex(x.dtype) ? lax.real(x) : x;
}

/**
 * The imaginary part: of real numbers, 0.
 *
 * @param val array or number
 * @returns an array of the shape of `val`, float32 of complex numbers, else zeros of its dtype
 * @example
 * assertEqual(jnp.imag(jnp.array([1, 2])), "[0 0]");
 * assertEqual(jnp.imag(new jax.Complex(1, 2)), "2.0");
 */
export function imag(val: ArrayLike): JaxArray {
  const x = one("take the imaginary part of", val);
  return isComplex(x.dtype) ? lax.imag(x) : filled(x.shape, 0, x.dtype);
}

/**
 * The complex conjugate: of real numbers, themselves.
 *
 * @param x array or number
 * @returns the array
 * @example
 * assertEqual(jnp.conj(2.5), "2.5");
 * assertEqual(jnp.conj(new jax.Complex(1, 2)), "(1-2j)");
 */
export function conj(x: ArrayLike): JaxArray {
  const a = one("conjugate", x);
  return isComplex(a.dtype) ? lax.conj(a) : a;
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
 * The angle in the complex plane: of positive numbers 0, of negative ones π.
 *
 * @param z array or number
 * @param options `deg`: in degrees; default false, radians
 * @returns the angles, float32
 * @example
 * assertAllClose(jnp.angle(jnp.array([2, -2])), [0, Math.PI]);
 * assertEqual(jnp.angle(new jax.Complex(0, 2), { deg: true }), "90.0");
 */
export function angle(z: ArrayLike, options: { readonly deg?: boolean | undefined } = {}): JaxArray {
  const x = floatOne("take the angle of", z);
  if (isComplex(x.dtype)) {
    const radians = lax.atan2(lax.imag(x), lax.real(x));
    return options.deg ? lax.mul(radians, 180 / Math.PI) : radians;
  }
  const half = options.deg ? 180 : Math.PI;
  return lax.selectN(lax.ne(x, x), lax.selectN(lax.lt(x, 0), lax.mul(lax.abs(lax.sign(x)), 0), half), x);
}

/**
 * Whether the imaginary part is 0: always, of real numbers.
 *
 * @param x array or number
 * @returns bool, of the shape of `x`
 * @example
 * assertEqual(jnp.isreal(jnp.array([1, new jax.Complex(0, 2)])), "[ True False]");
 */
export function isreal(x: ArrayLike): JaxArray {
  const a = lift("test", x);
  return isComplex(a.dtype) ? lax.eq(lax.imag(a), 0) : filled(a.shape, 1, "bool");
}

/**
 * Whether the imaginary part is not 0: never, of real numbers.
 *
 * @param x array or number
 * @returns bool, of the shape of `x`
 * @example
 * assertEqual(jnp.iscomplex(jnp.array([1, new jax.Complex(0, 2)])), "[False  True]");
 */
export function iscomplex(x: ArrayLike): JaxArray {
  const a = lift("test", x);
  return isComplex(a.dtype) ? lax.ne(lax.imag(a), 0) : filled(a.shape, 0, "bool");
}

/**
 * Whether the dtype is one of real numbers.
 *
 * @param x array or number
 * @returns whether it is
 * @example
 * assertEqual(jnp.isrealobj(2), true);
 */
export function isrealobj(x: ArrayLike): boolean {
  return !iscomplexobj(x);
}

/**
 * Whether the dtype is one of complex numbers, whatever their imaginary parts.
 *
 * @param x array or number
 * @returns whether it is
 * @example
 * assertEqual(jnp.iscomplexobj(jnp.zeros([2], { dtype: "complex64" })), true);
 */
export function iscomplexobj(x: ArrayLike): boolean {
  return isComplex(lift("test", x).dtype);
}
