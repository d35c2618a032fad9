/** Dtypes as users name them: by string (`"float32"`) or by the constructor `jnp.float32`, which also makes arrays of it. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { describe } from "../core/asArray.ts";
import { type DType, dtypes, isDType, type NumericDType } from "../types/dtype.ts";

/** What `jnp.array` takes: arrays, numbers, booleans, typed arrays and nested lists of them. */
export type NestedArray = ArrayLike | HostNumbers | readonly NestedArray[];

/** JavaScript's typed arrays of numbers up to 64-bit floats. */
export type HostNumbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/** `jnp.float32`: names the dtype where one is asked for, and converts when called. */
export interface ScalarType<D extends NumericDType = NumericDType> {
  /** An array of this dtype, as `jnp.asarray(value, { dtype })` makes it; strongly typed. */
  (value: NestedArray): JaxArray;
  readonly dtype: D;
  toString(): D;
}

/** What users may pass where a dtype is asked for. */
export type DTypeLike = DType | ScalarType;

/** The dtype that a user named; throws `TypeError` for names this runtime does not have. */
export function dtypeOf(like: DTypeLike): DType {
  if (isDType(like)) return like;
  if (typeof like === "function" && isDType(like.dtype)) return like.dtype;
  const got = typeof like === "string" ? `"${like}"` : describe(like);
  throw new TypeError(
    `Cannot use ${got} as a dtype: there are ${Object.keys(dtypes)
      .map((name) => `"${name}"`)
      .join(", ")}`,
  );
}
