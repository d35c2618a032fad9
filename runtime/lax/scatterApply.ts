/** `jax.lax.scatter_apply`: a function applied to boxes at computed places. */
import { whileLoop } from "../control/while/whileLoop.ts";
import type { JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import { scalar } from "../core/scalar.ts";
import * as primitives from "../primitives/index.ts";
import { vmap } from "../transforms/vmap.ts";
import type { Shape } from "../types/shape.ts";
import { type ScatterOptions, scatterAdd } from "./gatherScatter.ts";

/** What `scatterApply` takes. */
export interface ScatterApplyOptions extends Omit<ScatterOptions, "updates"> {
  /** Function of one element. */
  readonly func: (x: JaxArray) => JaxArray;
  /** Shape over all elements of all boxes, as updates would have it; default []. */
  readonly updateShape?: Shape;
}

/**
 * A copy in which a function is applied to the elements of boxes, as often as boxes cover them. It has no reverse derivative, as in JAX.
 *
 * @param options `operand`; `scatterIndices`: i32[…, n]; `func`; `dimensionNumbers`; `updateShape`; `mode`
 * @returns the copy
 * @throws TypeError where axes or dtypes do not fit
 * @example
 * const dimensionNumbers = { updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0] };
 * const options = { scatterIndices: jnp.array([[2], [0], [2]]), dimensionNumbers, updateShape: [3] };
 * assertEqual(lax.scatterApply({ operand: jnp.array([1, 3, 5]), func: (x) => x.mul(2), ...options }), "[ 2  3 20]");
 */
export function scatterApply(options: ScatterApplyOptions): JaxArray {
  const { func, updateShape = [], scatterIndices, dimensionNumbers, mode } = options;
  const operand = asArray(options.operand);
  const filled = (value: number, shape: Shape) =>
    primitives.broadcastInDim(scalar(value, "int32"), { shape, broadcastDimensions: [] });
  const times = scatterAdd({
    operand: filled(0, operand.shape),
    scatterIndices,
    updates: filled(1, updateShape),
    dimensionNumbers,
    ...(mode === undefined ? {} : { mode }),
  });
  if (operand.size === 0) return operand;
  const apply = vmap((x: JaxArray) => func(x));
  const flat = (x: JaxArray) => primitives.reshape(x, { newSizes: [operand.size] });
  const left = flat(times);
  const [result] = whileLoop(
    ([, n]: [JaxArray, JaxArray]) => primitives.gt(primitives.reduceMax(n, { axes: [0] }), 0),
    ([x, n]: [JaxArray, JaxArray]) => [
      primitives.selectN(primitives.gt(n, 0), x, apply(x) as JaxArray),
      primitives.sub(n, 1),
    ],
    [flat(operand), left],
  ) as [JaxArray, JaxArray];
  return primitives.reshape(result, { newSizes: operand.shape });
}
