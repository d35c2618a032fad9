/** Row-major element numbers and index tuples, as expressions. */
import { stridesOf } from "../types/shape.ts";
import { binary, constant } from "./build.ts";
import type { Expr } from "./expr.ts";

/** The row-major element number of an index tuple. */
export function flatIndex(index: readonly Expr[], shape: readonly number[]): Expr {
  const strides = stridesOf(shape);
  let flat = constant("i32", 0);
  index.forEach((i, axis) => {
    if (shape[axis] !== 1) flat = binary("add", flat, binary("mul", i, constant("i32", strides[axis]!)));
  });
  return flat;
}

/** The index tuple of a row-major element number. */
export function unflatIndex(flat: Expr, shape: readonly number[]): Expr[] {
  const strides = stridesOf(shape);
  return shape.map((size, axis) => {
    if (size <= 1) return constant("i32", 0);
    const above = binary("div", flat, constant("i32", strides[axis]!));
    return axis === 0 ? above : binary("rem", above, constant("i32", size));
  });
}
