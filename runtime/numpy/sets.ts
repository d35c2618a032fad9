/**
 * Vectors as sets: `unique uniqueAll uniqueCounts uniqueInverse uniqueValues union1d intersect1d setdiff1d setxor1d isin`. How many
 * elements the results have depends on the values, so these must be known; with `isin` they need not be.
 */
import { type ArrayLike, DeviceArray, type JaxArray } from "../core/array.ts";
import { ConcretizationError } from "../core/errors.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { asarray, inDType } from "./array.ts";
import { axisOf } from "./axes.ts";
import { full } from "./filled.ts";
import { concatenate } from "./join.ts";
import { lift, promote } from "./promote.ts";
import { ravel, reshape } from "./reshape.ts";
import { sliceAlong } from "./sliceAlong.ts";
import { take } from "./take.ts";
import { moveaxis } from "./transpose.ts";

function known(action: string, x: JaxArray): DeviceArray {
  if (x instanceof DeviceArray) return x;
  throw new ConcretizationError(
    `Cannot ${action} a traced ${printAval(x.aval)}: how many elements the result has is not known while tracing; do it outside`,
  );
}

/** Options of `unique`. */
export interface UniqueOptions {
  /** Whether the place of the first occurrence of each element is returned too; default false. */
  readonly returnIndex?: boolean | undefined;
  /** Whether for each element of the array its number among the unique ones is returned too; default false. */
  readonly returnInverse?: boolean | undefined;
  /** Whether the number of occurrences is returned too; default false. */
  readonly returnCounts?: boolean | undefined;
  /** The axis whose slices are compared; default: elements of the flattened array. */
  readonly axis?: number | null | undefined;
  /** Whether all NaN count as one element; default true. */
  readonly equalNan?: boolean | undefined;
  /** How many elements the result has: cut, or filled up. Default: as many as there are. */
  readonly size?: number | null | undefined;
  /** What stands behind the last element if there are fewer than `size`; default the smallest. */
  readonly fillValue?: ArrayLike | null | undefined;
}

/** Groups of equal rows of a matrix on the host, in rising order: places in `order`, a group begins at each of `starts`. */
interface Groups {
  readonly order: readonly number[];
  readonly starts: readonly number[];
}

function groupsOf(host: Numbers, rows: number, width: number, equalNan: boolean): Groups {
  const compare = (i: number, j: number): number => {
    for (let k = 0; k < width; k++) {
      const [a, b] = [host[i * width + k]!, host[j * width + k]!];
      if (a < b) return -1;
      if (a > b) return 1;
      // NaN is the largest
      if (Number.isNaN(a) !== Number.isNaN(b)) return Number.isNaN(a) ? 1 : -1;
    }
    return 0;
  };
  const hasNan = (i: number) => {
    for (let k = 0; k < width; k++) if (Number.isNaN(host[i * width + k])) return true;
    return false;
  };
  const order = Array.from({ length: rows }, (_, i) => i).sort((i, j) => compare(i, j) || i - j);
  const starts = order.flatMap((i, k) =>
    k === 0 || compare(order[k - 1]!, i) !== 0 || (!equalNan && hasNan(i)) ? [k] : [],
  );
  return { order, starts };
}

/** Numbers by index. */
type Numbers = { readonly [i: number]: number };

/** What `unique` finds. */
interface Found {
  readonly values: JaxArray;
  readonly index: JaxArray;
  readonly inverse: JaxArray;
  readonly counts: JaxArray;
}

