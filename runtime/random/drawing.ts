/** What samplers with parameters share: checks of the key, the dtype and the shape. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { inDType } from "../numpy/array.ts";
import { broadcastShapes } from "../numpy/broadcast.ts";
import { shapeOf } from "../numpy/filled.ts";
import { lift } from "../numpy/promote.ts";
import { type Shape, sameShape } from "../types/shape.ts";
import { type Key, keyOf } from "./checkKey.ts";
import { checkFloat, type FloatOptions } from "./uniform.ts";

/** A sampler's arguments, checked. */
export interface Drawing {
  readonly key: JaxArray;
  /** The parameters as float32, in their own shapes. */
  readonly parameters: readonly JaxArray[];
  readonly shape: Shape;
}

/** The shape asked for, or that of the parameters, which must broadcast to it. */
export function drawingOf(
  action: string,
  key: Key,
  parameters: readonly ArrayLike[],
  shape: Shape | number | null | undefined,
  options: FloatOptions = {},
): Drawing {
  checkFloat(action, options.dtype);
  const floats = parameters.map((x) => inDType(lift(action, x), "float32"));
  const own = broadcastShapes(...floats.map((x) => x.shape));
  const sizes = shape === null || shape === undefined ? own : shapeOf(action, shape);
  if (!sameShape(broadcastShapes(sizes, own), sizes))
    throw new TypeError(
      `Cannot ${action} of shape [${sizes}] with parameters of shape [${own}]: they must broadcast to the shape`,
    );
  return { key: keyOf(action, key).key, parameters: floats, shape: sizes };
}
