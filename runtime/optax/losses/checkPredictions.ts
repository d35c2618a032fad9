import type { ArrayLike } from "../../core/array.ts";
import { asarray } from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";
import { dtypes } from "../../types/dtype.ts";

/** Throws when predictions are no floats, or targets have another shape: broadcasting in a loss is nearly always a mistake. */
export function checkPredictions(name: string, predictions: ArrayLike, targets?: ArrayLike | null): void {
  const y = asarray(predictions);
  if (dtypes[y.dtype].kind !== "float") {
    throw new TypeError(`Cannot compute ${name}: predictions must be of a float dtype, got ${printAval(y.aval)}`);
  }
  if (targets === null || targets === undefined) return;
  const t = asarray(targets);
  if (t.shape.length !== y.shape.length || t.shape.some((n, axis) => n !== y.shape[axis])) {
    throw new TypeError(
      `Cannot compute ${name} of ${printAval(y.aval)} and ${printAval(t.aval)}: predictions and targets must have the same shape; reshape one of them`,
    );
  }
}
