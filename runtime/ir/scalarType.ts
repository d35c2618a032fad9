/** Which register type holds the elements of a dtype; the two words of a key and the two parts of a complex number are separate elements. */
import type { DType } from "../types/dtype.ts";
import type { ScalarType } from "./expr.ts";

/** Register type of each dtype. */
export const scalarType: Readonly<Record<DType, ScalarType>> = {
  float32: "f32",
  float16: "f32",
  bfloat16: "f32",
  int32: "i32",
  int16: "i32",
  int8: "i32",
  uint32: "u32",
  uint16: "u32",
  uint8: "u32",
  bool: "bool",
  complex64: "f32",
  "key<fry>": "u32",
};
