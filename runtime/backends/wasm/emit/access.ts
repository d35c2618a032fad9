/** Loads and stores seen as a stream (an address that is linear in the loops) plus what remains. */
import type { Expr } from "../../../ir/expr.ts";
import { expressionOf, linearOf } from "../../../ir/linear.ts";
import type { Loops } from "./loops.ts";

/** Element index = offset + Σ stride · loop + rest. */
export interface Access {
  readonly offset: number;
  /** Elements per step of each loop. */
  readonly strides: readonly number[];
  /** The part that is no sum of multiples of loops: gathered indices, quotients; undefined if there is none. */
  readonly rest: Expr | undefined;
}

export function accessOf(index: Expr, loops: Loops): Access {
  const strides = new Array<number>(loops.sizes.length).fill(0);
  const linear = linearOf(index);
  if (!linear) return { offset: 0, strides, rest: index };
  const others = new Map<Expr, number>();
  for (const [atom, stride] of linear.terms) {
    if (atom.kind === "index") strides[loops.numberOf(atom.axis)]! += stride;
    else if (stride !== 0) others.set(atom, stride);
  }
  if (others.size === 0) return { offset: linear.offset, strides, rest: undefined };
  return { offset: linear.offset, strides, rest: expressionOf({ terms: others, offset: 0 }) };
}

/** Whether an i32 expression is a linear function of loops, and more than a constant. */
export function isLinear(x: Expr, loops: Loops): boolean {
  if (x.type !== "i32" || x.kind === "const" || x.kind === "load" || x.kind === "accumulator") return false;
  return accessOf(x, loops).rest === undefined;
}