function find(ar: ArrayLike, options: UniqueOptions): Found {
  const given = lift("find unique elements of", ar);
  const flat = options.axis === null || options.axis === undefined;
  const axis = flat ? 0 : axisOf("find unique elements", options.axis!, given.ndim);
  const x = flat ? ravel(given) : moveaxis(given, axis, 0);
  const rows = x.shape[0]!;
  const width = rows === 0 ? 1 : x.size / rows;
  const { order, starts } = groupsOf(known("find unique elements of", x).host, rows, width, options.equalNan ?? true);
  const wanted = options.size ?? starts.length;
  const kept = starts.slice(0, wanted);
  const first = kept.map((start) => order[start]!);
  const sizes = kept.map((start, k) => (starts[k + 1] ?? rows) - start);
  const inverse = new Int32Array(rows);
  starts.forEach((start, k) => {
    for (let i = start; i < (starts[k + 1] ?? rows); i++) inverse[order[i]!] = k;
  });
  const ints = (list: readonly number[]) => asarray(Int32Array.from(list));
  const missing = wanted - kept.length;
  const picked =
    rows === 0
      ? full([wanted, ...x.shape.slice(1)], 0, { dtype: x.dtype })
      : take(x, ints([...first, ...new Array<number>(missing).fill(first[0] ?? 0)]), {
          axis: 0,
          mode: "clip",
        });
  const values =
    missing > 0 && options.fillValue !== null && options.fillValue !== undefined
      ? concatenate([
          sliceAlong(picked, 0, 0, kept.length),
          full([missing, ...x.shape.slice(1)], inDType(lift("fill with", options.fillValue), x.dtype)),
        ])
      : picked;
  return {
    values: moveaxis(values, 0, axis),
    index: ints([...first, ...new Array<number>(missing).fill(first[0] ?? 0)]),
    inverse: flat ? reshape(asarray(inverse), given.shape) : asarray(inverse),
    counts: ints([...sizes, ...new Array<number>(missing).fill(0)]),
  };
}

/**
 * The different elements of an array, in rising order.
 *
 * @param ar array whose values are known
 * @param options `returnIndex`, `returnInverse`, `returnCounts`: what else is returned; `axis`: compare slices of an axis, default elements;
 *   `equalNan`: whether all NaN are one, default true; `size`, `fillValue`: cut or fill up to a size
 * @returns the elements, or a list: the elements, then what was asked for
 * @throws ConcretizationError for traced arrays
 * @example
 * assertEqual(jnp.unique(jnp.array([3, 1, 3])), "[1 3]");
 * const [values, counts] = jnp.unique(jnp.array([3, 1, 3]), { returnCounts: true });
 * assertEqual(counts, "[1 2]");
 */
export function unique(
  ar: ArrayLike,
  options: UniqueOptions &
    ({ readonly returnIndex: true } | { readonly returnInverse: true } | { readonly returnCounts: true }),
): JaxArray[];
export function unique(ar: ArrayLike, options?: UniqueOptions): JaxArray;
export function unique(ar: ArrayLike, options: UniqueOptions = {}): JaxArray | JaxArray[] {
  const { values, index, inverse, counts } = find(ar, options);
  const more = [
    ...(options.returnIndex ? [index] : []),
    ...(options.returnInverse ? [inverse] : []),
    ...(options.returnCounts ? [counts] : []),
  ];
  return more.length ? [values, ...more] : values;
}

/**
 * The different elements, where each first stands, the number of each element among them, and how often each occurs.
 *
 * @param x array whose values are known
 * @param options `size`, `fillValue`: as of `unique`
 * @returns an object of arrays
 * @throws ConcretizationError for traced arrays
 * @example
 * assertEqual(jnp.uniqueAll(jnp.array([3, 1, 3])).inverseIndices, "[1 0 1]");
 */
export function uniqueAll(
  x: ArrayLike,
  options: Pick<UniqueOptions, "size" | "fillValue"> = {},
): { values: JaxArray; indices: JaxArray; inverseIndices: JaxArray; counts: JaxArray } {
  const { values, index, inverse, counts } = find(x, { ...options, equalNan: false });
  return { values, indices: index, inverseIndices: inverse, counts };
}

/**
 * The different elements, and how often each occurs.
 *
 * @param x array whose values are known
 * @param options `size`, `fillValue`: as of `unique`
 * @returns an object of arrays
 * @throws ConcretizationError for traced arrays
 * @example
 * assertEqual(jnp.uniqueCounts(jnp.array([3, 1, 3])).counts, "[1 2]");
 */
