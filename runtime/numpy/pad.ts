/** `pad`: an array with something around it. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { array } from "./array.ts";
import { padOdd, padRamp, padStatistic, type Statistic, statistics, type Width } from "./padModes.ts";
import { lift } from "./promote.ts";
import { take } from "./take.ts";

/** One width for all sides, [before, after] for all axes, or one such pair for each axis. */
export type PadWidth = number | readonly [number] | readonly [number, number] | readonly (readonly [number, number])[];

/** A value for all sides, [before, after] for all axes, or such a pair for each axis. */
export type PadValues = ArrayLike | readonly (ArrayLike | readonly ArrayLike[])[];

/** Options of `pad`. */
export interface PadOptions {
  /**
   * What stands around: `"constant"`, `"edge"` (the nearest element), `"reflect"` (mirrored at the edge element), `"symmetric"` (mirrored
   * behind it), `"wrap"` (from the other end), `"linear_ramp"` (steps to an end value), `"maximum"`, `"minimum"`, `"mean"` or `"median"`
   * (of the axis, or of what lies near), `"empty"` (anything: here 0); default constant.
   */
  readonly mode?: PadMode | undefined;
  /** The constant, or one for each side; default 0. */
  readonly constantValues?: PadValues | undefined;
  /** Where ramps end; default 0. */
  readonly endValues?: PadValues | undefined;
  /** How many elements next to the edge statistics are taken of; default all. */
  readonly statLength?: PadWidth | null | undefined;
  /** Whether reflections are as they are (`"even"`, the default) or upside down at the edge (`"odd"`). */
  readonly reflectType?: "even" | "odd" | undefined;
}

const modes = ["constant", "edge", "reflect", "symmetric", "wrap", "linear_ramp", "empty"] as const;

/** What `pad` puts around an array. */
export type PadMode = (typeof modes)[number] | Statistic;

/**
 * An array with elements before and after it along each axis.
 *
 * @param array array
 * @param padWidth how many: one number, [before, after], or such a pair for each axis
 * @param options `mode`: default `"constant"`; `constantValues`: the constants, default 0; `endValues`: where ramps end, default 0;
 *   `statLength`: how many elements statistics are taken of, default all; `reflectType`: `"even"` or `"odd"`, default even
 * @returns the larger array, of the same dtype
 * @throws RangeError for widths that are not whole or negative, and for another mode
 * @throws TypeError for another number of pairs than axes
 * @example
 * assertEqual(jnp.pad(jnp.array([1, 2]), 1), "[0 1 2 0]");
 * assertEqual(jnp.pad(jnp.array([1, 2, 3]), [2, 1], { mode: "reflect" }), "[3 2 1 2 3 2]");
 * assertEqual(jnp.pad(jnp.array([1, 2, 6]), 1, { mode: "mean" }), "[3 1 2 6 3]");
 */
export function pad(array: ArrayLike, padWidth: PadWidth, options: PadOptions = {}): JaxArray {
  const { mode = "constant", constantValues = 0, endValues = 0, statLength, reflectType = "even" } = options;
  const x = lift("pad", array);
  const widths = pairsOf(x, padWidth);
  if (!modes.includes(mode as (typeof modes)[number]) && !(mode in statistics))
    throw new RangeError(
      `Cannot pad in mode "${String(mode)}": there are ${[...modes, ...Object.keys(statistics)].map((name) => `"${name}"`).join(", ")}`,
    );
  if (x.ndim === 0) return x;
  const along = (f: (padded: JaxArray, axis: number, width: Width) => JaxArray): JaxArray =>
    widths.reduce((padded, width, axis) => {
      if (width[0] === 0 && width[1] === 0) return padded;
      if (padded.shape[axis] !== 0 || mode === "constant") return f(padded, axis, width);
      throw new TypeError(`Cannot pad ${printAval(x.aval)} along axis ${axis} in mode "${mode}": it has no element`);
    }, x);

  if (mode === "constant" || mode === "empty") {
    const values = valuesFor(x, constantValues);
    const isOne = values.every(([before, after]) => before === values[0]![0] && after === before);
    const around = (padded: JaxArray, value: JaxArray, sides: readonly Width[]): JaxArray =>
      lax.pad(padded, value, { paddingConfig: sides.map(([low, high]) => [low, high, 0]) });
    if (isOne) return around(x, values[0]![0], widths);
    const only = (axis: number, width: Width) => x.shape.map((_, k): Width => (k === axis ? width : [0, 0]));
    return along((padded, axis, [low, high]) =>
      around(around(padded, values[axis]![0], only(axis, [low, 0])), values[axis]![1], only(axis, [0, high])),
    );
  }
  if (mode === "linear_ramp") {
    const ends = valuesFor(x, endValues);
    return along((padded, axis, width) => padRamp(padded, axis, width, ends[axis]!));
  }
  if (mode in statistics) {
    const lengths = statLength === null || statLength === undefined ? null : pairsOf(x, statLength);
    const name = mode as Statistic;
    return along((padded, axis, width) => padStatistic(padded, axis, width, name, lengths?.[axis] ?? null));
  }
  if (reflectType === "odd" && (mode === "reflect" || mode === "symmetric"))
    return along((padded, axis, width) => padOdd(padded, axis, width, mode));
  return along((padded, axis, [low, high]) => padAxis(padded, axis, low, high, mode));
}

