/** Where elements are not 0: `nonzero flatnonzero argwhere extract compress`. How many there are must be known, or `size` be given. */
import { type ArrayLike, DeviceArray, type JaxArray } from "../core/array.ts";
import { ConcretizationError } from "../core/errors.ts";
import { scalar } from "../core/scalar.ts";
import { isTracing } from "../core/tracer.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { stridesOf } from "../types/shape.ts";
import { asarray, inDType } from "./array.ts";
import { axisOf } from "./axes.ts";
import { filled } from "./filled.ts";
import { stack } from "./join.ts";
import { truth } from "./logical.ts";
import { placesWhere } from "./mask.ts";
import { lift } from "./promote.ts";
import { ravel, reshape } from "./reshape.ts";
import { take } from "./take.ts";
import { where } from "./where.ts";

/** Options of functions whose result has as many elements as conditions hold. */
export interface SizeOptions {
  /** How many elements the result has; needed inside jit. Default: as many as there are. */
  readonly size?: number | null | undefined;
  /** What stands behind the last element if there are fewer than `size`; default 0. */
  readonly fillValue?: ArrayLike | null | undefined;
}

/**
 * The places of elements that are not 0, in row-major order.
 *
 * @param a array
 * @param options `size`: how many, needed inside jit, default as many as there are; `fillValue`: index for missing ones, default 0
 * @returns one i32 array for each axis
 * @throws ConcretizationError inside jit without `size`
 * @example
 * assertEqual(jnp.nonzero(jnp.array([[0, 3], [5, 0]])).map(String), ["[0 1]", "[1 0]"]);
 * assertEqual(jnp.nonzero(jnp.array([0, 3, 4]), { size: 3, fillValue: -1 })[0], "[ 1  2 -1]");
 */
export function nonzero(a: ArrayLike, options: SizeOptions = {}): JaxArray[] {
  const mask = truth(lift("find what is not 0 in", a));
  const { size, fillValue } = options;
  if (size === null || size === undefined) return placesWhere(mask.ndim === 0 ? reshape(mask, [1]) : mask);
  const shape = mask.ndim === 0 ? [1] : mask.shape;
  const [flat, found] = firstPlaces(ravel(mask), size);
  return stridesOf(shape).map((stride, axis) => {
    const index = lax.rem(lax.div(flat, scalar(stride, "int32")), scalar(Math.max(shape[axis]!, 1), "int32"));
    return where(found, index, inDType(lift("fill with", fillValue ?? 0), "int32"));
  });
}

/** The first `size` places of a vector where it holds, and which of these exist. */
function firstPlaces(mask: JaxArray, size: number): readonly [places: JaxArray, found: JaxArray] {
  if (mask instanceof DeviceArray && !isTracing()) {
    const held = [...mask.host].flatMap((value, place) => (value ? [place] : [])).slice(0, size);
    const places = Array.from({ length: size }, (_, k) => held[k] ?? 0);
    return [
      asarray(places, { dtype: "int32" }),
      asarray(
        places.map((_, k) => k < held.length),
        { dtype: "bool" },
      ),
    ];
  }
  // the k-th place is where, for the first time, k + 1 elements hold up to it: as many places come before as have fewer
  const n = mask.size;
  const table = [size, n];
  const along = (dimension: number, shape: readonly number[]) => lax.iota({ dtype: "int32", shape, dimension });
  const square = [n, n];
  const upTo = lax.le(along(1, square), along(0, square));
  const counted = lax.and(upTo, lax.broadcastInDim(mask, { shape: square, broadcastDimensions: [1] }));
  const counts = lax.reduceSum(inDType(counted, "int32"), { axes: [1] });
  const fewer = lax.le(lax.broadcastInDim(counts, { shape: table, broadcastDimensions: [1] }), along(0, table));
  const places = lax.reduceSum(inDType(fewer, "int32"), { axes: [1] });
  return [places, lax.lt(places, n)];
}

