/** Places in sorted arrays: `searchsorted digitize interp`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { add, divide, multiply, subtract } from "./arithmetic.ts";
import { inDType } from "./array.ts";
import { compiled } from "./compiled.ts";
import { mod } from "./division.ts";
import { concatenate } from "./join.ts";
import { floatOne } from "./operands.ts";
import { lift, promote } from "./promote.ts";
import { flip } from "./repetition.ts";
import { reshape } from "./reshape.ts";
import { sliceAlong } from "./sliceAlong.ts";
import { take } from "./take.ts";
import { where } from "./where.ts";

/** Options of `searchsorted`. */
export interface SearchsortedOptions {
  /** Before (`"left"`) or behind (`"right"`) elements that are equal; default `"left"`. */
  readonly side?: "left" | "right" | undefined;
  /** The order that sorts `a`, if it is not sorted: integers of its size. */
  readonly sorter?: ArrayLike | null | undefined;
}

/** How often a range of n places has to be halved until one is left. */
const halvings = (n: number): number => Math.ceil(Math.log2(n + 1));

/** Binary search: every round looks at the element in the middle and keeps one half. NaN counts as the largest. */
const search: (sorted: JaxArray, values: JaxArray, isLeft: boolean) => JaxArray = compiled(function searchsorted(
  sorted: JaxArray,
  values: JaxArray,
  isLeft: boolean,
): JaxArray {
  const n = sorted.size;
  const whole = (k: number) => scalar(k, "int32");
  let low: JaxArray = lax.broadcastInDim(whole(0), { shape: values.shape, broadcastDimensions: [] });
  let high: JaxArray = lax.broadcastInDim(whole(n), { shape: values.shape, broadcastDimensions: [] });
  for (let round = 0; round < halvings(n); round++) {
    const middle = lax.shiftRightLogical(lax.add(low, high), whole(1));
    const element = lax.gather(sorted, middle, { axes: [0] });
    const goesUp = isLeft ? isBelow(element, values) : lax.not(isBelow(values, element));
    const isOpen = lax.lt(low, high);
    const next = lax.and(goesUp, isOpen);
    high = lax.selectN(next, lax.selectN(isOpen, high, middle), high);
    low = lax.selectN(next, low, lax.add(middle, whole(1)));
  }
  return low;
}, 2);

/** x < y, where NaN is the largest. */
function isBelow(x: JaxArray, y: JaxArray): JaxArray {
  return lax.or(lax.lt(x, y), lax.and(lax.ne(y, y), lax.eq(x, x)));
}

/**
 * Where elements would have to be inserted into a sorted vector to keep it sorted.
 *
 * @param a sorted vector
 * @param v values: array or number
 * @param options `side`: before (`"left"`, default) or behind (`"right"`) equal elements; `sorter`: the order that sorts `a`
 * @returns the places, int32, of the shape of `v`
 * @throws TypeError for other than one axis
 * @throws RangeError for another side
 * @example
 * assertEqual(jnp.searchsorted(jnp.array([1, 3, 5]), jnp.array([0, 3, 9])), "[0 1 3]");
 */
export function searchsorted(a: ArrayLike, v: ArrayLike, options: SearchsortedOptions = {}): JaxArray {
  const { side = "left", sorter } = options;
  if (side !== "left" && side !== "right")
    throw new RangeError(`Cannot search on the side "${String(side)}": there are "left" and "right"`);
  const [given, values] = promote("search", a, v) as [JaxArray, JaxArray];
  if (given.ndim !== 1) throw new TypeError(`Cannot search in ${printAval(given.aval)}: it must have one axis`);
  const sorted = sorter === null || sorter === undefined ? given : take(given, sorter, { mode: "clip" });
  if (sorted.size === 0)
    return lax.broadcastInDim(scalar(0, "int32"), { shape: values.shape, broadcastDimensions: [] });
  const numbers = sorted.dtype === "bool" ? [inDType(sorted, "int32"), inDType(values, "int32")] : [sorted, values];
  return search(numbers[0]!, numbers[1]!, side === "left");
}

/**
 * The number of the bin that each value is in: bin i holds bins[i − 1] ≤ x < bins[i].
 *
 * @param x values: array or number
 * @param bins edges: a vector that rises or falls
 * @param options `right`: whether a bin holds its right edge and not the left one; default false
 * @returns the numbers, int32, of the shape of `x`; 0 before the first edge
 * @throws TypeError for other than one axis
 * @example
 * assertEqual(jnp.digitize(jnp.array([0.5, 2, 9]), jnp.array([1, 2, 3])), "[0 2 3]");
 */
export function digitize(
  x: ArrayLike,
  bins: ArrayLike,
  options: { readonly right?: boolean | undefined } = {},
): JaxArray {
  const edges = lift("sort into", bins);
  if (edges.ndim !== 1) throw new TypeError(`Cannot sort into bins ${printAval(edges.aval)}: they must have one axis`);
  const n = edges.size;
  const value = lift("sort", x);
  if (n === 0) return lax.broadcastInDim(scalar(0, "int32"), { shape: value.shape, broadcastDimensions: [] });
  const side = options.right ? "left" : "right";
  const rising = searchsorted(edges, value, { side });
  const falling = lax.sub(scalar(n, "int32"), searchsorted(flip(edges), value, { side }));
  const element = (k: number) => reshape(sliceAlong(edges, 0, k, k + 1), []);
  return lax.selectN(lax.ge(element(n - 1), element(0)), falling, rising);
}

