import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { asarray } from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";
import { dtypes } from "../../types/dtype.ts";

/** An argument of a loss as an array; throws where it is of no float dtype. */
export function floatArray(name: string, argument: string, x: ArrayLike): JaxArray {
  const a = asarray(x);
  if (dtypes[a.dtype].kind === "float") return a;
  throw new TypeError(
    `Cannot compute ${name}: ${argument} must be of a float dtype, got ${printAval(a.aval)}; convert with x.astype("float32")`,
  );
}

/** Throws where two arguments of a loss differ in shape. */
export function checkSameShape(
  name: string,
  [a, x]: readonly [string, JaxArray],
  [b, y]: readonly [string, JaxArray],
): void {
  if (x.shape.length === y.shape.length && x.shape.every((n, axis) => n === y.shape[axis])) return;
  throw new TypeError(
    `Cannot compute ${name}: ${a} and ${b} must have the same shape, got ${printAval(x.aval)} and ${printAval(y.aval)}`,
  );
}

/** Options of a sum: axis and mask, without those that were not said. */
export function along(axis: Axes, where?: ArrayLike | null): { axis: Axes; where?: ArrayLike } {
  return where === null || where === undefined ? { axis } : { axis, where };
}

/** One axis, several, or null for all. */
export type Axes = number | readonly number[] | null;

/** Options of losses that sum over classes. */
export interface ClassOptions {
  /** Axis of the classes, several, or null for all; default −1. */
  readonly axis?: Axes;
  /** Which elements take part: booleans; default all. */
  readonly where?: ArrayLike | null;
}
