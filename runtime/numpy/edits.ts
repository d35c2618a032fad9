/** Elements put in, taken out, or laid out anew: `insert delete resize trimZeros`. */
import { type ArrayLike, DeviceArray, JaxArray } from "../core/array.ts";
import { ConcretizationError } from "../core/errors.ts";
import { printAval } from "../types/aval.ts";
import { type Shape, sizeOf } from "../types/shape.ts";
import { asarray, inDType } from "./array.ts";
import { axisOf } from "./axes.ts";
import { broadcastTo } from "./broadcast.ts";
import type { NestedArray } from "./dtypeOf.ts";
import { zeros } from "./filled.ts";
import { concatenate } from "./join.ts";
import { lift } from "./promote.ts";
import { tile } from "./repetition.ts";
import { ravel, reshape } from "./reshape.ts";
import { positionsOf, Slice } from "./slice.ts";
import { sliceAlong } from "./sliceAlong.ts";
import { take } from "./take.ts";
import { moveaxis } from "./transpose.ts";

/** Which places: a number, a list, an array of integers or a mask, or a range. Their values must be known. */
export type PlacesLike = number | readonly number[] | JaxArray | Slice;

function numbersOf(action: string, given: PlacesLike, size: number): number[] {
  if (given instanceof Slice) {
    const { first, count, step } = positionsOf(given, size);
    return Array.from({ length: count }, (_, k) => first + k * step);
  }
  const x = asarray(given as NestedArray);
  if (!(x instanceof DeviceArray))
    throw new ConcretizationError(
      `Cannot ${action} at a traced ${printAval(x.aval)}: the shape of the result depends on it; give numbers`,
    );
  if (x.dtype === "bool") return [...x.host].flatMap((value, place) => (value ? [place] : []));
  return [...x.host];
}

/** The array, or the flattened one, and the axis along which it is edited. */
function along(action: string, arr: ArrayLike, axis: number | null | undefined): readonly [JaxArray, number] {
  const x = lift(action, arr);
  return axis === null || axis === undefined ? [ravel(x), 0] : [x, axisOf(action, axis, x.ndim)];
}

/**
 * An array without some of its elements, rows, or slices. Exported as `jnp.delete`.
 *
 * @param arr array
 * @param obj places: a number, list, mask or `jax.slice`; negative ones count from the end
 * @param options `axis`: default the flattened array
 * @returns what is left
 * @throws RangeError for places outside
 * @example
 * assertEqual(jnp.delete(jnp.arange(5), [1, -1]), "[0 2 3]");
 */
export function remove(
  arr: ArrayLike,
  obj: PlacesLike,
  options: { readonly axis?: number | null | undefined } = {},
): JaxArray {
  const [x, axis] = along("delete from", arr, options.axis);
  const size = x.shape[axis]!;
  const gone = new Set(numbersOf("delete", obj, size).map((place) => inside("delete", x, place, size)));
  const kept = Array.from({ length: size }, (_, k) => k).filter((k) => !gone.has(k));
  return take(x, asarray(kept, { dtype: "int32" }), { axis, mode: "clip" });
}

function inside(action: string, x: JaxArray, place: number, size: number): number {
  const at = place < 0 ? place + size : place;
  if (Number.isInteger(at) && at >= 0 && at < size) return at;
  throw new RangeError(`Cannot ${action} at ${place} of ${printAval(x.aval)}: the axis has size ${size}`);
}

/**
 * Values put before places of an array.
 *
 * @param arr array
 * @param obj places: a number, list, mask or `jax.slice`, counted in `arr`; negative ones from the end
 * @param values array or number that broadcasts to the inserted part
 * @param options `axis`: default the flattened array
 * @returns the longer array, in the dtype of `arr`
 * @throws RangeError for places outside
 * @example
 * assertEqual(jnp.insert(jnp.arange(4), [1, 3], jnp.array([8, 9])), "[0 8 1 2 9 3]");
 */
