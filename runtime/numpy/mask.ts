/** Masks as indices: `x.at(x.less(0)).set(0)`. */
import { DeviceArray, type JaxArray } from "../core/array.ts";
import { ConcretizationError } from "../core/errors.ts";
import { aval, printAval } from "../types/aval.ts";
import { sameShape, stridesOf } from "../types/shape.ts";
import { reshape } from "./reshape.ts";

/** Throws unless the mask has the shape of the axes of the array that begin at `axis`. */
export function checkMask(x: JaxArray, mask: JaxArray, axis: number = 0): void {
  if (sameShape(mask.shape, x.shape.slice(axis, axis + mask.ndim))) return;
  const which = axis === 0 ? "the first axes" : `the axes from ${axis}`;
  throw new TypeError(
    `Cannot index ${printAval(x.aval)} by the mask ${printAval(mask.aval)}: the mask must have the shape of ${which}`,
  );
}

/** The mask with axes of size 1 for the axes of `x` it does not have. */
export function widened(x: JaxArray, mask: JaxArray): JaxArray {
  return reshape(mask, [...mask.shape, ...x.shape.slice(mask.ndim).map(() => 1)]);
}

/** The places where a mask holds, in row-major order: one i32 array for each of its axes. Their number must be known now. */
export function placesWhere(mask: JaxArray): JaxArray[] {
  if (!(mask instanceof DeviceArray)) {
    throw new ConcretizationError(
      `Cannot read by a traced mask ${printAval(mask.aval)}: how many elements it picks is not known while tracing; use jnp.where(mask, x, 0)`,
    );
  }
  const held: number[] = [];
  mask.host.forEach((value, place) => {
    if (value !== 0) held.push(place);
  });
  return stridesOf(mask.shape).map((stride, axis) => {
    const places = Int32Array.from(held, (place) => Math.floor(place / stride) % mask.shape[axis]!);
    return DeviceArray.fromHost(places, aval([held.length], "int32"));
  });
}
