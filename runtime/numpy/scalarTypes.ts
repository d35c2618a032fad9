/** The constructors `jnp.float32`, `jnp.int8`, `jnp.bool_` and so on: names of dtypes that also make arrays. */
import type { JaxArray } from "../core/array.ts";
import type { NumericDType } from "../types/dtype.ts";
import { asarray } from "./array.ts";
import type { NestedArray, ScalarType } from "./dtypeOf.ts";

function scalarType<D extends NumericDType>(dtype: D): ScalarType<D> {
  const type = (value: NestedArray): JaxArray => asarray(value, { dtype });
  return Object.defineProperties(type, {
    name: { value: dtype },
    dtype: { value: dtype, enumerable: true },
    toString: { value: () => dtype },
  }) as unknown as ScalarType<D>;
}

/**
 * 32-bit floats, the default of everything that is not whole.
 *
 * @example
 * assertEqual(jnp.float32(1).dtype, "float32");
 * assertEqual(jnp.zeros([2], { dtype: jnp.float32 }), "[0. 0.]");
 */
export const float32: ScalarType<"float32"> = scalarType("float32");

/**
 * 32-bit signed integers.
 *
 * @example
 * assertEqual(jnp.int32([1.9, -1.9]), "[ 1 -1]");
 */
export const int32: ScalarType<"int32"> = scalarType("int32");

/**
 * 32-bit unsigned integers.
 *
 * @example
 * assertEqual(jnp.uint32(7).dtype, "uint32");
 */
export const uint32: ScalarType<"uint32"> = scalarType("uint32");

/**
 * 16-bit floats with 5 bits of exponent: three decimal digits, up to 65504. Computed in 32 bits and rounded.
 *
 * @example
 * assertEqual(jnp.float16(65519), "6.55e+04");
 */
export const float16: ScalarType<"float16"> = scalarType("float16");

/**
 * 16-bit floats with the exponent of float32: two to three decimal digits. Computed in 32 bits and rounded.
 *
 * @example
 * assertEqual(jnp.bfloat16(1.01), "1.00781");
 */
export const bfloat16: ScalarType<"bfloat16"> = scalarType("bfloat16");

/**
 * 16-bit signed integers.
 *
 * @example
 * assertEqual(jnp.int16(32767).add(jnp.int16(1)), "-32768");
 */
export const int16: ScalarType<"int16"> = scalarType("int16");

/**
 * 8-bit signed integers.
 *
 * @example
 * assertEqual(jnp.int8([127]).add(jnp.int8(1)), "[-128]");
 */
export const int8: ScalarType<"int8"> = scalarType("int8");

/**
 * 16-bit unsigned integers.
 *
 * @example
 * assertEqual(jnp.uint16(0).sub(jnp.uint16(1)), "65535");
 */
export const uint16: ScalarType<"uint16"> = scalarType("uint16");

/**
 * 8-bit unsigned integers.
 *
 * @example
 * assertEqual(jnp.uint8([250, 10]).add(jnp.uint8(10)), "[ 4 20]");
 */
export const uint8: ScalarType<"uint8"> = scalarType("uint8");

/**
 * Complex numbers: two 32-bit floats, the real and the imaginary part.
 *
 * @example
 * assertEqual(jnp.complex64(new jax.Complex(1, -2)), "(1-2j)");
 * assertEqual(jnp.zeros([2], { dtype: "complex64" }), "[0.+0.j 0.+0.j]");
 */
export const complex64: ScalarType<"complex64"> = scalarType("complex64");

/**
 * Truth values; NumPy's name, because `bool` is taken in Python.
 *
 * @example
 * assertEqual(jnp.bool_([0, 2]), "[False  True]");
 */
export const bool_: ScalarType<"bool"> = scalarType("bool");
