/** Differences and sums of neighbours: `diff ediff1d gradient trapezoid`. */
import { type ArrayLike, JaxArray } from "../core/array.ts";
import { printAval } from "../types/aval.ts";
import { add, divide, multiply, subtract } from "./arithmetic.ts";
import { type Axes, axesOf, axisOf } from "./axes.ts";
import { broadcastTo } from "./broadcast.ts";
import { notEqual } from "./comparison.ts";
import { concatenate } from "./join.ts";
import { floatOne, one } from "./operands.ts";
import { lift } from "./promote.ts";
import { ravel, reshape } from "./reshape.ts";
import { sliceAlong } from "./sliceAlong.ts";
import { sum } from "./sums.ts";
import { moveaxis } from "./transpose.ts";

/** Options of `diff`. */
export interface DiffOptions {
  /** How many times differences are taken; default 1. */
  readonly n?: number | undefined;
  /** Default the last axis. */
  readonly axis?: number | undefined;
  /** Values in front of the axis before differences are taken. */
  readonly prepend?: ArrayLike | null | undefined;
  /** Values behind the axis before differences are taken. */
  readonly append?: ArrayLike | null | undefined;
}

/**
 * The differences of neighbours: a[i + 1] − a[i]; of booleans, whether they differ.
 *
 * @param a array of at least one axis
 * @param options `n`: how many times, default 1; `axis`: default the last; `prepend`, `append`: values put in front and behind first
 * @returns an array shorter by n along the axis
 * @throws RangeError for a negative n, or an axis that `a` does not have
 * @throws TypeError for a scalar
 * @example
 * assertEqual(jnp.diff(jnp.array([1, 4, 9])), "[3 5]");
 */
export function diff(a: ArrayLike, options: DiffOptions = {}): JaxArray {
  const { n = 1, prepend, append } = options;
  const given = one("take differences of", a);
  if (!(Number.isInteger(n) && n >= 0))
    throw new RangeError(`Cannot take differences ${n} times: the number must be whole and ≥ 0`);
  if (given.ndim === 0) throw new TypeError(`Cannot take differences of ${printAval(given.aval)}: it has no axis`);
  if (n === 0) return given;
  const axis = axisOf("take differences", options.axis ?? -1, given.ndim);
  const edge = (values: ArrayLike | null | undefined): JaxArray[] => {
    if (values === null || values === undefined) return [];
    const x = lift("join", values);
    return [
      x.ndim > 0
        ? x
        : broadcastTo(
            x,
            given.shape.map((size, k) => (k === axis ? 1 : size)),
          ),
    ];
  };
  let x = concatenate([...edge(prepend), given, ...edge(append)], { axis });
  for (let k = 0; k < n; k++) {
    const size = Math.max(x.shape[axis]!, 1);
    const [later, earlier] = [
      sliceAlong(x, axis, Math.min(1, x.shape[axis]!), x.shape[axis]!),
      sliceAlong(x, axis, 0, size - 1),
    ];
    x = x.dtype === "bool" ? notEqual(later, earlier) : subtract(later, earlier);
  }
  return x;
}

/**
 * The differences of neighbours in the flattened array, with values put in front and behind.
 *
 * @param ary array
 * @param options `toBegin`, `toEnd`: values in front of and behind the differences; default none
 * @returns a vector
 * @example
 * assertEqual(jnp.ediff1d(jnp.array([1, 4, 9]), { toEnd: 0 }), "[3 5 0]");
 */
export function ediff1d(
  ary: ArrayLike,
  options: { readonly toEnd?: ArrayLike | null | undefined; readonly toBegin?: ArrayLike | null | undefined } = {},
): JaxArray {
  const differences = diff(ravel(ary));
  const { toBegin, toEnd } = options;
  const vectors = [toBegin ?? null, differences, toEnd ?? null].filter((x) => x !== null).map((x) => ravel(x));
  return concatenate(vectors, { dtype: differences.dtype });
}

