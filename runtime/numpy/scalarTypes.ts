/** The constructors `jnp.float32`, `jnp.int32`, `jnp.uint32`, `jnp.bool_`: names of dtypes that also make arrays. */
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
 * Truth values; NumPy's name, because `bool` is taken in Python.
 *
 * @example
 * assertEqual(jnp.bool_([0, 2]), "[False  True]");
 */
export const bool_: ScalarType<"bool"> = scalarType("bool");
