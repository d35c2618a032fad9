/** A scalar or array brought to a shape of at least its rank, aligned at the last axis. */
import type { JaxArray } from "../core/array.ts";
import { type Shape, sameShape } from "../types/shape.ts";
import { broadcastInDim } from "./broadcastInDim.ts";

/** `x` repeated to `shape` by NumPy's rule: f32[3] → f32[2,3]. The same object if it has that shape. */
export function broadcastTo(x: JaxArray, shape: Shape): JaxArray {
  if (sameShape(x.shape, shape)) return x;
  const skip = shape.length - x.ndim;
  return broadcastInDim(x, { shape, broadcastDimensions: x.shape.map((_, axis) => axis + skip) });
}
