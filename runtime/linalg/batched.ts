/** Functions of one matrix as functions of stacks of matrices. */
import type { JaxArray } from "../core/array.ts";
import { reshape } from "../primitives/index.ts";
import { vmap } from "../transforms/vmap.ts";
import { printAval } from "../types/aval.ts";
import { type Shape, sameShape, sizeOf } from "../types/shape.ts";

/**
 * Maps `f` over all axes of its operands but the last two. The outer axes must be equal.
 *
 * @param f takes matrices, gives a list of arrays
 */
export function batched(
  f: (...matrices: JaxArray[]) => readonly JaxArray[],
  ...operands: readonly JaxArray[]
): readonly JaxArray[] {
  const outer = operands[0]!.shape.slice(0, -2);
  if (outer.length === 0) return f(...operands);
  const flat = operands.map((x) => reshape(x, { newSizes: [sizeOf(outer), ...x.shape.slice(-2)] }));
  const results = vmap((...matrices: JaxArray[]) => [...f(...matrices)])(...flat) as readonly JaxArray[];
  return results.map((x) => reshape(x, { newSizes: [...outer, ...x.shape.slice(1)] }));
}

/** What matrices a function takes beside those of float32. */
export interface MatrixKinds {
  /** Whether complex64 is allowed; default false. */
  readonly complex?: boolean;
}

/** Throws unless the operand is a stack of matrices of floats. */
export function checkMatrix(action: string, x: JaxArray, { complex = false }: MatrixKinds = {}): void {
  if (x.ndim < 2) throw new TypeError(`Cannot ${action} ${printAval(x.aval)}: it must have at least two axes`);
  if (x.dtype !== "float32" && !(complex && x.dtype === "complex64"))
    throw new TypeError(
      `Cannot ${action} ${printAval(x.aval)}: it must be float32${complex ? " or complex64" : ""}; convert it with x.astype("float32")`,
    );
}

/** Throws unless the operand is a stack of square matrices of floats. */
export function checkSquare(action: string, x: JaxArray, kinds: MatrixKinds = {}): void {
  checkMatrix(action, x, kinds);
  const [m, n] = x.shape.slice(-2);
  if (m !== n)
    throw new TypeError(
      `Cannot ${action} ${printAval(x.aval)}: the last two axes must have one size, got ${m} and ${n}`,
    );
}

/** Throws unless both have the same outer axes. */
export function checkOuter(action: string, a: JaxArray, b: JaxArray): void {
  const [x, y]: Shape[] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  if (!sameShape(x!, y!))
    throw new TypeError(
      `Cannot ${action} ${printAval(a.aval)} and ${printAval(b.aval)}: the axes before the last two must be equal`,
    );
}
