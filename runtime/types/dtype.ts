/**
 * Element types and JAX's promotion lattice.
 *
 *     bool → (weak int) → uint32, int32 → (weak float) → float32
 *
 * `key<fry>` is the dtype of typed random keys: every element is two uint32 words of a threefry2x32 key.
 * Only `randomWrap` and `randomUnwrap` know it; all other primitives see the words.
 */

/** Element types that have arithmetic. */
export type NumericDType = "float32" | "int32" | "uint32" | "bool";

/** Every element type an array can have. */
export type DType = NumericDType | "key<fry>";

/** Host storage of one array: one JavaScript element per array element (keys: two words per element). */
export type HostArray = Float32Array | Int32Array | Uint32Array | Uint8Array;

/** What is known of a dtype: its short name in printed shapes, host storage and kind. */
export interface DTypeInfo {
  /** Abbreviation in printed avals, as JAX prints it: `f32[2,3]`. */
  readonly short: string;
  readonly kind: "float" | "int" | "uint" | "bool" | "key";
  /** Host typed array; `bool` is held as bytes 0 and 1. */
  readonly HostArray: new (
    length: number,
  ) => HostArray;
  /** Host words per element; 2 for keys. */
  readonly words: 1 | 2;
}

/** Everything known of each dtype. */
export const dtypes: Readonly<Record<DType, DTypeInfo>> = {
  float32: { short: "f32", kind: "float", HostArray: Float32Array, words: 1 },
  int32: { short: "i32", kind: "int", HostArray: Int32Array, words: 1 },
  uint32: { short: "u32", kind: "uint", HostArray: Uint32Array, words: 1 },
  bool: { short: "bool", kind: "bool", HostArray: Uint8Array, words: 1 },
  "key<fry>": { short: "key<fry>", kind: "key", HostArray: Uint32Array, words: 2 },
};

/** Whether a value names a dtype of this runtime. */
export function isDType(value: unknown): value is DType {
  return typeof value === "string" && Object.hasOwn(dtypes, value);
}