export function insert(
  arr: ArrayLike,
  obj: PlacesLike,
  values: ArrayLike,
  options: { readonly axis?: number | null | undefined } = {},
): JaxArray {
  const [x, axis] = along("insert into", arr, options.axis);
  const size = x.shape[axis]!;
  const places = numbersOf("insert", obj, size).map((place) =>
    place === size ? size : inside("insert", x, place, size),
  );
  const given = inDType(lift("insert", values), x.dtype);
  const isNumber = typeof obj === "number" || (obj instanceof JaxArray && obj.ndim === 0);
  const whole = asWhole(given, x.ndim);
  const part = isNumber ? moveaxis(whole, 0, axis) : whole;
  const isSingle = places.length === 1;
  const count = isSingle ? part.shape[axis]! : places.length;
  const inserted = broadcastTo(
    part,
    x.shape.map((n, k) => (k === axis ? count : n)),
  );
  const at = isSingle ? new Array<number>(count).fill(places[0]!) : places;
  const order = at.map((place, k) => [place, k] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const sequence: number[] = [];
  for (let k = 0, next = 0; k <= size; k++) {
    while (next < order.length && order[next]![0] === k) sequence.push(size + order[next++]![1]);
    if (k < size) sequence.push(k);
  }
  const both = concatenate([x, inserted], { axis });
  return take(both, asarray(sequence, { dtype: "int32" }), { axis, mode: "clip" });
}

function asWhole(values: JaxArray, rank: number): JaxArray {
  return values.ndim === rank
    ? values
    : reshape(values, [...new Array<number>(rank - values.ndim).fill(1), ...values.shape]);
}

/**
 * The elements in row-major order laid out in another shape; repeated from the start where there are too few.
 *
 * @param a array
 * @param newShape axis sizes
 * @returns an array of that shape; zeros if `a` has no element
 * @throws RangeError for negative sizes
 * @example
 * assertEqual(jnp.resize(jnp.array([1, 2, 3]), [2, 2]), "[[1 2]\n [3 1]]");
 */
export function resize(a: ArrayLike, newShape: Shape | number): JaxArray {
  const x = ravel(lift("resize", a));
  const shape = typeof newShape === "number" ? [newShape] : newShape;
  if (shape.some((n) => !(Number.isInteger(n) && n >= 0)))
    throw new RangeError(`Cannot resize to [${shape}]: sizes must be whole numbers ≥ 0`);
  const size = sizeOf(shape);
  if (x.size === 0) return zeros(shape, { dtype: x.dtype });
  const repeated = tile(x, Math.ceil(size / x.size));
  return reshape(sliceAlong(repeated, 0, 0, size), shape);
}

/**
 * A vector without the zeros at its ends.
 *
 * @param filt vector whose values are known
 * @param options `trim`: `"f"` at the front, `"b"` at the back, `"fb"` at both; default both
 * @returns the trimmed vector
 * @throws TypeError for other than one axis
 * @example
 * assertEqual(jnp.trimZeros(jnp.array([0, 0, 3, 0, 5, 0])), "[3 0 5]");
 */
export function trimZeros(filt: ArrayLike, options: { readonly trim?: string | undefined } = {}): JaxArray {
  const x = lift("trim", filt);
  const trim = (options.trim ?? "fb").toLowerCase();
  if (x.ndim !== 1) throw new TypeError(`Cannot trim ${printAval(x.aval)}: it must have one axis`);
  if (!(x instanceof DeviceArray))
    throw new ConcretizationError(`Cannot trim a traced ${printAval(x.aval)}: the size of the result depends on it`);
  const { host } = x;
  const first = host.findIndex((value) => value !== 0);
  if (first < 0) return sliceAlong(x, 0, 0, 0);
  let last = host.length;
  while (host[last - 1] === 0) last--;
  return sliceAlong(x, 0, trim.includes("f") ? first : 0, trim.includes("b") ? last : host.length);
}
