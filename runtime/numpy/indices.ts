/** Arrays of indices: `indices ix_ diagIndices trilIndices triuIndices maskIndices unravelIndex ravelMultiIndex meshgrid`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { isInteger } from "../types/dtype.ts";
import { type Shape, sizeOf, stridesOf } from "../types/shape.ts";
import { asarray, inDType } from "./array.ts";
import { broadcastTo } from "./broadcast.ts";
import { type DTypeLike, dtypeOf } from "./dtypeOf.ts";
import { ones, shapeOf } from "./filled.ts";
import { stack } from "./join.ts";
import { nonzero } from "./nonzero.ts";
import { lift } from "./promote.ts";
import { arange } from "./ranges.ts";
import { reshape } from "./reshape.ts";

const whole = (n: number) => scalar(n, "int32");

/**
 * For each axis of a shape, the index along it at every place.
 *
 * @param dimensions axis sizes
 * @param options `dtype`: default int32; `sparse`: a list of arrays that broadcast instead of one whole array, default false
 * @returns i32[axes, …dimensions], or with `sparse` one array for each axis
 * @throws RangeError for sizes that are not whole or negative
 * @example
 * assertEqual(jnp.indices([2, 2]), "[[[0 0]\n  [1 1]]\n\n [[0 1]\n  [0 1]]]");
 */
export function indices(
  dimensions: Shape,
  options: { readonly dtype?: DTypeLike | undefined; readonly sparse: true },
): JaxArray[];
export function indices(
  dimensions: Shape,
  options?: { readonly dtype?: DTypeLike | undefined; readonly sparse?: false | undefined },
): JaxArray;
export function indices(
  dimensions: Shape,
  options: { readonly dtype?: DTypeLike | undefined; readonly sparse?: boolean | undefined } = {},
): JaxArray | JaxArray[] {
  const shape = shapeOf("make indices", dimensions);
  const dtype = dtypeOf(options.dtype ?? "int32");
  const along = shape.map((size, axis) =>
    reshape(
      arange(0, size, { dtype }),
      shape.map((_, k) => (k === axis ? size : 1)),
    ),
  );
  if (options.sparse) return along;
  if (along.length === 0) return ones([0], { dtype });
  return stack(along.map((x) => broadcastTo(x, shape)));
}

/**
 * Vectors of indices as an open mesh, so that `x.at(jnp.ix_(rows, columns))` is a block of x.
 *
 * @param args vectors of indices, or masks whose values are known
 * @returns one array for each vector, of as many axes as there are vectors
 * @throws TypeError for other than one axis
 * @example
 * const x = jnp.arange(9).reshape([3, 3]);
 * assertEqual(x.at(jnp.ix_(jnp.array([0, 2]), jnp.array([1, 2]))).get(), "[[1 2]\n [7 8]]");
 */
export function ix_(...args: readonly ArrayLike[]): JaxArray[] {
  return args.map((given, axis) => {
    const x = lift("make a mesh of", given);
    if (x.ndim !== 1) throw new TypeError(`Cannot make a mesh of ${printAval(x.aval)}: it must have one axis`);
    const places = x.dtype === "bool" ? nonzero(x)[0]! : x;
    return reshape(
      places,
      args.map((_, k) => (k === axis ? places.size : 1)),
    );
  });
}

/**
 * Indices of the main diagonal.
 *
 * @param n size of each axis
 * @param options `ndim`: number of axes, default 2
 * @returns i32[n] for each axis
 * @throws RangeError for sizes that are not whole or negative
 * @example
 * assertEqual(jnp.diagIndices(3).map(String), ["[0 1 2]", "[0 1 2]"]);
 */
export function diagIndices(n: number, options: { readonly ndim?: number | undefined } = {}): JaxArray[] {
  const [size] = shapeOf("make indices", n);
  return Array.from({ length: options.ndim ?? 2 }, () => arange(size!));
}

/**
 * Indices of the main diagonal of an array whose axes have one size.
 *
 * @param arr array of at least two axes
 * @returns i32[n] for each axis
 * @throws TypeError for axes of different sizes, or fewer than two
 * @example
 * assertEqual(jnp.diagIndicesFrom(jnp.zeros([2, 2])).map(String), ["[0 1]", "[0 1]"]);
 */
export function diagIndicesFrom(arr: ArrayLike): JaxArray[] {
  const x = lift("take the diagonal of", arr);
  if (x.ndim < 2 || x.shape.some((size) => size !== x.shape[0]))
    throw new TypeError(`Cannot take the diagonal of ${printAval(x.aval)}: it must have two or more axes of one size`);
  return diagIndices(x.shape[0]!, { ndim: x.ndim });
}

/** Options of the indices of triangles. */
export interface TriangleOptions {
  /** The diagonal where the triangle ends: 0 the main one, 1 the one above; default 0. */
  readonly k?: number | undefined;
  /** Number of columns; default that of rows. */
  readonly m?: number | null | undefined;
}

