/** Brings the batch axis of a mapped result to its place; typed keys are moved as words. */
import type { JaxArray } from "../core/array.ts";
import { broadcastInDim } from "../primitives/broadcastInDim.ts";
import { moveAxis } from "../primitives/moveAxis.ts";
import { randomUnwrap, randomWrap } from "../primitives/randomKeys.ts";

/** `value` with its batch axis at `to`; a value without one is repeated `size` times. */
export function moveBatchAxis(value: JaxArray, from: number | null, to: number, size: number): JaxArray {
  if (from === to) return value;
  if (value.dtype === "key<fry>") return randomWrap(moveBatchAxis(randomUnwrap(value), from, to, size));
  if (from !== null) return moveAxis(value, from, to);
  const shape = [...value.shape.slice(0, to), size, ...value.shape.slice(to)];
  return broadcastInDim(value, {
    shape,
    broadcastDimensions: value.shape.map((_, axis) => (axis < to ? axis : axis + 1)),
  });
}