/**
 * The places of elements that are not 0 in the flattened array.
 *
 * @param a array
 * @param options `size`: how many, needed inside jit, default as many as there are; `fillValue`: for missing ones, default 0
 * @returns a vector, int32
 * @throws ConcretizationError inside jit without `size`
 * @example
 * assertEqual(jnp.flatnonzero(jnp.array([[0, 3], [5, 0]])), "[1 2]");
 */
export function flatnonzero(a: ArrayLike, options: SizeOptions = {}): JaxArray {
  return nonzero(ravel(a), options)[0]!;
}

/**
 * The places of elements that are not 0, one row for each.
 *
 * @param a array
 * @param options `size`: how many, needed inside jit, default as many as there are; `fillValue`: index for missing ones, default 0
 * @returns i32[n, axes]
 * @throws ConcretizationError inside jit without `size`
 * @example
 * assertEqual(jnp.argwhere(jnp.array([[0, 3], [5, 0]])), "[[0 1]\n [1 0]]");
 */
export function argwhere(a: ArrayLike, options: SizeOptions = {}): JaxArray {
  const x = lift("find what is not 0 in", a);
  const places = nonzero(x, options);
  if (x.ndim === 0) return filled([places[0]!.size, 0], 0, "int32");
  return stack(places, { axis: 1 });
}

/**
 * The elements where a condition holds, as a vector.
 *
 * @param condition array of as many elements as `arr`
 * @param arr array
 * @param options `size`: how many, needed inside jit, default as many as there are; `fillValue`: for missing ones, default 0
 * @returns the elements
 * @throws ConcretizationError inside jit without `size`
 * @example
 * const x = jnp.array([1, 2, 3]);
 * assertEqual(jnp.extract(x.greater(1), x), "[2 3]");
 */
export function extract(condition: ArrayLike, arr: ArrayLike, options: SizeOptions = {}): JaxArray {
  return compress(ravel(condition), ravel(arr), { ...options, axis: 0 });
}

/**
 * The slices of an axis where a condition holds.
 *
 * @param condition vector, at most as long as the axis
 * @param a array
 * @param options `axis`: default the flattened array; `size`: how many, needed inside jit, default as many as there are; `fillValue`:
 *   for missing ones, default 0
 * @returns the slices
 * @throws ConcretizationError inside jit without `size`
 * @throws TypeError for a condition of more than one axis, or that is longer than the axis
 * @example
 * assertEqual(jnp.compress(jnp.array([false, true]), jnp.array([[1, 2], [3, 4]]), { axis: 0 }), "[[3 4]]");
 */
export function compress(
  condition: ArrayLike,
  a: ArrayLike,
  options: SizeOptions & { readonly axis?: number | null | undefined } = {},
): JaxArray {
  const mask = truth(lift("choose by", condition));
  const isFlat = options.axis === null || options.axis === undefined;
  const x = isFlat ? ravel(lift("choose from", a)) : lift("choose from", a);
  const axis = isFlat ? 0 : axisOf("choose", options.axis!, x.ndim);
  if (mask.ndim !== 1 || mask.size > x.shape[axis]!)
    throw new TypeError(
      `Cannot choose from ${printAval(x.aval)} along axis ${axis} by ${printAval(mask.aval)}: the condition must be a vector, and not longer than the axis`,
    );
  const { size, fillValue } = options;
  if (size === null || size === undefined) {
    if (!(mask instanceof DeviceArray))
      throw new ConcretizationError(
        `Cannot choose by a traced ${printAval(mask.aval)}: how many elements it picks is not known while tracing; give \`size\``,
      );
    return take(x, placesWhere(mask)[0]!, { axis, mode: "clip" });
  }
  const [places, found] = firstPlaces(mask, size);
  const chosen = take(x, places, { axis, mode: "clip" });
  const column = reshape(
    found,
    chosen.shape.map((_, k) => (k === axis ? size : 1)),
  );
  return where(column, chosen, inDType(lift("fill with", fillValue ?? 0), x.dtype));
}
