/**
 * Element types and JAX's promotion lattice.
 *
 *                     ┌→ uint8 ─┬→ uint16 → uint32 ─┐                    ┌→ bfloat16 ─┐
 *     bool → weak int ┤         └────→┐             ├→ (int64) → weak float ┤             ├→ float32
 *                     └→ int8 ───────→ int16 → int32 ┘                    └→ float16 ──┘
 *
 *     float32 → complex64      weak float → weak complex → complex64
 *
 * (int64 stands for the join of int32 and uint32; with 32-bit types only, it is int32.)
 *
 * `key<fry>` is the dtype of typed random keys: every element is two uint32 words of a threefry2x32 key.
 * Only `randomWrap` and `randomUnwrap` know it; all other primitives see the words.
 *
 * An element of complex64 is two float32: real and imaginary part in turns on the host, all real parts before all imaginary ones on
 * the device. The compiler replaces each complex value by its two parts (`compile/splitComplex.ts`).
 */

/** Element types that have arithmetic. */
export type NumericDType =
  | "float32"
  | "float16"
  | "bfloat16"
  | "int32"
  | "int16"
  | "int8"
  | "uint32"
  | "uint16"
  | "uint8"
  | "bool"
  | "complex64";

/** Every element type an array can have. */
export type DType = NumericDType | "key<fry>";

/** Host storage of one array: one JavaScript element per array element (keys and complex numbers: two words per element). */
export type HostArray = Float32Array | Int32Array | Int16Array | Int8Array | Uint32Array | Uint16Array | Uint8Array;

/** What is known of a dtype: its short name in printed shapes, host storage and kind. */
export interface DTypeInfo {
  /** Abbreviation in printed avals, as JAX prints it: `f32[2,3]`. */
  readonly short: string;
  readonly kind: "float" | "int" | "uint" | "bool" | "complex" | "key";
  /** Bits of an element as JAX has it; on the device each takes a word of 32. */
  readonly bits: 1 | 8 | 16 | 32 | 64;
  /** Host typed array; `bool` is held as bytes 0 and 1, 16-bit floats as float32. */
  readonly HostArray: { new (length: number): HostArray; readonly BYTES_PER_ELEMENT: number };
  /** Host words per element; 2 for keys and complex numbers. */
  readonly words: 1 | 2;
}

/** Everything known of each dtype. */
export const dtypes: Readonly<Record<DType, DTypeInfo>> = {
  float32: { short: "f32", kind: "float", bits: 32, HostArray: Float32Array, words: 1 },
  float16: { short: "f16", kind: "float", bits: 16, HostArray: Float32Array, words: 1 },
  bfloat16: { short: "bf16", kind: "float", bits: 16, HostArray: Float32Array, words: 1 },
  int32: { short: "i32", kind: "int", bits: 32, HostArray: Int32Array, words: 1 },
  int16: { short: "i16", kind: "int", bits: 16, HostArray: Int16Array, words: 1 },
  int8: { short: "i8", kind: "int", bits: 8, HostArray: Int8Array, words: 1 },
  uint32: { short: "u32", kind: "uint", bits: 32, HostArray: Uint32Array, words: 1 },
  uint16: { short: "u16", kind: "uint", bits: 16, HostArray: Uint16Array, words: 1 },
  uint8: { short: "u8", kind: "uint", bits: 8, HostArray: Uint8Array, words: 1 },
  bool: { short: "bool", kind: "bool", bits: 1, HostArray: Uint8Array, words: 1 },
  complex64: { short: "c64", kind: "complex", bits: 64, HostArray: Float32Array, words: 2 },
  "key<fry>": { short: "key<fry>", kind: "key", bits: 64, HostArray: Uint32Array, words: 2 },
};

/** Whether a value names a dtype of this runtime. */
export function isDType(value: unknown): value is DType {
  return typeof value === "string" && Object.hasOwn(dtypes, value);
}

/** Whether a dtype holds real numbers with fractions. */
export function isFloat(dtype: DType): boolean {
  return dtypes[dtype].kind === "float";
}

/** Whether a dtype holds complex numbers. */
export function isComplex(dtype: DType): boolean {
  return dtypes[dtype].kind === "complex";
}

/** Whether arrays of a dtype have derivatives: floats, and complex numbers. */
export function isInexact(dtype: DType): boolean {
  return isFloat(dtype) || isComplex(dtype);
}

/** The dtype of what is computed from a dtype by division, roots and so on: itself, or float32 for what has no fractions. */
export function floatOf(dtype: DType): DType {
  return isInexact(dtype) ? dtype : "float32";
}

/** The dtype of the real and imaginary parts of a dtype: itself, or float32 for complex numbers. */
export function partOf(dtype: DType): DType {
  return isComplex(dtype) ? "float32" : dtype;
}

/** Whether a dtype holds whole numbers; bool and keys do not count. */
export function isInteger(dtype: DType): boolean {
  return dtypes[dtype].kind === "int" || dtypes[dtype].kind === "uint";
}

/** Whether a dtype has fewer bits than the word that holds it. */
export function isNarrow(dtype: DType): boolean {
  const { bits } = dtypes[dtype];
  return bits === 8 || bits === 16;
}

/** The least and the largest number of an integer dtype. */
export function integerRange(dtype: DType): readonly [least: number, largest: number] {
  const { kind, bits } = dtypes[dtype];
  return kind === "int" ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
}
