/** `pad`: an array with something around it. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { array } from "./array.ts";
import { lift } from "./promote.ts";
import { take } from "./take.ts";

/** One width for all sides, [before, after] for all axes, or one such pair for each axis. */
export type PadWidth = number | readonly [number] | readonly [number, number] | readonly (readonly [number, number])[];

/** Options of `pad`. */
export interface PadOptions {
  /**
   * What stands around: `"constant"`, `"edge"` (the nearest element), `"reflect"` (mirrored at the edge element), `"symmetric"` (mirrored
   * behind it), `"wrap"` (from the other end); default constant.
   */
  readonly mode?: "constant" | "edge" | "reflect" | "symmetric" | "wrap" | undefined;
  /** The constant; default 0. */
  readonly constantValues?: ArrayLike | undefined;
}

/**
 * An array with elements before and after it along each axis.
 *
 * @param array array
 * @param padWidth how many: one number, [before, after], or such a pair for each axis
 * @param options `mode`: default `"constant"`; `constantValues`: the constant, default 0
 * @returns the larger array, of the same dtype
 * @throws RangeError for widths that are not whole or negative, and for another mode
 * @throws TypeError for another number of pairs than axes
 * @example
 * assertEqual(jnp.pad(jnp.array([1, 2]), 1), "[0 1 2 0]");
 * assertEqual(jnp.pad(jnp.array([1, 2, 3]), [2, 1], { mode: "reflect" }), "[3 2 1 2 3 2]");
 */
export function pad(array: ArrayLike, padWidth: PadWidth, options: PadOptions = {}): JaxArray {
  const { mode = "constant", constantValues = 0 } = options;
  const x = lift("pad", array);
  const widths = pairsOf(x, padWidth);
  if (x.ndim === 0) return x;
  if (mode === "constant") {
    const value = lax.convertElementType(lift("pad with", constantValues), { newDtype: x.dtype, weakType: x.weakType });
    return lax.pad(x, value, { paddingConfig: widths.map(([low, high]) => [low, high, 0]) });
  }
  if (!(mode in placeOf))
    throw new RangeError(
      `Cannot pad in mode "${String(mode)}": there are "constant", "edge", "reflect", "symmetric" and "wrap"`,
    );
  return widths.reduce((padded, [low, high], axis) => padAxis(padded, axis, low, high, mode), x);
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
  if (low === 0 && high === 0) return x;
  const size = x.shape[axis]!;
  if (size === 0)
    throw new TypeError(`Cannot pad ${printAval(x.aval)} along axis ${axis} in mode "${mode}": it has no element`);
  const places = Array.from({ length: low + size + high }, (_, k) => placeOf[mode]!(k - low, size));
  return take(x, array(places), { axis, mode: "clip" });
}
