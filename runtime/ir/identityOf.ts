import type { ScalarType } from "./expr.ts";
import type { ReduceOp } from "./kernel.ts";
import type { Scalar } from "./scalar.ts";

/** What an accumulator starts with, and the result of reducing nothing. */
export function identityOf(op: ReduceOp, type: ScalarType): Scalar {
  switch (op) {
    case "add":
      return 0;
    case "mul":
      return 1;
    case "max":
      return type === "f32" ? -Infinity : type === "i32" ? -(2 ** 31) : 0;
    case "min":
      return type === "f32" ? Infinity : type === "i32" ? 2 ** 31 - 1 : 2 ** 32 - 1;
    case "and":
      return type === "bool" ? true : type === "i32" ? -1 : 2 ** 32 - 1;
    case "or":
      return type === "bool" ? false : 0;
    default:
      throw op satisfies never;
  }
}