/** The slope between the neighbours of each place; at the ends, from the place itself. */
function slopes(x: JaxArray, axis: number, spacing: ArrayLike): JaxArray {
  const size = x.shape[axis]!;
  const range = (from: number, to: number) => sliceAlong(x, axis, from, to);
  const step = lift("divide by the spacing", spacing);
  const ends = (k: number, from: number, to: number) => divide(subtract(range(to, to + 1), range(from, from + 1)), k);
  if (step.ndim === 0) {
    const inner = divide(subtract(range(2, size), range(0, size - 2)), 2);
    return divide(concatenate([ends(1, 0, 1), inner, ends(1, size - 2, size - 1)], { axis }), step);
  }
  const gaps = reshape(
    diff(step),
    x.shape.map((_, k) => (k === axis ? size - 1 : 1)),
  );
  const gap = (from: number, to: number) => sliceAlong(gaps, axis, from, to);
  const [before, behind] = [gap(0, size - 2), gap(1, size - 1)];
  const both = add(before, behind);
  const first = multiply(range(0, size - 2), divide(multiply(behind, -1), multiply(before, both)));
  const middle = multiply(range(1, size - 1), divide(subtract(behind, before), multiply(before, behind)));
  const last = multiply(range(2, size), divide(before, multiply(behind, both)));
  const inner = add(add(first, middle), last);
  const start = divide(ends(1, 0, 1), gap(0, 1));
  const end = divide(ends(1, size - 2, size - 1), gap(size - 2, size - 1));
  return concatenate([start, inner, end], { axis });
}

/**
 * The slope at each place, by the neighbours on both sides (at the ends, on one side).
 *
 * @param f array; at least two elements along each axis used
 * @param varargs the spacing of places: one number for all axes, or for each axis a number or a vector of coordinates; default 1. Last,
 *   possibly options, `axis`: one or several, default all
 * @returns for one axis an array, for several a list of arrays, of the shape of `f`, float32
 * @throws TypeError for too few elements, or another number of spacings than axes
 * @throws RangeError for an axis that `f` does not have
 * @example
 * assertEqual(jnp.gradient(jnp.array([1, 2, 4, 7])), "[1.  1.5 2.5 3. ]");
 */
export function gradient(
  f: ArrayLike,
  ...varargs: readonly (ArrayLike | { readonly axis?: Axes | undefined })[]
): JaxArray | JaxArray[] {
  const last = varargs.at(-1);
  const isOptions = typeof last === "object" && !(last instanceof JaxArray) && !("__jaxArray__" in last);
  const axis = isOptions ? (last as { readonly axis?: Axes | undefined }).axis : undefined;
  const spacings = (isOptions ? varargs.slice(0, -1) : varargs) as readonly ArrayLike[];
  const x = floatOne("take the gradient of", f);
  const axes = axesOf("take the gradient", axis, x.ndim);
  const short = axes.find((k) => x.shape[k]! < 2);
  if (short !== undefined)
    throw new TypeError(
      `Cannot take the gradient of ${printAval(x.aval)} along axis ${short}: it needs at least two elements`,
    );
  if (spacings.length > 1 && spacings.length !== axes.length)
    throw new TypeError(
      `Cannot take the gradient along ${axes.length} axes with ${spacings.length} spacings: give one, or one for each axis`,
    );
  const results = axes.map((k, i) => slopes(x, k, spacings.length === 1 ? spacings[0]! : (spacings[i] ?? 1)));
  return results.length === 1 ? results[0]! : results;
}

/** Options of `trapezoid`. */
export interface TrapezoidOptions {
  /** The places of the values, of their shape or a vector; default: evenly spaced by `dx`. */
  readonly x?: ArrayLike | null | undefined;
  /** The distance of places; default 1. */
  readonly dx?: ArrayLike | undefined;
  /** Default the last axis. */
  readonly axis?: number | undefined;
}

/**
 * The integral of sampled values by the rule of trapezoids.
 *
 * @param y values: array
 * @param options `x`: places of the values, default evenly spaced; `dx`: their distance, default 1; `axis`: default the last
 * @returns the integrals, float32, without the axis
 * @throws RangeError for an axis that `y` does not have
 * @example
 * assertEqual(jnp.trapezoid(jnp.array([1, 2, 3])), "4.0");
 */
export function trapezoid(y: ArrayLike, options: TrapezoidOptions = {}): JaxArray {
  const { x, dx = 1 } = options;
  const values = floatOne("integrate", y);
  const axis = axisOf("integrate", options.axis ?? -1, values.ndim);
  const moved = moveaxis(values, axis, -1);
  const size = moved.shape.at(-1)!;
  const along = moved.ndim - 1;
  const pairs = add(
    sliceAlong(moved, along, Math.min(1, size), size),
    sliceAlong(moved, along, 0, Math.max(size - 1, 0)),
  );
  const widths = x === null || x === undefined ? dx : diff(placesAlong(lift("integrate along", x), axis));
  return multiply(0.5, sum(multiply(widths, pairs), { axis: -1 }));
}

function placesAlong(x: JaxArray, axis: number): JaxArray {
  return x.ndim === 1 ? x : moveaxis(x, axis, -1);
}