/** Options of `interp`: how places outside are continued. */
export interface InterpOptions {
  /** The value below the first place; default the first value. `"extrapolate"`: along the first line. */
  readonly left?: ArrayLike | "extrapolate" | null | undefined;
  /** The value above the last place; default the last value. `"extrapolate"`: along the last line. */
  readonly right?: ArrayLike | "extrapolate" | null | undefined;
  /** The places wrap around after this distance; default they do not. */
  readonly period?: ArrayLike | null | undefined;
}

/**
 * Values between known ones, on straight lines.
 *
 * @param x places: array or number
 * @param xp known places: a rising vector
 * @param fp the values there: a vector of the same size
 * @param options `left`, `right`: values outside, default the first and the last; `"extrapolate"` continues the line
 * @returns the values, float32, of the shape of `x`
 * @throws TypeError for vectors of different sizes, or of other than one axis
 * @example
 * assertEqual(jnp.interp(jnp.array([0.5, 1.5, 9]), jnp.array([0, 1, 2]), jnp.array([0, 10, 30])), "[ 5. 20. 30.]");
 */
export function interp(x: ArrayLike, xp: ArrayLike, fp: ArrayLike, options: InterpOptions = {}): JaxArray {
  let [at, places, values] = [x, xp, fp].map((given) => floatOne("interpolate", given)) as [
    JaxArray,
    JaxArray,
    JaxArray,
  ];
  if (places.ndim !== 1 || values.ndim !== 1 || places.size !== values.size || places.size === 0)
    throw new TypeError(
      `Cannot interpolate between ${printAval(places.aval)} and ${printAval(values.aval)}: both must be vectors of one size`,
    );
  const { left, right, period } = options;
  if (period !== null && period !== undefined) [at, places, values] = wrapped(at, places, values, period);
  const n = places.size;
  const upper = lax.clamp(
    scalar(1, "int32"),
    searchsorted(places, at, { side: "right" }),
    scalar(Math.max(n - 1, 1), "int32"),
  );
  const lower = lax.sub(upper, scalar(1, "int32"));
  const read = (from: JaxArray, index: JaxArray) => take(from, index, { mode: "clip" });
  const [start, base] = [read(values, lower), read(places, lower)];
  const width = subtract(read(places, upper), base);
  const isFlat = lax.le(lax.abs(width), 2 ** -46);
  const line = where(
    isFlat,
    start,
    add(start, multiply(divide(subtract(at, base), where(isFlat, 1, width)), subtract(read(values, upper), start))),
  );
  const edge = (k: number, from: JaxArray) => reshape(sliceAlong(from, 0, k, k + 1), []);
  const outside = (given: InterpOptions["left"], k: number) =>
    given === "extrapolate" ? line : given === null || given === undefined ? edge(k, values) : given;
  const above = where(lax.gt(at, edge(n - 1, places)), outside(right, n - 1), line);
  return period !== null && period !== undefined ? line : where(lax.lt(at, edge(0, places)), outside(left, 0), above);
}

/** Places on a circle: brought into one period, sorted, and continued by one on each side. */
function wrapped(at: JaxArray, places: JaxArray, values: JaxArray, period: ArrayLike): [JaxArray, JaxArray, JaxArray] {
  const length = lax.abs(floatOne("wrap around", period));
  const round = mod(places, length);
  const n = places.size;
  const shape = [n, n];
  const column = lax.broadcastInDim(round, { shape, broadcastDimensions: [0] });
  const row = lax.broadcastInDim(round, { shape, broadcastDimensions: [1] });
  const along = (dimension: number) => lax.iota({ dtype: "int32", shape, dimension });
  const isBefore = lax.or(lax.lt(row, column), lax.and(lax.eq(row, column), lax.lt(along(1), along(0))));
  const rank = lax.reduceSum(inDType(isBefore, "int32"), { axes: [1] });
  const stands = lax.eq(lax.broadcastInDim(rank, { shape, broadcastDimensions: [1] }), along(0));
  const order = lax.reduceSum(lax.selectN(stands, scalar(0, "int32"), along(1)), { axes: [1] });
  const [sortedPlaces, sortedValues] = [round, values].map((x) => take(x, order, { mode: "clip" })) as [
    JaxArray,
    JaxArray,
  ];
  const last = (x: JaxArray) => sliceAlong(x, 0, n - 1, n);
  const first = (x: JaxArray) => sliceAlong(x, 0, 0, 1);
  return [
    mod(at, length),
    concatenate([subtract(last(sortedPlaces), length), sortedPlaces, add(first(sortedPlaces), length)]),
    concatenate([last(sortedValues), sortedValues, first(sortedValues)]),
  ];
}
