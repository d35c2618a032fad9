/**
 * What a primitive lowers to: a function from output indices to a scalar expression, not yet tied to loops or buffers. Fusion is
 * then ordinary function composition: an operand that is not worth storing is asked for its expression at the index needed.
 */
import type { Expr, ScalarType } from "./expr.ts";
import type { ReduceOp } from "./kernel.ts";

/** An indexed function: `at(i)` is the element at index `i` (one i32 expression per axis). */
export interface Tensor {
  readonly kind: "tensor";
  readonly shape: readonly number[];
  readonly type: ScalarType;
  at(index: readonly Expr[]): Expr;
}

/** Folds `value(i, r)` over all `r` in `sizes` with `op`, for each output index `i`. */
export interface Reduction {
  readonly kind: "reduction";
  readonly shape: readonly number[];
  readonly type: ScalarType;
  readonly op: ReduceOp;
  readonly sizes: readonly number[];
  value(index: readonly Expr[], reduceIndex: readonly Expr[]): Expr;
}

/**
 * Where the elements of rows stand in the order of their keys: [0, 2, 1] for the keys [3, 9, 5]. Rows are along the last axis, at least two
 * elements long; what is equal stays in the order in which it stands. It is a step of its own, no part of a kernel.
 */
export interface Order {
  readonly kind: "order";
  readonly shape: readonly number[];
  readonly type: "i32";
  /** u32 of the same shape. */
  readonly keys: Tensor;
}

/** What a lowering gives for each result. */
export type Lowered = Tensor | Reduction | Order;

/** A tensor given by its elements. */
export function tensor(shape: readonly number[], type: ScalarType, at: (index: readonly Expr[]) => Expr): Tensor {
  return { kind: "tensor", shape, type, at };
}

/** A reduction over axes of the given sizes; the value's type is the result's type. */
export function reduction(
  op: ReduceOp,
  shape: readonly number[],
  type: ScalarType,
  sizes: readonly number[],
  value: (index: readonly Expr[], reduceIndex: readonly Expr[]) => Expr,
): Reduction {
  return { kind: "reduction", op, shape, type, sizes, value };
}

/** The order of keys of u32 along their last axis. */
export function order(keys: Tensor): Order {
  return { kind: "order", shape: keys.shape, type: "i32", keys };
}