/** For each axis the values before and after, in the dtype of `x`. */
function valuesFor(x: JaxArray, values: PadValues): (readonly [JaxArray, JaxArray])[] {
  const scalarOf = (value: ArrayLike): JaxArray =>
    lax.convertElementType(lift("pad with", value), { newDtype: x.dtype, weakType: x.weakType });
  if (!Array.isArray(values)) {
    const value = scalarOf(values as ArrayLike);
    return x.shape.map(() => [value, value]);
  }
  const list = values as readonly (ArrayLike | readonly ArrayLike[])[];
  const pair = (part: ArrayLike | readonly ArrayLike[]): readonly [JaxArray, JaxArray] => {
    const given = (Array.isArray(part) ? part : [part]) as readonly ArrayLike[];
    return [scalarOf(given[0]!), scalarOf(given[1] ?? given[0]!)];
  };
  if (list.every((part) => !Array.isArray(part)) && list.length === 2)
    return x.shape.map(() => [scalarOf(list[0] as ArrayLike), scalarOf(list[1] as ArrayLike)]);
  if (list.length === 1) return x.shape.map(() => pair(list[0]!));
  if (list.length === x.ndim) return list.map(pair);
  throw new TypeError(
    `Cannot pad ${printAval(x.aval)} with ${list.length} pairs of values: give one, or one for each of the ${x.ndim} axes`,
  );
}

function pairsOf(x: JaxArray, width: PadWidth): readonly (readonly [number, number])[] {
  const pairs = pairsFor(x, width);
  for (const n of pairs.flat()) {
    if (!(Number.isInteger(n) && n >= 0))
      throw new RangeError(`Cannot pad ${printAval(x.aval)} by ${n} elements: widths must be whole and ≥ 0`);
  }
  return pairs;
}

function pairsFor(x: JaxArray, width: PadWidth): readonly (readonly [number, number])[] {
  if (typeof width === "number") return x.shape.map(() => [width, width]);
  if (width.every((n) => typeof n === "number"))
    return x.shape.map(() => [width[0]! as number, (width[1] ?? width[0]!) as number]);
  const pairs = width as readonly (readonly [number, number])[];
  if (pairs.length === 1) return x.shape.map(() => pairs[0]!);
  if (pairs.length === x.ndim) return pairs;
  throw new TypeError(
    `Cannot pad ${printAval(x.aval)} by ${pairs.length} pairs: give one, or one for each of the ${x.ndim} axes`,
  );
}

/** The place of the element that stands at index i, which may be negative or beyond the end. */
const placeOf: Readonly<Record<string, (i: number, size: number) => number>> = {
  edge: (i, size) => Math.min(Math.max(i, 0), size - 1),
  wrap: modulo,
  reflect(i, size) {
    if (size === 1) return 0;
    const k = modulo(i, 2 * size - 2);
    return k < size ? k : 2 * size - 2 - k;
  },
  symmetric(i, size) {
    const k = modulo(i, 2 * size);
    return k < size ? k : 2 * size - 1 - k;
  },
};

function modulo(i: number, n: number): number {
  return ((i % n) + n) % n;
}

function padAxis(x: JaxArray, axis: number, low: number, high: number, mode: string): JaxArray {
  const size = x.shape[axis]!;
  const places = Array.from({ length: low + size + high }, (_, k) => placeOf[mode]!(k - low, size));
  return take(x, array(places), { axis, mode: "clip" });
}
