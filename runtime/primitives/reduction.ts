/** What all reductions share: the shape rule, the lowering and the batch rule. */
import type { JaxArray } from "../core/array.ts";
import type { Primitive } from "../core/primitive.ts";
import type { Expr } from "../ir/expr.ts";
import type { ReduceOp } from "../ir/kernel.ts";
import { type Lowered, reduction, type Tensor } from "../ir/tensor.ts";
import { type Aval, aval, printAval } from "../types/aval.ts";
import { type DTypeInfo, dtypes } from "../types/dtype.ts";
import type { Shape } from "../types/shape.ts";

export type ReduceParams = {
  /** Axes that are folded away, each once. */
  readonly axes: readonly number[];
};

/** The aval without `axes`; `kinds` are the kinds of dtype the operation accepts. */
export function reducedAval(name: string, x: Aval, axes: readonly number[], kinds: readonly DTypeInfo["kind"][]): Aval {
  const wish = `Cannot ${name} ${printAval(x)} over axes [${axes}]`;
  for (const axis of axes) {
    if (!(Number.isInteger(axis) && axis >= 0 && axis < x.shape.length)) {
      throw new RangeError(`${wish}: axis ${axis} is outside 0 … ${x.shape.length - 1}`);
    }
  }
  if (new Set(axes).size !== axes.length) throw new TypeError(`${wish}: an axis is named twice`);
  const { kind } = dtypes[x.dtype];
  if (!kinds.includes(kind)) throw new TypeError(`${wish}: the dtype must be ${kinds.join(" or ")}, got ${x.dtype}`);
  return aval(without(x.shape, axes), x.dtype, x.weakType);
}

/** A shape without some axes. */
export function without(shape: Shape, axes: readonly number[]): Shape {
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** Folds the elements along `axes` with `op`. */
export function reduceOver(op: ReduceOp, x: Tensor, axes: readonly number[]): Lowered {
  if (axes.length === 0) return x;
  const sizes = axes.map((axis) => x.shape[axis]!);
  return reduction(op, without(x.shape, axes), x.type, sizes, (index, reduced) => {
    let next = 0;
    const at: Expr[] = x.shape.map((_, axis) => {
      const k = axes.indexOf(axis);
      return k < 0 ? index[next++]! : reduced[k]!;
    });
    return x.at(at);
  });
}

/** The same reduction of a batched operand: the axes step over the batch axis. */
export function batchReduction(
  primitive: Primitive,
  x: JaxArray,
  b: number,
  { axes }: ReduceParams,
): readonly [readonly JaxArray[], readonly number[]] {
  const inner = axes.map((axis) => (axis < b ? axis : axis + 1));
  return [[primitive(x, { axes: inner })], [b - inner.filter((axis) => axis < b).length]];
}

/** Positions in the operand of the axes that stay, for broadcasting a result back. */
export function keptAxes(rank: number, axes: readonly number[]): number[] {
  return Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !axes.includes(axis));
}