export function uniqueCounts(
  x: ArrayLike,
  options: Pick<UniqueOptions, "size" | "fillValue"> = {},
): { values: JaxArray; counts: JaxArray } {
  const { values, counts } = uniqueAll(x, options);
  return { values, counts };
}

/**
 * The different elements, and the number of each element among them.
 *
 * @param x array whose values are known
 * @param options `size`, `fillValue`: as of `unique`
 * @returns an object of arrays
 * @throws ConcretizationError for traced arrays
 * @example
 * assertEqual(jnp.uniqueInverse(jnp.array([3, 1, 3])).inverseIndices, "[1 0 1]");
 */
export function uniqueInverse(
  x: ArrayLike,
  options: Pick<UniqueOptions, "size" | "fillValue"> = {},
): { values: JaxArray; inverseIndices: JaxArray } {
  const { values, inverseIndices } = uniqueAll(x, options);
  return { values, inverseIndices };
}

/**
 * The different elements; every NaN is one of its own.
 *
 * @param x array whose values are known
 * @param options `size`, `fillValue`: as of `unique`
 * @returns a vector
 * @throws ConcretizationError for traced arrays
 * @example
 * assertEqual(jnp.uniqueValues(jnp.array([3, 1, 3])), "[1 3]");
 */
export function uniqueValues(x: ArrayLike, options: Pick<UniqueOptions, "size" | "fillValue"> = {}): JaxArray {
  return uniqueAll(x, options).values;
}

/** Options of set operations whose result can be cut or filled up. */
export type SetOptions = Pick<UniqueOptions, "size" | "fillValue">;

/**
 * The elements of either array, in rising order.
 *
 * @param ar1 array whose values are known
 * @param ar2 array whose values are known
 * @param options `size`, `fillValue`: as of `unique`
 * @returns a vector
 * @throws ConcretizationError for traced arrays
 * @example
 * assertEqual(jnp.union1d(jnp.array([3, 1]), jnp.array([2, 3])), "[1 2 3]");
 */
export function union1d(ar1: ArrayLike, ar2: ArrayLike, options: SetOptions = {}): JaxArray {
  return unique(concatenate([ravel(ar1), ravel(ar2)]), options);
}

/** Options of `setdiff1d` and `setxor1d`. */
export interface DifferenceOptions extends SetOptions {
  /** Whether each array is known to hold different elements only; default false. */
  readonly assumeUnique?: boolean | undefined;
}

function pick(x: JaxArray, places: readonly number[]): JaxArray {
  return take(x, asarray(Int32Array.from(places)), { mode: "clip" });
}

function sized(x: JaxArray, { size, fillValue }: SetOptions): JaxArray {
  if (size === null || size === undefined) return x;
  if (x.size >= size) return sliceAlong(x, 0, 0, size);
  return concatenate([x, full([size - x.size], inDType(lift("fill with", fillValue ?? 0), x.dtype))]);
}

/**
 * The elements of the first array that are not in the second.
 *
 * @param ar1 array whose values are known
 * @param ar2 array whose values are known
 * @param options `assumeUnique`: whether the elements of each are different, default false; `size`, `fillValue` (default 0)
 * @returns a vector, rising unless `assumeUnique`
 * @throws ConcretizationError for traced arrays
 * @example
 * assertEqual(jnp.setdiff1d(jnp.array([3, 1, 2]), jnp.array([2])), "[1 3]");
 */
export function setdiff1d(ar1: ArrayLike, ar2: ArrayLike, options: DifferenceOptions = {}): JaxArray {
  const given = lift("subtract a set from", ar1);
  const x = known("subtract a set from", options.assumeUnique ? ravel(given) : unique(given));
  const gone = new Set(known("subtract", ravel(ar2)).host);
  const places = [...x.host].flatMap((value, k) => (gone.has(value) && !Number.isNaN(value) ? [] : [k]));
  return sized(pick(x, places), options);
}

