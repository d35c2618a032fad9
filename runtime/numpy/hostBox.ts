/** Reading a box of an array that is on the host, or comes there for nothing: no program has to be built and run. */
import { DeviceArray, type JaxArray } from "../core/array.ts";
import { evaluator } from "../core/evaluator.ts";
import { isTracing } from "../core/tracer.ts";
import { aval } from "../types/aval.ts";
import { dtypes, type HostArray, isComplex } from "../types/dtype.ts";
import { sizeOf, stridesOf } from "../types/shape.ts";
import type { Region } from "./region.ts";

/** Larger arrays are not brought to the host for a part of them, and larger parts are not copied here. */
const wholeLimit = 1 << 20;
const partLimit = 1 << 14;

/** Whether the numbers of an array can be had here and now at little cost. */
export function isAtHand(x: JaxArray): x is DeviceArray {
  if (!(x instanceof DeviceArray) || isTracing()) return false;
  return x.hostIfKnown !== undefined || (x.size <= wholeLimit && evaluator().readsAtOnce === true);
}

/** The part in the shape that the user sees, if it can be copied here; else undefined. Not for keys. */
export function readHostBox(x: JaxArray, { axes, boxShape, shape }: Region): JaxArray | undefined {
  if (isComplex(x.dtype) || sizeOf(boxShape) > partLimit || !isAtHand(x)) return undefined;
  const out = new dtypes[x.dtype].HostArray(sizeOf(boxShape));
  copyBox(x.host, out, axes, stridesOf(x.shape));
  return DeviceArray.fromHost(out, aval(shape, x.dtype, x.weakType));
}

function copyBox(from: HostArray, to: HostArray, axes: Region["axes"], strides: readonly number[]): void {
  let next = 0;
  const copy = (axis: number, offset: number): void => {
    if (axis === axes.length) {
      to[next++] = from[offset]!;
      return;
    }
    const { first, count, step, reversed } = axes[axis]!;
    const start = reversed ? first + (count - 1) * step : first;
    const stride = (reversed ? -step : step) * strides[axis]!;
    for (let i = 0, at = offset + start * strides[axis]!; i < count; i++, at += stride) copy(axis + 1, at);
  };
  copy(0, 0);
}
