/** Where a reduction starts: the value that changes nothing. */
import { constant } from "../../../ir/build.ts";
import type { Expr, ScalarType } from "../../../ir/expr.ts";
import type { ReduceOp } from "../../../ir/kernel.ts";

/** The neutral element of a reduction, which is also its result over no elements. */
export function identity(op: ReduceOp, type: ScalarType): Expr {
  return constant(type, table[op][type] ?? false);
}

const table = {
  add: { f32: 0, i32: 0, u32: 0, bool: false },
  mul: { f32: 1, i32: 1, u32: 1, bool: true },
  max: { f32: -Infinity, i32: -(2 ** 31), u32: 0, bool: false },
  min: { f32: Infinity, i32: 2 ** 31 - 1, u32: 2 ** 32 - 1, bool: true },
  and: { f32: undefined, i32: -1, u32: 2 ** 32 - 1, bool: true },
  or: { f32: undefined, i32: 0, u32: 0, bool: false },
} satisfies Record<ReduceOp, Record<ScalarType, number | boolean | undefined>>;
