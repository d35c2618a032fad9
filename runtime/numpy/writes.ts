/** Copies of an array with some elements replaced: `place put putAlongAxis fillDiagonal`. NumPy writes in place; arrays here never change. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { inDType } from "./array.ts";
import { at } from "./at.ts";
import { axisOf } from "./axes.ts";
import { broadcastShapes, broadcastTo, expandTo } from "./broadcast.ts";
import { eye } from "./eye.ts";
import { truth } from "./logical.ts";
import { lift } from "./promote.ts";
import { arange } from "./ranges.ts";
import { tile } from "./repetition.ts";
import { ravel, reshape } from "./reshape.ts";
import { sliceAlong } from "./sliceAlong.ts";
import { take } from "./take.ts";
import { where } from "./where.ts";

/** NumPy's arguments that write in place are not for arrays that never change. */
export interface CopyOptions {
  /** Must be false: a copy is returned. */
  readonly inplace?: false | undefined;
}

/** As many of the values as are needed, repeated from the start. */
function repeated(values: JaxArray, count: number): JaxArray {
  if (values.size >= count) return sliceAlong(values, 0, 0, count);
  return sliceAlong(tile(values, Math.ceil(count / values.size)), 0, 0, count);
}

/**
 * A copy in which the elements under a mask are replaced, in row-major order, by values that repeat.
 *
 * @param arr array
 * @param mask bool array of as many elements
 * @param vals the values; at least one
 * @param options `inplace`: must be false
 * @returns the copy
 * @throws TypeError for a mask of another size, or no values
 * @example
 * const x = jnp.arange(5);
 * assertEqual(jnp.place(x, x.greater(1), jnp.array([10, 20])), "[ 0  1 10 20 10]");
 */
export function place(arr: ArrayLike, mask: ArrayLike, vals: ArrayLike, options: CopyOptions = {}): JaxArray {
  const [x, holds, values] = [lift("place into", arr), truth(ravel(mask)), ravel(vals)];
  refuseInplace("place", options);
  if (holds.size !== x.size || values.size === 0)
    throw new TypeError(
      `Cannot place ${printAval(values.aval)} into ${printAval(x.aval)} by ${printAval(holds.aval)}: the mask must have as many elements, and there must be a value`,
    );
  const n = x.size;
  if (n === 0) return x;
  const square = [n, n];
  const along = (dimension: number) => lax.iota({ dtype: "int32", shape: square, dimension });
  const before = lax.and(
    lax.lt(along(1), along(0)),
    lax.broadcastInDim(holds, { shape: square, broadcastDimensions: [1] }),
  );
  const rank = lax.reduceSum(inDType(before, "int32"), { axes: [1] });
  const chosen = take(inDType(values, x.dtype), lax.rem(rank, scalar(values.size, "int32")), { mode: "clip" });
  return reshape(where(holds, chosen, ravel(x)), x.shape);
}

function refuseInplace(action: string, { inplace }: { readonly inplace?: unknown }): void {
  if (inplace)
    throw new TypeError(`Cannot ${action} in place: arrays never change; leave \`inplace\` out and use the result`);
}

/**
 * A copy in which elements of the flattened array are replaced.
 *
 * @param a array
 * @param ind places: integers; negative ones count from the end
 * @param v values; repeated from the start where there are fewer than places
 * @param options `mode`: what happens with places outside: `"clip"` (default) brings them to the ends, `"wrap"` counts on from the start
 * @returns the copy
 * @throws RangeError for another mode
 * @example
 * assertEqual(jnp.put(jnp.arange(4), jnp.array([0, -1]), jnp.array([7, 8])), "[7 1 2 8]");
 */
export function put(
  a: ArrayLike,
  ind: ArrayLike,
  v: ArrayLike,
  options: CopyOptions & { readonly mode?: "clip" | "wrap" | null | undefined } = {},
): JaxArray {
  refuseInplace("put", options);
  const x = lift("put into", a);
  const places = ravel(ind);
  if (places.size === 0) return x;
  const values = repeated(ravel(v), places.size);
  const brought = within(inDType(places, "int32"), x.size, options.mode);
  return reshape(at(ravel(x), brought).set(values), x.shape);
}

