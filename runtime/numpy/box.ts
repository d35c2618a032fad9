/** Reading and writing a box of an array. */
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import type { Region } from "./region.ts";
import { reshape } from "./reshape.ts";

/** The box in the shape that the user sees. */
export function readBox(x: JaxArray, { axes, shape }: Region): JaxArray {
  const isWhole = axes.every(({ count, reversed }, axis) => count === x.shape[axis] && !reversed);
  const strided = axes.some(({ step }) => step !== 1);
  const box = isWhole
    ? x
    : lax.slice(x, {
        startIndices: axes.map(({ first }) => first),
        limitIndices: axes.map(({ first, count, step }) => (count === 0 ? first : first + (count - 1) * step + 1)),
        strides: strided ? axes.map(({ step }) => step) : null,
      });
  return reshape(turned(box, axes), shape);
}

function turned(box: JaxArray, axes: Region["axes"]): JaxArray {
  const dimensions = axes.flatMap(({ reversed }, axis) => (reversed ? [axis] : []));
  return dimensions.length ? lax.rev(box, { dimensions }) : box;
}

/**
 * A copy with the box replaced by `values` of the shape that the user sees. The values are spread over a frame of the array's
 * shape by padding, and chosen where the frame covers it.
 */
export function writeBox(x: JaxArray, { axes, outside, boxShape }: Region, values: JaxArray): JaxArray {
  if (outside || boxShape.includes(0)) return x;
  const box = turned(reshape(values, boxShape), axes);
  if (axes.every(({ count }, axis) => count === x.shape[axis])) return box;
  const paddingConfig = axes.map(({ first, count, step }, axis): lax.Padding => {
    const last = first + (count - 1) * step;
    return [first, x.shape[axis]! - 1 - last, step - 1];
  });
  const inside = lax.broadcastInDim(scalar(true, "bool"), { shape: boxShape, broadcastDimensions: [] });
  const frame = lax.pad(inside, scalar(false, "bool"), { paddingConfig });
  return lax.selectN(frame, x, lax.pad(box, scalar(0, x.dtype, box.weakType), { paddingConfig }));
}
