/** Elements by computed positions: `take takeAlongAxis`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { type DType, type DTypeInfo, dtypes, integerRange, isInteger } from "../types/dtype.ts";
import { inDType } from "./array.ts";
import { axisOf } from "./axes.ts";
import { broadcastShapes, expandTo } from "./broadcast.ts";
import { isKey, onWords } from "./keys.ts";
import { lift } from "./promote.ts";
import { ravel } from "./reshape.ts";
import { permute } from "./transpose.ts";
import { where } from "./where.ts";

/** What happens with positions outside: `"fill"` gives NaN (the smallest integer, true), `"clip"` the nearest element, `"wrap"` counts on from the start. */
export type TakeMode = "fill" | "clip" | "wrap";

/** Options of `take` and `takeAlongAxis`. */
export interface TakeOptions {
  /** Axis of the positions; null: the flattened array. Default: that for `take`, the last for `takeAlongAxis`. */
  readonly axis?: number | null | undefined;
  /** What happens with positions outside; default `"fill"`, where negative ones count from the end. */
  readonly mode?: TakeMode | null | undefined;
  /** What stands for positions outside in mode `"fill"`; default NaN, the smallest integer of a signed dtype, the largest of an unsigned one, or true. */
  readonly fillValue?: ArrayLike | null | undefined;
}

function positions(action: string, given: ArrayLike): JaxArray {
  const indices = lift(action, given);
  if (isInteger(indices.dtype)) return inDType(indices, "int32");
  throw new TypeError(
    `Cannot ${action} ${printAval(indices.aval)}: positions must be integers; convert them with i.astype("int32")`,
  );
}

/** Positions brought inside, and where they were not. */
function inside(indices: JaxArray, size: number, mode: TakeMode): readonly [JaxArray, JaxArray | undefined] {
  if (mode === "clip") return [indices, undefined];
  if (mode === "wrap") {
    const rest = lax.rem(indices, size);
    return [lax.selectN(lax.lt(rest, 0), rest, lax.add(rest, size)), undefined];
  }
  if (mode !== "fill")
    throw new RangeError(`Cannot take in mode "${String(mode)}": there are "fill", "clip" and "wrap"`);
  const counted = lax.selectN(lax.lt(indices, 0), indices, lax.add(indices, size));
  return [counted, lax.or(lax.lt(counted, 0), lax.ge(counted, size))];
}

const nothingOf: Readonly<Record<DTypeInfo["kind"], (dtype: DType) => number>> = {
  float: () => Number.NaN,
  int: (dtype) => integerRange(dtype)[0],
  uint: (dtype) => integerRange(dtype)[1],
  bool: () => 1,
  complex: () => Number.NaN,
  key: () => 0,
};

/** What stands where there was no element. */
export function nothing(x: JaxArray, fillValue?: ArrayLike | null): JaxArray {
  if (fillValue !== null && fillValue !== undefined) return inDType(lift("fill with", fillValue), x.dtype);
  return scalar(nothingOf[dtypes[x.dtype].kind](x.dtype), x.dtype);
}

/**
 * Elements, or rows along an axis, at positions.
 *
 * @param a array
 * @param indices integers: array or number
 * @param options `axis`: default the flattened array; `mode`: what happens with positions outside, default `"fill"`;
 *   `fillValue`: what stands there, default NaN
 * @returns an array with the axes of `indices` in the place of the axis
 * @throws TypeError for positions that are not integers
 * @throws RangeError for an axis that `a` does not have, or another mode
 * @example
 * const x = jnp.array([[1, 2], [3, 4], [5, 6]]);
 * assertEqual(jnp.take(x, jnp.array([2, 0]), { axis: 0 }), "[[5 6]\n [1 2]]");
 */
export function take(a: ArrayLike, indices: ArrayLike, options: TakeOptions = {}): JaxArray {
  const given = lift("take from", a);
  const isFlat = options.axis === null || options.axis === undefined;
  const x = isFlat ? ravel(given) : given;
  const axis = isFlat ? 0 : axisOf("take", options.axis!, x.ndim);
  if (isKey(x))
    return onWords(x, (words) => take(words, indices, { axis, mode: options.mode === "wrap" ? "wrap" : "clip" }));
  const places = positions("take at", indices);
  const [safe, missing] = inside(places, x.shape[axis]!, options.mode ?? "fill");
  const found = lax.gather(x, safe, { axes: [axis] });
  const rest = x.ndim - 1;
  const filled = missing
    ? where(
        lax.reshape(missing, { newSizes: [...missing.shape, ...new Array<number>(rest).fill(1)] }),
        nothing(x, options.fillValue),
        found,
      )
    : found;
  const others = Array.from({ length: rest }, (_, k) => places.ndim + k);
  const own = places.shape.map((_, k) => k);
  return permute(filled, [...others.slice(0, axis), ...own, ...others.slice(axis)]);
}

/**
 * Along one axis, for each row the elements at positions of its own.
 *
 * @param arr array
 * @param indices integers, of as many axes as `arr`; all but `axis` broadcast with it
 * @param options `axis`: default the last, null the flattened array; `mode`: what happens with positions outside, default `"fill"`;
 *   `fillValue`: what stands there, default NaN
 * @returns the elements, of the broadcast shape, with the size of `indices` along the axis
 * @throws TypeError when the shapes do not fit, or for positions that are not integers
 * @throws RangeError for an axis that `arr` does not have, or another mode
 * @example
 * const x = jnp.array([[1, 2], [3, 4]]);
 * assertEqual(jnp.takeAlongAxis(x, jnp.array([[1], [0]]), { axis: 1 }), "[[2]\n [3]]");
 */
export function takeAlongAxis(arr: ArrayLike, indices: ArrayLike, options: TakeOptions = {}): JaxArray {
  const { axis = -1 } = options;
  const given = lift("take from", arr);
  const x = axis === null ? ravel(given) : given;
  const places = positions("take at", indices);
  const along = axis === null ? 0 : axisOf("take", axis, x.ndim);
  if (places.ndim !== x.ndim) {
    throw new TypeError(
      `Cannot take from ${printAval(x.aval)} at ${printAval(places.aval)} along axis ${along}: both must have the same number of axes`,
    );
  }
  const others = (shape: readonly number[]) => shape.map((size, k) => (k === along ? 1 : size));
  const shared = broadcastShapes(others(x.shape), others(places.shape));
  const sized = (size: number) => shared.map((n, k) => (k === along ? size : n));
  const table = expandTo(x, sized(x.shape[along]!));
  const shape = sized(places.shape[along]!);
  const [safe, missing] = inside(expandTo(places, shape), x.shape[along]!, options.mode ?? "fill");
  const coordinates = shape.map((_, k) => (k === along ? safe : lax.iota({ dtype: "int32", shape, dimension: k })));
  const found = lax.gather(table, ...coordinates, { axes: shape.map((_, k) => k) });
  return missing ? where(missing, nothing(x, options.fillValue), found) : found;
}