/**
 * The elements that are in exactly one of two arrays, in rising order.
 *
 * @param ar1 array whose values are known
 * @param ar2 array whose values are known
 * @param options `assumeUnique`: whether the elements of each are different, default false; `size`, `fillValue` (default 0)
 * @returns a vector
 * @throws ConcretizationError for traced arrays
 * @example
 * assertEqual(jnp.setxor1d(jnp.array([3, 1]), jnp.array([2, 3])), "[1 2]");
 */
export function setxor1d(ar1: ArrayLike, ar2: ArrayLike, options: DifferenceOptions = {}): JaxArray {
  const both = [ar1, ar2].map((ar) => (options.assumeUnique ? ravel(ar) : unique(ar)));
  const { values, counts } = find(concatenate(both), { equalNan: false });
  const single = [...(counts as DeviceArray).host].flatMap((n, k) => (n === 1 ? [k] : []));
  return sized(pick(values, single), options);
}

/** Options of `intersect1d`. */
export interface IntersectOptions extends DifferenceOptions {
  /** Whether the places of the elements in both arrays are returned too; default false. */
  readonly returnIndices?: boolean | undefined;
}

/**
 * The elements that are in both arrays, in rising order.
 *
 * @param ar1 array whose values are known
 * @param ar2 array whose values are known
 * @param options `assumeUnique`: whether the elements of each are different, default false; `returnIndices`: give [elements, places in
 *   the first, places in the second]; `size`, `fillValue`
 * @returns a vector, or a list of three
 * @throws ConcretizationError for traced arrays
 * @example
 * assertEqual(jnp.intersect1d(jnp.array([3, 1, 2]), jnp.array([2, 3])), "[2 3]");
 */
export function intersect1d(
  ar1: ArrayLike,
  ar2: ArrayLike,
  options: IntersectOptions & { readonly returnIndices: true },
): [JaxArray, JaxArray, JaxArray];
export function intersect1d(ar1: ArrayLike, ar2: ArrayLike, options?: IntersectOptions): JaxArray;
export function intersect1d(
  ar1: ArrayLike,
  ar2: ArrayLike,
  options: IntersectOptions = {},
): JaxArray | [JaxArray, JaxArray, JaxArray] {
  const [a, b] = promote("intersect", ravel(ar1), ravel(ar2)).map((x) => find(x, { equalNan: false })) as [
    Found,
    Found,
  ];
  const numbers = (x: JaxArray) => [...(x as DeviceArray).host];
  const second = new Map(numbers(b.values).map((value, k) => [value, k] as const));
  const shared = numbers(a.values).flatMap((value, k) =>
    second.has(value) && !Number.isNaN(value) ? [[k, second.get(value)!] as const] : [],
  );
  const values = sized(
    pick(
      a.values,
      shared.map(([k]) => k),
    ),
    options,
  );
  if (!options.returnIndices) return values;
  return [
    values,
    sized(
      pick(
        a.index,
        shared.map(([k]) => k),
      ),
      options,
    ),
    sized(
      pick(
        b.index,
        shared.map(([, k]) => k),
      ),
      options,
    ),
  ];
}

/**
 * Whether each element is among others. Also of traced arrays.
 *
 * @param element array or number
 * @param testElements the others: array
 * @param options `invert`: whether it is not among them; default false
 * @returns bool, of the shape of `element`
 * @example
 * assertEqual(jnp.isin(jnp.array([1, 2, 3]), jnp.array([2, 9])), "[False  True False]");
 */
export function isin(
  element: ArrayLike,
  testElements: ArrayLike,
  options: { readonly assumeUnique?: boolean | undefined; readonly invert?: boolean | undefined } = {},
): JaxArray {
  const [x, others] = promote("look for", element, testElements) as [JaxArray, JaxArray];
  const flat = ravel(others);
  const shape = [x.size, flat.size];
  const column = lax.broadcastInDim(ravel(x), { shape, broadcastDimensions: [0] });
  const row = lax.broadcastInDim(flat, { shape, broadcastDimensions: [1] });
  const found = reshape(lax.reduceOr(lax.eq(column, row), { axes: [1] }), x.shape);
  return options.invert ? lax.not(found) : found;
}
