/** Comparisons: `eq ne lt le gt ge`, and `isFinite`. They give bool; with NaN all are false but `ne`. */
import * as ir from "../ir/build.ts";
import { eqComplex, neComplex } from "./complexFunctions.ts";
import { type Binary, binary, type Kind, type Unary, unary } from "./elementwise.ts";

const ordered: readonly Kind[] = ["float", "int", "uint", "bool"];

/** x = y. */
export const eq: Binary = binary({
  name: "eq",
  kinds: ordered,
  complex: (x, y) => eqComplex(x, y),
  result: "bool",
  compute: (x, y) => ir.binary("eq", x, y),
});

/** x ≠ y. */
export const ne: Binary = binary({
  name: "ne",
  kinds: ordered,
  complex: (x, y) => neComplex(x, y),
  result: "bool",
  compute: (x, y) => ir.binary("ne", x, y),
});

/** x < y. */
export const lt: Binary = binary({
  name: "lt",
  kinds: ordered,
  result: "bool",
  compute: (x, y) => ir.binary("lt", x, y),
});

/** x ≤ y. */
export const le: Binary = binary({
  name: "le",
  kinds: ordered,
  result: "bool",
  compute: (x, y) => ir.binary("le", x, y),
});

/** x > y. */
export const gt: Binary = binary({
  name: "gt",
  kinds: ordered,
  result: "bool",
  compute: (x, y) => ir.binary("gt", x, y),
});

/** x ≥ y. */
export const ge: Binary = binary({
  name: "ge",
  kinds: ordered,
  result: "bool",
  compute: (x, y) => ir.binary("ge", x, y),
});

/** Whether x is neither infinite nor NaN. */
export const isFinite: Unary = unary({
  name: "isFinite",
  kinds: ["float"],
  result: "bool",
  compute: (x) => ir.binary("lt", ir.unary("abs", x), ir.constant("f32", Number.POSITIVE_INFINITY)),
});
