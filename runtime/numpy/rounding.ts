/** Rounding: `floor ceil trunc rint round`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { isComplex, isFloat, isInexact } from "../types/dtype.ts";
import { inDType } from "./array.ts";
import { one } from "./operands.ts";

/**
 * The largest whole number ≤ x.
 *
 * @param x array or number
 * @returns the results; integers as they are
 * @example
 * assertEqual(jnp.floor(jnp.array([1.5, -1.5])), "[ 1. -2.]");
 */
export function floor(x: ArrayLike): JaxArray {
  const a = one("round", x);
  return isInexact(a.dtype) ? lax.floor(a) : a;
}

/**
 * The smallest whole number ≥ x.
 *
 * @param x array or number
 * @returns the results; integers as they are
 * @example
 * assertEqual(jnp.ceil(jnp.array([1.5, -1.5])), "[ 2. -1.]");
 */
export function ceil(x: ArrayLike): JaxArray {
  const a = one("round", x);
  return isInexact(a.dtype) ? lax.ceil(a) : a;
}

/**
 * x without its fraction.
 *
 * @param x array or number
 * @returns the results; integers as they are
 * @example
 * assertEqual(jnp.trunc(jnp.array([1.5, -1.5])), "[ 1. -1.]");
 */
export function trunc(x: ArrayLike): JaxArray {
  const a = one("round", x);
  return isInexact(a.dtype) ? lax.selectN(lax.lt(a, 0), lax.floor(a), lax.ceil(a)) : a;
}

/**
 * The nearest whole number; of two equally near ones the even one.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertEqual(jnp.rint(jnp.array([0.5, 1.5, -2.7])), "[ 0.  2. -3.]");
 */
export function rint(x: ArrayLike): JaxArray {
  const a = one("round", x);
  if (isComplex(a.dtype)) return lax.complex(lax.round(lax.real(a)), lax.round(lax.imag(a)));
  return isFloat(a.dtype) ? lax.round(a) : inDType(a, "float32");
}

/**
 * x rounded to a number of decimals; of two equally near results the one with an even last digit.
 *
 * @param a array or number
 * @param options `decimals`: places after the point, also negative; default 0
 * @returns the results, in the dtype of `a`
 * @throws TypeError for booleans, and for negative decimals of integers
 * @example
 * assertEqual(jnp.round(jnp.array([1.25, 2.5])), "[1. 2.]");
 * assertAllClose(jnp.round(3.14159, { decimals: 2 }), 3.14);
 */
export function round(a: ArrayLike, options: { readonly decimals?: number | undefined } = {}): JaxArray {
  const { decimals = 0 } = options;
  const x = one("round", a);
  if (x.dtype === "bool") throw new TypeError('Cannot round a bool array: convert it with x.astype("int32")');
  if (isComplex(x.dtype)) return lax.complex(round(lax.real(x), options), round(lax.imag(x), options));
  if (!isFloat(x.dtype)) {
    if (decimals >= 0) return x;
    throw new TypeError(`Cannot round integers to ${decimals} decimals: convert them with x.astype("float32")`);
  }
  if (decimals === 0) return lax.round(x);
  const factor = scalar(10 ** decimals, x.dtype, x.weakType);
  return lax.div(lax.round(lax.mul(x, factor)), factor);
}

/**
 * The same as `round`, by its other name.
 *
 * @param a array or number
 * @param options `decimals`: digits behind the point, default 0
 * @returns the results
 * @example
 * assertEqual(jnp.around(2.5), "2.0");
 */
export function around(a: ArrayLike, options: { readonly decimals?: number | undefined } = {}): JaxArray {
  return round(a, options);
}
