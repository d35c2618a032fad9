/** Bits of integers, and logic of booleans: `and or xor not shiftLeft shiftRightLogical shiftRightArithmetic`. */
import * as ir from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { signExtend } from "../ir/narrow.ts";
import { type DType, dtypes, isNarrow } from "../types/dtype.ts";
import { type Binary, binary, type Kind, type Unary, unary } from "./elementwise.ts";

const bits: readonly Kind[] = ["int", "uint", "bool"];
const integers: readonly Kind[] = ["int", "uint"];

/** x ∧ y. */
export const and: Binary = binary({ name: "and", kinds: bits, compute: (x, y) => ir.binary("and", x, y) });

/** x ∨ y. */
export const or: Binary = binary({ name: "or", kinds: bits, compute: (x, y) => ir.binary("or", x, y) });

/** Exclusive or. */
export const xor: Binary = binary({ name: "xor", kinds: bits, compute: (x, y) => ir.binary("xor", x, y) });

/** ¬x. */
export const not: Unary = unary({ name: "not", kinds: bits, compute: (x) => ir.unary("not", x) });

/** x shifted left by y bits; 0 for y ≥ the bits of the dtype. */
export const shiftLeft: Binary = binary({
  name: "shiftLeft",
  kinds: integers,
  compute: (x, y) => ir.binary("shl", x, y),
});

/** x shifted right by y bits, filled with zeros; 0 for y ≥ the bits of the dtype. */
export const shiftRightLogical: Binary = binary({
  name: "shiftRightLogical",
  kinds: integers,
  compute: (x, y, dtype) => ir.binary("shrLogical", x.type === "i32" ? ownBits(x, dtype) : x, y),
});

/** x shifted right by y bits, filled with its highest bit; only that is left for y ≥ the bits of the dtype. */
export const shiftRightArithmetic: Binary = binary({
  name: "shiftRightArithmetic",
  kinds: integers,
  compute(x, y, dtype) {
    if (x.type === "i32" || !isNarrow(dtype)) return ir.binary("shrArith", x, y);
    const signed = signExtend(ir.bitcast("i32", x), dtypes[dtype].bits);
    return ir.bitcast("u32", ir.binary("shrArith", signed, ir.bitcast("i32", y)));
  },
});

/** A word with the bits that the dtype has, and zeros above. */
function ownBits(x: Expr, dtype: DType): Expr {
  return isNarrow(dtype) ? ir.binary("and", x, ir.constant("i32", 2 ** dtypes[dtype].bits - 1)) : x;
}
