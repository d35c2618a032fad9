/** Elements again and in other places: `tile repeat flip roll`. */
import { type ArrayLike, DeviceArray, JaxArray } from "../core/array.ts";
import { ConcretizationError } from "../core/errors.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { asarray, inDType } from "./array.ts";
import { type Axes, axesOf, axisOf } from "./axes.ts";
import { broadcastTo } from "./broadcast.ts";
import type { NestedArray } from "./dtypeOf.ts";
import { concatenate } from "./join.ts";
import { isKey, onWords } from "./keys.ts";
import { lift } from "./promote.ts";
import { expandDims, ravel, reshape } from "./reshape.ts";
import { sliceAlong } from "./sliceAlong.ts";
import { take } from "./take.ts";

/**
 * An array laid out several times along each axis.
 *
 * @param A array
 * @param reps how often along each axis, aligned at the last axis; more than the array has axes makes new ones
 * @returns the tiled array
 * @throws RangeError for a number that is not whole or negative
 * @example
 * assertEqual(jnp.tile(jnp.array([1, 2]), [2, 2]), "[[1 2 1 2]\n [1 2 1 2]]");
 */
export function tile(A: ArrayLike, reps: number | readonly number[]): JaxArray {
  const x = lift("tile", A);
  const given = typeof reps === "number" ? [reps] : reps;
  for (const n of given) checkCount("tile", n);
  const rank = Math.max(x.ndim, given.length);
  const times = [...new Array<number>(rank - given.length).fill(1), ...given];
  const sizes = [...new Array<number>(rank - x.ndim).fill(1), ...x.shape];
  const pairs = sizes.flatMap((size, axis) => [times[axis]!, size]);
  const apart = reshape(
    x,
    sizes.flatMap((size) => [1, size]),
  );
  return reshape(
    broadcastTo(apart, pairs),
    sizes.map((size, axis) => size * times[axis]!),
  );
}

function checkCount(action: string, n: number): void {
  if (!(Number.isInteger(n) && n >= 0))
    throw new RangeError(`Cannot ${action} ${n} times: the number must be whole and ≥ 0`);
}

/** Options of `repeat`. */
export interface RepeatOptions {
  /** Axis along which elements are repeated; default: the flattened array. */
  readonly axis?: number | null | undefined;
  /** The size of the result along the axis, so that traced numbers will do: cut off, or filled with the last element. */
  readonly totalRepeatLength?: number | null | undefined;
}

/**
 * Each element several times in a row.
 *
 * @param a array
 * @param repeats how often: one number for all, or one for each element along the axis
 * @param options `axis`: default the flattened array; `totalRepeatLength`: size of the result along the axis, needed for traced `repeats`
 * @returns the repeated elements
 * @throws RangeError for a number that is not whole or negative, and for an axis that `a` does not have
 * @throws TypeError for a list of another length than the axis
 * @example
 * assertEqual(jnp.repeat(jnp.array([1, 2]), 2), "[1 1 2 2]");
 * assertEqual(jnp.repeat(jnp.array([1, 2]), [1, 3]), "[1 2 2 2]");
 */
export function repeat(
  a: ArrayLike,
  repeats: number | readonly number[] | JaxArray,
  options: RepeatOptions = {},
): JaxArray {
  const given = lift("repeat", a);
  const flat = options.axis === null || options.axis === undefined;
  const x = flat ? ravel(given) : given;
  const axis = flat ? 0 : axisOf("repeat", options.axis!, x.ndim);
  if (typeof options.totalRepeatLength === "number")
    return repeatInto(x, axis, inDType(asarray(repeats as NestedArray), "int32"), options.totalRepeatLength);
  const counts = repeats instanceof JaxArray ? countsOf(repeats) : typeof repeats === "number" ? [repeats] : repeats;
  if (counts.length === 1) return repeatEach(x, axis, counts[0]!);
  checkCounts(x, axis, counts.length);
  if (counts.length === 0) return x;
  const parts = counts.map((n, i) => repeatEach(sliceAlong(x, axis, i, i + 1), axis, n));
  return concatenate(parts, { axis });
}

