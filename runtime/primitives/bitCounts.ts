/** Bits counted: `populationCount clz`. */
import * as ir from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { type DType, dtypes, isNarrow } from "../types/dtype.ts";
import { type Unary, unary } from "./elementwise.ts";

/** The bits that are an element's own, of the word that holds it: a negative i8 has ones before them. */
function ownBits(x: Expr, dtype: DType): Expr {
  return isNarrow(dtype) ? ir.binary("and", x, ir.constant(x.type, 2 ** dtypes[dtype].bits - 1)) : x;
}

/** How many bits are 1. */
export const populationCount: Unary = unary({
  name: "populationCount",
  kinds: ["int", "uint"],
  compute: (x, dtype) => ir.unary("popcount", ownBits(x, dtype)),
});

/** How many bits before the highest 1 are 0; all of them for 0: 32, or as many as the dtype has. */
export const clz: Unary = unary({
  name: "clz",
  kinds: ["int", "uint"],
  compute: (x, dtype) =>
    ir.binary("sub", ir.unary("clz", ownBits(x, dtype)), ir.constant(x.type, 32 - dtypes[dtype].bits)),
});