function within(x: JaxArray, size: number, mode: string | null | undefined): JaxArray {
  if (mode === null || mode === undefined || mode === "clip") {
    const counted = lax.selectN(lax.lt(x, 0), x, lax.add(x, scalar(size, "int32")));
    return lax.clamp(scalar(0, "int32"), counted, scalar(size - 1, "int32"));
  }
  if (mode !== "wrap") throw new RangeError(`Cannot put in mode "${mode}": there are "clip" and "wrap"`);
  const rest = lax.rem(x, scalar(size, "int32"));
  return lax.selectN(lax.lt(rest, 0), rest, lax.add(rest, scalar(size, "int32")));
}

/** What `putAlongAxis` takes: four arguments are too many to remember their order. */
export interface PutAlongAxisOptions extends CopyOptions {
  readonly arr: ArrayLike;
  /** Integers of as many axes as `arr`; all but `axis` broadcast with it. */
  readonly indices: ArrayLike;
  /** Values that broadcast to `indices`. */
  readonly values: ArrayLike;
  /** The axis of the indices; null: the flattened array. */
  readonly axis: number | null;
}

/**
 * A copy in which, along one axis, each row has elements at places of its own replaced.
 *
 * @param options `arr`: array; `indices`: integers of as many axes; `values`: broadcast to the indices; `axis`: null for the flattened
 *   array
 * @returns the copy
 * @throws TypeError when the shapes do not fit
 * @throws RangeError for an axis that `arr` does not have
 * @example
 * const x = jnp.array([[1, 2], [3, 4]]);
 * assertEqual(jnp.putAlongAxis({ arr: x, indices: jnp.array([[1], [0]]), values: 9, axis: 1 }), "[[1 9]\n [9 4]]");
 */
export function putAlongAxis({ arr, indices, values, axis, ...rest }: PutAlongAxisOptions): JaxArray {
  refuseInplace("put", rest);
  const given = lift("put into", arr);
  const x = axis === null ? ravel(given) : given;
  const places = axis === null ? ravel(indices) : lift("put at", indices);
  const along = axisOf("put", axis ?? 0, x.ndim);
  if (places.ndim !== x.ndim)
    throw new TypeError(
      `Cannot put into ${printAval(x.aval)} at ${printAval(places.aval)}: both must have the same number of axes`,
    );
  const shape = broadcastShapes(
    places.shape,
    x.shape.map((size, k) => (k === along ? 1 : size)),
  );
  const spread = expandTo(places, shape);
  const coordinates = shape.map((_, k) => (k === along ? spread : lax.iota({ dtype: "int32", shape, dimension: k })));
  return reshape(at(x, coordinates).set(broadcastTo(values, shape)), given.shape);
}

/**
 * A copy with the main diagonal replaced.
 *
 * @param a array of at least two axes; with more than two they must have one size
 * @param val number, or values that repeat along the diagonal
 * @param options `wrap`: must be false; `inplace`: must be false
 * @returns the copy
 * @throws TypeError for fewer than two axes, or more of different sizes
 * @example
 * assertEqual(jnp.fillDiagonal(jnp.zeros([2, 3]), 5), "[[5. 0. 0.]\n [0. 5. 0.]]");
 */
export function fillDiagonal(
  a: ArrayLike,
  val: ArrayLike,
  options: CopyOptions & { readonly wrap?: false | undefined } = {},
): JaxArray {
  refuseInplace("fill the diagonal", options);
  const x = lift("fill the diagonal of", a);
  if ((options.wrap as unknown) === true)
    throw new TypeError("Cannot fill the diagonal with `wrap`: only the main diagonal is filled, as in JAX");
  if (x.ndim < 2 || (x.ndim > 2 && x.shape.some((size) => size !== x.shape[0])))
    throw new TypeError(`Cannot fill the diagonal of ${printAval(x.aval)}: it must have two axes, or more of one size`);
  const n = Math.min(...x.shape);
  const values = repeated(inDType(ravel(val), x.dtype), n);
  if (x.ndim > 2) {
    const along = arange(n);
    return at(
      x,
      x.shape.map(() => along),
    ).set(values);
  }
  const [rows, columns] = x.shape as unknown as [number, number];
  const onDiagonal = eye(rows, { M: columns, dtype: "bool" });
  const padded = lax.pad(values, scalar(0, x.dtype), { paddingConfig: [[0, rows - n, 0]] });
  return where(onDiagonal, reshape(padded, [rows, 1]), x);
}