/**
 * Indices of the lower triangle of a matrix.
 *
 * @param n number of rows
 * @param options `k`: the last diagonal, default 0; `m`: number of columns, default n
 * @returns [rows, columns], int32
 * @example
 * assertEqual(jnp.trilIndices(2).map(String), ["[0 1 1]", "[0 0 1]"]);
 */
export function trilIndices(n: number, options: TriangleOptions = {}): [JaxArray, JaxArray] {
  return trianglePlaces(n, options, (row, column) => column - row <= (options.k ?? 0));
}

/**
 * Indices of the upper triangle of a matrix.
 *
 * @param n number of rows
 * @param options `k`: the first diagonal, default 0; `m`: number of columns, default n
 * @returns [rows, columns], int32
 * @example
 * assertEqual(jnp.triuIndices(2).map(String), ["[0 0 1]", "[0 1 1]"]);
 */
export function triuIndices(n: number, options: TriangleOptions = {}): [JaxArray, JaxArray] {
  return trianglePlaces(n, options, (row, column) => column - row >= (options.k ?? 0));
}

/** Computed on the host: how many there are must be known also inside jit. */
function trianglePlaces(
  n: number,
  { m }: TriangleOptions,
  isIn: (row: number, column: number) => boolean,
): [JaxArray, JaxArray] {
  const [rows, columns] = shapeOf("take a triangle", [n, m ?? n]) as [number, number];
  const places = Array.from({ length: rows * columns }, (_, k) => [Math.floor(k / columns), k % columns] as const);
  const held = places.filter(([row, column]) => isIn(row, column));
  return [asarray(Int32Array.from(held, ([row]) => row)), asarray(Int32Array.from(held, ([, column]) => column))];
}

function matrixShape(arr: ArrayLike): readonly [number, number] {
  const x = lift("take a triangle of", arr);
  if (x.ndim !== 2) throw new TypeError(`Cannot take a triangle of ${printAval(x.aval)}: it must have two axes`);
  return x.shape as unknown as [number, number];
}

/**
 * Indices of the lower triangle of a given matrix.
 *
 * @param arr matrix
 * @param options `k`: the last diagonal, default 0
 * @returns [rows, columns], int32
 * @throws TypeError for other than two axes
 * @example
 * assertEqual(jnp.trilIndicesFrom(jnp.zeros([2, 2])).map(String), ["[0 1 1]", "[0 0 1]"]);
 */
export function trilIndicesFrom(arr: ArrayLike, options: Pick<TriangleOptions, "k"> = {}): [JaxArray, JaxArray] {
  const [n, m] = matrixShape(arr);
  return trilIndices(n, { ...options, m });
}

/**
 * Indices of the upper triangle of a given matrix.
 *
 * @param arr matrix
 * @param options `k`: the first diagonal, default 0
 * @returns [rows, columns], int32
 * @throws TypeError for other than two axes
 * @example
 * assertEqual(jnp.triuIndicesFrom(jnp.zeros([2, 2])).map(String), ["[0 0 1]", "[0 1 1]"]);
 */
export function triuIndicesFrom(arr: ArrayLike, options: Pick<TriangleOptions, "k"> = {}): [JaxArray, JaxArray] {
  const [n, m] = matrixShape(arr);
  return triuIndices(n, { ...options, m });
}

/**
 * Indices of what a function such as `jnp.triu` leaves of a square of ones.
 *
 * @param n number of rows and columns
 * @param maskFunc takes a matrix and `{ k }`, gives a matrix
 * @param options `k`: given to the function, default 0
 * @returns [rows, columns], int32
 * @example
 * assertEqual(jnp.maskIndices(2, jnp.triu).map(String), ["[0 0 1]", "[0 1 1]"]);
 */
export function maskIndices(
  n: number,
  maskFunc: (m: JaxArray, options: { readonly k: number }) => JaxArray,
  options: { readonly k?: number | undefined } = {},
): JaxArray[] {
  return nonzero(maskFunc(ones([n, n]), { k: options.k ?? 0 }));
}

/**
 * Places in the flattened array as one index for each axis. Places outside mean the nearest one inside.
 *
 * @param indices integers: array or number; negative ones count from the end
 * @param shape axis sizes of the array
 * @returns one array for each axis, of the shape and dtype of `indices`
 * @throws TypeError for places that are not integers
 * @example
 * assertEqual(jnp.unravelIndex(jnp.array([5, -1]), [2, 3]).map(String), ["[1 1]", "[2 2]"]);
 */
export function unravelIndex(indices: ArrayLike, shape: Shape | number): JaxArray[] {
  const sizes = shapeOf("take apart indices", shape);
  const given = integers("take apart", indices);
  const { dtype } = lift("take apart", indices);
  const size = sizeOf(sizes);
  const counted = lax.selectN(lax.lt(given, 0), given, lax.add(given, whole(size)));
  const inside = lax.clamp(whole(0), counted, whole(Math.max(size - 1, 0)));
  return stridesOf(sizes).map((stride, axis) =>
    inDType(lax.rem(lax.div(inside, whole(stride)), whole(Math.max(sizes[axis]!, 1))), dtype),
  );
}