function countsOf(repeats: JaxArray): number[] {
  if (!(repeats instanceof DeviceArray))
    throw new ConcretizationError(
      `Cannot repeat by a traced ${printAval(repeats.aval)}: the shape of the result would depend on it; give \`totalRepeatLength\``,
    );
  return [...repeats.host];
}

function checkCounts(x: JaxArray, axis: number, n: number): void {
  if (n !== x.shape[axis])
    throw new TypeError(
      `Cannot repeat axis ${axis} of size ${x.shape[axis]} by ${n} numbers: give one, or one for each element`,
    );
}

/** A result of fixed size: place k holds the first element whose repetitions reach beyond k, or the last one. */
function repeatInto(x: JaxArray, axis: number, repeats: JaxArray, length: number): JaxArray {
  checkCount("repeat", length);
  const size = x.shape[axis]!;
  if (repeats.size !== 1) checkCounts(x, axis, repeats.size);
  const ends = lax.cumsum(broadcastTo(ravel(repeats), [size]), { axis: 0, reverse: false });
  const grid = { shape: [length, size] };
  const places = lax.iota({ dtype: "int32", ...grid, dimension: 0 });
  const isPast = lax.le(lax.broadcastInDim(ends, { ...grid, broadcastDimensions: [1] }), places);
  const from = lax.reduceSum(inDType(isPast, "int32"), { axes: [1] });
  return take(x, from, { axis, mode: "clip" });
}

function repeatEach(x: JaxArray, axis: number, times: number): JaxArray {
  checkCount("repeat", times);
  const apart = expandDims(x, axis + 1);
  const wide = apart.shape.map((size, k) => (k === axis + 1 ? times : size));
  return reshape(
    broadcastTo(apart, wide),
    x.shape.map((size, k) => (k === axis ? size * times : size)),
  );
}

/**
 * The order of elements reversed along axes.
 *
 * @param m array
 * @param options `axis`: default all
 * @returns the reversed array
 * @throws RangeError for an axis that `m` does not have
 * @example
 * assertEqual(jnp.flip(jnp.array([1, 2, 3])), "[3 2 1]");
 */
export function flip(m: ArrayLike, options: { readonly axis?: Axes | undefined } = {}): JaxArray {
  const x = lift("flip", m);
  const dimensions = axesOf("flip", options.axis, x.ndim);
  return isKey(x) ? onWords(x, (w) => lax.rev(w, { dimensions })) : lax.rev(x, { dimensions });
}

/**
 * Elements shifted along axes; those that leave at one end come in at the other.
 *
 * @param a array
 * @param shift how far, or one distance for each axis; negative to the front
 * @param options `axis`: default the flattened array
 * @returns the shifted array
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.roll(jnp.arange(4), 1), "[3 0 1 2]");
 */
export function roll(
  a: ArrayLike,
  shift: number | readonly number[],
  options: { readonly axis?: Axes | undefined } = {},
): JaxArray {
  const x = lift("roll", a);
  if (options.axis === null || options.axis === undefined) {
    const total = typeof shift === "number" ? shift : shift.reduce((sum, n) => sum + n, 0);
    return reshape(rollAlong(ravel(x), 0, total), x.shape);
  }
  // an axis may be named twice: its distances add up
  const named = (typeof options.axis === "number" ? [options.axis] : options.axis).map((k) =>
    axisOf("roll", k, x.ndim),
  );
  const distances = typeof shift === "number" ? [shift] : shift;
  if (distances.length !== named.length && distances.length !== 1 && named.length !== 1) {
    throw new TypeError(
      `Cannot roll ${named.length} axes by ${distances.length} distances: give one, or one for each axis`,
    );
  }
  const turns = Array.from({ length: Math.max(distances.length, named.length) }, (_, k) => k);
  return turns.reduce((rolled, k) => rollAlong(rolled, named[k] ?? named[0]!, distances[k] ?? distances[0]!), x);
}

function rollAlong(x: JaxArray, axis: number, shift: number): JaxArray {
  const size = x.shape[axis]!;
  const front = size === 0 ? 0 : ((shift % size) + size) % size;
  if (front === 0) return x;
  return concatenate([sliceAlong(x, axis, size - front, size), sliceAlong(x, axis, 0, size - front)], { axis });
}
