/** Float operands of one shape and dtype, for functions of several numbers. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import { scalar } from "../core/scalar.ts";
import * as primitives from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { type DType, isFloat } from "../types/dtype.ts";
import { sameShape } from "../types/shape.ts";

/**
 * The operands as float32 of one shape, scalars spread; and the way back to their dtype.
 *
 * @throws TypeError for other dtypes than floats, or where shapes or dtypes differ
 */
export function alikeFloats(
  action: string,
  ...given: readonly ArrayLike[]
): readonly [operands: JaxArray[], back: (x: JaxArray) => JaxArray] {
  const dtype: DType = given.map((x) => (typeof x === "number" ? null : asArray(x).dtype)).find(Boolean) ?? "float32";
  const arrays = given.map((x) => (typeof x === "number" ? scalar(x, dtype) : asArray(x)));
  const shape = arrays.find((x) => x.ndim > 0)?.shape ?? [];
  const odd = arrays.some((x) => x.dtype !== dtype || (x.ndim > 0 && !sameShape(x.shape, shape)));
  if (odd || !isFloat(dtype))
    throw new TypeError(
      `Cannot ${action} of ${arrays.map((x) => printAval(x.aval)).join(", ")}: they must be floats of one dtype and shape`,
    );
  const operands = arrays.map((x) => {
    const single = primitives.convertElementType(x, { newDtype: "float32", weakType: false });
    return x.ndim === shape.length ? single : primitives.broadcastInDim(single, { shape, broadcastDimensions: [] });
  });
  return [operands, (x) => primitives.convertElementType(x, { newDtype: dtype, weakType: false })];
}

/** `onTrue` where a condition holds, `onFalse` elsewhere. */
export function where(condition: JaxArray, onTrue: JaxArray | number, onFalse: JaxArray | number): JaxArray {
  return primitives.selectN(condition, onFalse, onTrue);
}

/** Whether a number is NaN. */
export function isNan(x: JaxArray): JaxArray {
  return primitives.ne(x, x);
}

/** A vector of whatever shape as one truth value: whether some element holds. */
export function someHolds(x: JaxArray): JaxArray {
  return primitives.reduceOr(x, { axes: x.shape.map((_, axis) => axis) });
}