function integers(action: string, given: ArrayLike): JaxArray {
  const x = lift(action, given);
  if (isInteger(x.dtype)) return inDType(x, "int32");
  throw new TypeError(
    `Cannot ${action} ${printAval(x.aval)}: places must be integers; convert them with i.astype("int32")`,
  );
}

/**
 * One index for each axis as places in the flattened array.
 *
 * @param multiIndex one array of integers for each axis
 * @param dims axis sizes of the array
 * @param options `mode`: what happens with indices outside: `"raise"` (the default; they must be known), `"clip"` or `"wrap"`
 * @returns the places, int32
 * @throws TypeError for another number of arrays than axes, or indices that are not integers
 * @throws RangeError for another mode, or with `"raise"` an index outside
 * @example
 * assertEqual(jnp.ravelMultiIndex([jnp.array([1, 0]), jnp.array([2, 1])], [2, 3]), "[5 1]");
 */
export function ravelMultiIndex(
  multiIndex: readonly ArrayLike[],
  dims: Shape,
  options: { readonly mode?: "raise" | "clip" | "wrap" | undefined } = {},
): JaxArray {
  const { mode = "raise" } = options;
  if (multiIndex.length !== dims.length)
    throw new TypeError(`Cannot join ${multiIndex.length} indices for ${dims.length} axes: give one for each`);
  const parts = multiIndex.map((given, axis) => brought(integers("join", given), dims[axis]!, axis, mode));
  const strides = stridesOf(dims);
  const terms = parts.map((x, axis) => lax.mul(x, whole(strides[axis]!)));
  return terms.reduce((sum, term) => addBroadcast(sum, term));
}

function addBroadcast(x: JaxArray, y: JaxArray): JaxArray {
  const shape = x.ndim >= y.ndim ? x.shape : y.shape;
  return lax.add(broadcastTo(x, shape), broadcastTo(y, shape));
}

function brought(x: JaxArray, size: number, axis: number, mode: string): JaxArray {
  if (mode === "clip") return lax.clamp(whole(0), x, whole(size - 1));
  if (mode === "wrap") {
    const rest = lax.rem(x, whole(size));
    return lax.selectN(lax.lt(rest, 0), rest, lax.add(rest, whole(size)));
  }
  if (mode !== "raise")
    throw new RangeError(`Cannot join indices in mode "${mode}": there are "raise", "clip" and "wrap"`);
  const isOutside = lax.or(lax.lt(x, 0), lax.ge(x, size));
  const flat = lax.reshape(isOutside, { newSizes: [isOutside.size] });
  if (lax.reduceOr(flat, { axes: [0] }).item())
    throw new RangeError(`Cannot join indices: one for axis ${axis} is outside 0 … ${size - 1}; use { mode: "clip" }`);
  return x;
}

/** Options of `meshgrid`. */
export interface MeshgridOptions {
  /** `"xy"`: the first vector runs along axis 1, as on paper; `"ij"`: along axis 0. Default `"xy"`. */
  readonly indexing?: "xy" | "ij" | undefined;
  /** Whether axes on which nothing depends have size 1; default false. */
  readonly sparse?: boolean | undefined;
}

/**
 * The coordinates of a grid: for each vector an array in which it runs along its axis.
 *
 * @param xi vectors, or scalars
 * @param options as the last argument: `indexing`: `"xy"` (default) or `"ij"`; `sparse`: default false
 * @returns one array for each vector
 * @throws TypeError for more than one axis
 * @throws RangeError for another indexing
 * @example
 * const [x, y] = jnp.meshgrid(jnp.array([1, 2]), jnp.array([3, 4]));
 * assertEqual(x, "[[1 2]\n [1 2]]");
 * assertEqual(y, "[[3 3]\n [4 4]]");
 */
export function meshgrid(...xi: readonly (ArrayLike | MeshgridOptions)[]): JaxArray[] {
  const last = xi.at(-1);
  const isOptions = typeof last === "object" && !("aval" in last) && !("__jaxArray__" in last);
  const { indexing = "xy", sparse = false } = isOptions ? (last as MeshgridOptions) : {};
  if (indexing !== "xy" && indexing !== "ij")
    throw new RangeError(`Cannot make a grid by "${String(indexing)}": there are "xy" and "ij"`);
  const vectors = (isOptions ? xi.slice(0, -1) : xi).map((x) => lift("make a grid of", x as ArrayLike));
  const wrong = vectors.find((x) => x.ndim > 1);
  if (wrong) throw new TypeError(`Cannot make a grid of ${printAval(wrong.aval)}: it must have at most one axis`);
  const place = (k: number) => (indexing === "xy" && vectors.length > 1 && k < 2 ? 1 - k : k);
  const shape = vectors.map((_, axis) => vectors[place(axis)]!.size);
  return vectors.map((x, k) => {
    const thin = reshape(
      x,
      shape.map((_, axis) => (axis === place(k) ? x.size : 1)),
    );
    return sparse ? thin : broadcastTo(thin, shape);
  });
}
