/** Printing an array that is on the device and large: only the elements that are printed come to the host. */
import type { DeviceArray, JaxArray } from "../core/array.ts";
import { outsideTracing } from "../core/tracer.ts";
import { concatenate } from "../primitives/concatenate.ts";
import { slice } from "../primitives/slice.ts";
import { dtypes } from "../types/dtype.ts";
import { compiled } from "./compiled.ts";
import { shownPlaces, usualSummary } from "./formatArray.ts";
import type { Printable } from "./print.ts";

/** Arrays of up to so many elements are read whole, and stay on the host. */
const readWhole = 100_000;

const { edgeItems } = usualSummary;

/** Its corners: along each axis the elements at either end that are printed. */
const cornersOf = compiled(
  (x: JaxArray): JaxArray =>
    x.shape.reduce((part, size, axis) => {
      if (size <= 2 * edgeItems) return part;
      const along = (start: number, end: number): JaxArray =>
        slice(part, {
          startIndices: part.shape.map((_, k) => (k === axis ? start : 0)),
          limitIndices: part.shape.map((n, k) => (k === axis ? end : n)),
          strides: null,
        });
      return concatenate(along(0, edgeItems), along(size - edgeItems, size), { dimension: axis });
    }, x),
  1,
);

/** What printing needs of an array, read from the device at as little cost as can be. */
export function printable(x: DeviceArray): Printable {
  if (x.isDeleted || x.hostIfKnown || x.size <= readWhole || x.dtype === "key<fry>") return x;
  const { host } = outsideTracing(() => cornersOf(x)) as DeviceArray;
  const { words } = dtypes[x.dtype];
  const elements: number[] = []; // sparse: at the places that are printed
  for (const [n, place] of shownPlaces(x.shape, { threshold: 0, edgeItems }).entries()) {
    for (let word = 0; word < words; word++) elements[place * words + word] = host[n * words + word]!;
  }
  return { shape: x.shape, dtype: x.dtype, weakType: x.weakType, host: elements };
}
