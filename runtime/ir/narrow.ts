/**
 * Dtypes of 8 and 16 bits live in words of 32, and so do their operations: a float is computed as float32 and rounded, an integer is
 * computed modulo 2³² and wrapped. That is what XLA does on CPUs too.
 */
import type { DType } from "../types/dtype.ts";
import { dtypes, integerRange } from "../types/dtype.ts";
import { binary, bitcast, constant, select, unary } from "./build.ts";
import type { Expr } from "./expr.ts";

/** A computed value as an element of a dtype: rounded, wrapped, or itself where the dtype fills its word. */
export function narrow(x: Expr, dtype: DType): Expr {
  switch (dtype) {
    case "bfloat16":
      return roundBits(x, 16);
    case "float16":
      return roundFloat16(x);
    case "int8":
    case "int16":
      return signExtend(x, dtypes[dtype].bits);
    case "uint8":
    case "uint16":
      return binary("and", x, constant("u32", 2 ** dtypes[dtype].bits - 1));
    default:
      return x;
  }
}

/** The lowest `bits` of an i32 as a signed number. */
export function signExtend(x: Expr, bits: number): Expr {
  if (x.low >= -(2 ** (bits - 1)) && x.high < 2 ** (bits - 1)) return x;
  const shift = constant("i32", 32 - bits);
  return binary("shrArith", binary("shl", x, shift), shift);
}

/** A float within the range of an integer dtype, so that its conversion saturates. NaN stays. */
export function clampToInteger(x: Expr, dtype: DType): Expr {
  if (dtypes[dtype].bits === 32) return x;
  const [least, largest] = integerRange(dtype);
  return binary("min", binary("max", x, constant("f32", least)), constant("f32", largest));
}

/** f32 whose last `dropped` bits of the fraction are rounded away, to nearest even; carries run into the exponent as they should. */
function roundBits(x: Expr, dropped: number): Expr {
  const u32 = (value: number) => constant("u32", value);
  const bits = bitcast("u32", x);
  const odd = binary("and", binary("shrLogical", bits, u32(dropped)), u32(1));
  const half = binary("add", u32(2 ** (dropped - 1) - 1), odd);
  const rounded = binary("and", binary("add", bits, half), u32(2 ** 32 - 2 ** dropped));
  return select(binary("ne", x, x), x, bitcast("f32", rounded));
}

/** Normal numbers of float16 have 10 bits of fraction; below 2⁻¹⁴ there are multiples of 2⁻²⁴ only; from 65520 on there is infinity. */
function roundFloat16(x: Expr): Expr {
  const f32 = (value: number) => constant("f32", value);
  const size = unary("abs", x);
  const small = binary("mul", unary("roundEven", binary("mul", x, f32(2 ** 24))), f32(2 ** -24));
  const infinite = binary("mul", x, f32(Number.POSITIVE_INFINITY));
  const normal = select(binary("ge", size, f32(65520)), infinite, roundBits(x, 13));
  return select(binary("lt", size, f32(2 ** -14)), small, normal);
}
