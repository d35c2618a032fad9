/** Bits of integers, and logic of booleans: `and or xor not shiftLeft shiftRightLogical shiftRightArithmetic`. */
import * as ir from "../ir/build.ts";
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

/** x shifted left by y bits; 0 for y ≥ 32. */
export const shiftLeft: Binary = binary({
  name: "shiftLeft",
  kinds: integers,
  compute: (x, y) => ir.binary("shl", x, y),
});

/** x shifted right by y bits, filled with zeros; 0 for y ≥ 32. */
export const shiftRightLogical: Binary = binary({
  name: "shiftRightLogical",
  kinds: integers,
  compute: (x, y) => ir.binary("shrLogical", x, y),
});

/** x shifted right by y bits, filled with the sign; only the sign is left for y ≥ 32. */
export const shiftRightArithmetic: Binary = binary({
  name: "shiftRightArithmetic",
  kinds: integers,
  compute: (x, y) => ir.binary("shrArith", x, y),
});
