/** Elements and their bits, for every dtype: `0x3c00` is 1 as float16. Bits are the lowest of a u32, with zeros above. */
import { type DType, dtypes } from "../types/dtype.ts";
import { binary, bitcast, constant, convert, select, unary } from "./build.ts";
import type { Expr } from "./expr.ts";
import { signExtend } from "./narrow.ts";

const u32 = (value: number): Expr => constant("u32", value);
const f32 = (value: number): Expr => constant("f32", value);

/** The bits of an element. */
export function bitsOfElement(x: Expr, dtype: DType): Expr {
  switch (dtype) {
    case "float16":
      return bitsOfFloat16(x);
    case "bfloat16":
      return binary("shrLogical", bitcast("u32", x), u32(16));
    default:
      return binary("and", x.type === "u32" ? x : bitcast("u32", x), u32(2 ** dtypes[dtype].bits - 1));
  }
}

/** The element that has these bits. */
export function elementOfBits(bits: Expr, dtype: DType): Expr {
  switch (dtype) {
    case "float32":
      return bitcast("f32", bits);
    case "float16":
      return float16OfBits(bits);
    case "bfloat16":
      return bitcast("f32", binary("shl", bits, u32(16)));
    case "int32":
    case "int16":
    case "int8":
      return signExtend(bitcast("i32", bits), dtypes[dtype].bits);
    default:
      return bits;
  }
}

/** Its exponent is that of float32 less 112; numbers below 2⁻¹⁴ are multiples of 2⁻²⁴. */
const exponentShift = 112 << 10;

function bitsOfFloat16(x: Expr): Expr {
  const word = bitcast("u32", x);
  const sign = binary("and", binary("shrLogical", word, u32(16)), u32(0x8000));
  const size = unary("abs", x);
  const normal = binary("sub", binary("shrLogical", bitcast("u32", size), u32(13)), u32(exponentShift));
  const small = convert("u32", binary("mul", size, f32(2 ** 24)));
  const finite = select(binary("lt", size, f32(2 ** -14)), small, normal);
  const special = select(binary("ne", x, x), u32(0x7e00), u32(0x7c00));
  return binary("or", sign, select(binary("lt", size, f32(Number.POSITIVE_INFINITY)), finite, special));
}

function float16OfBits(bits: Expr): Expr {
  const sign = binary("shl", binary("and", bits, u32(0x8000)), u32(16));
  const rest = binary("and", bits, u32(0x7fff));
  const normal = bitcast("f32", binary("shl", binary("add", rest, u32(exponentShift)), u32(13)));
  const small = binary("mul", convert("f32", rest), f32(2 ** -24));
  const special = select(binary("eq", rest, u32(0x7c00)), f32(Number.POSITIVE_INFINITY), f32(Number.NaN));
  const size = select(binary("lt", rest, u32(0x0400)), small, select(binary("lt", rest, u32(0x7c00)), normal, special));
  return bitcast("f32", binary("or", bitcast("u32", size), sign));
}
