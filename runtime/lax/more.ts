/** `jax.lax`: small functions made of primitives: shapes, joins, and elementwise formulas. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import { scalar } from "../core/scalar.ts";
import * as primitives from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import type { DType } from "../types/dtype.ts";
import type { Shape } from "../types/shape.ts";
import { axisOf } from "./axisOf.ts";
import { full } from "./elements.ts";

/**
 * 2ˣ.
 *
 * @param x float array
 * @example
 * assertAllClose(lax.exp2(jnp.array([3.0, 0.5])), [8, Math.SQRT2]);
 */
export function exp2(x: ArrayLike): JaxArray {
  const exponent = asArray(x);
  return primitives.pow(scalar(2, exponent.dtype), exponent);
}

/**
 * The product of stacks of matrices: over the last axis of the first and the one before last of the second.
 *
 * @param lhs f32[…,m,k]
 * @param rhs f32[…,k,n], with the same outer axes
 * @returns f32[…,m,n]
 * @throws TypeError where shapes do not fit
 * @example
 * assertEqual(lax.batchMatmul(jnp.ones([2, 1, 3]), jnp.ones([2, 3, 1])).shape, [2, 1, 1]);
 */
export function batchMatmul(lhs: ArrayLike, rhs: ArrayLike): JaxArray {
  const [a, b] = [asArray(lhs), asArray(rhs)];
  if (a.ndim < 2 || a.ndim !== b.ndim)
    throw new TypeError(
      `Cannot multiply ${printAval(a.aval)} and ${printAval(b.aval)}: both need the same number of axes, at least two`,
    );
  const outer = a.shape.slice(0, -2).map((_, k) => k);
  return primitives.dotGeneral(a, b, {
    dimensionNumbers: [
      [[a.ndim - 1], [b.ndim - 2]],
      [outer, outer],
    ],
    preferredElementType: null,
  });
}

/**
 * Axes from one to another joined into one.
 *
 * @param operand array
 * @param startDimension the first axis
 * @param options.stopDimension the axis after the last; default: to the end
 * @example
 * assertEqual(lax.collapse(jnp.zeros([2, 3, 4]), 1).shape, [2, 12]);
 */
export function collapse(
  operand: ArrayLike,
  startDimension: number,
  options: { readonly stopDimension?: number | null } = {},
): JaxArray {
  const x = asArray(operand);
  const given = options.stopDimension ?? x.ndim;
  const stop = given < 0 ? given + x.ndim : given;
  const start = startDimension < 0 ? startDimension + x.ndim : startDimension;
  if (!(start >= 0 && start <= stop && stop <= x.ndim))
    throw new RangeError(
      `Cannot collapse axes ${startDimension} to ${given} of ${printAval(x.aval)}: they must rise, within its axes`,
    );
  const size = x.shape.slice(start, stop).reduce((n, m) => n * m, 1);
  return primitives.reshape(x, { newSizes: [...x.shape.slice(0, start), size, ...x.shape.slice(stop)] });
}

/**
 * An array of one value, of the shape and dtype of another.
 *
 * @param x array
 * @param fillValue the value
 * @param options `dtype`: default that of `x`; `shape`: default that of `x`
 * @example
 * assertEqual(lax.fullLike(jnp.array([1, 2]), 7), "[7 7]");
 */
export function fullLike(
  x: ArrayLike,
  fillValue: ArrayLike,
  options: { readonly dtype?: DType; readonly shape?: Shape } = {},
): JaxArray {
  const like = asArray(x);
  return full(options.shape ?? like.shape, fillValue, { dtype: options.dtype ?? like.dtype });
}

/**
 * Zeros, as JAX fills what is called empty.
 *
 * @param shape shape of the result
 * @param dtype dtype of the result
 * @example
 * assertEqual(lax.empty([2], "float32"), "[0. 0.]");
 */
export function empty(shape: Shape, dtype: DType): JaxArray {
  return full(shape, 0, { dtype });
}

/**
 * An array with more axes of size 1 in front, until it has a number of axes.
 *
 * @param x array
 * @param rank number of axes
 * @throws RangeError for fewer axes than it has
 * @example
 * assertEqual(lax.broadcastToRank(jnp.zeros([2]), 3).shape, [1, 1, 2]);
 */
export function broadcastToRank(x: ArrayLike, rank: number): JaxArray {
  const a = asArray(x);
  if (rank < a.ndim) throw new RangeError(`Cannot broadcast ${printAval(a.aval)} to ${rank} axes: it has more`);
  return primitives.reshape(a, { newSizes: [...new Array<number>(rank - a.ndim).fill(1), ...a.shape] });
}

/**
 * The slice of an axis at a known place.
 *
 * @param operand array
 * @param index number; negative ones count from the end
 * @param options `axis`: default 0; `keepdims`: whether the axis stays, with size 1, default true
 * @throws RangeError for a place outside
 * @example
 * assertEqual(lax.indexInDim(jnp.arange(3), -1), "[2]");
 */
export function indexInDim(
  operand: ArrayLike,
  index: number,
  options: { readonly axis?: number; readonly keepdims?: boolean } = {},
): JaxArray {
  const x = asArray(operand);
  const axis = axisOf(options.axis ?? 0, x.ndim, "slice");
  const size = x.shape[axis]!;
  const at = index < 0 ? index + size : index;
  if (!(Number.isInteger(at) && at >= 0 && at < size))
    throw new RangeError(`Cannot take slice ${index} of ${printAval(x.aval)}: axis ${axis} has size ${size}`);
  const found = primitives.slice(x, {
    startIndices: x.shape.map((_, k) => (k === axis ? at : 0)),
    limitIndices: x.shape.map((n, k) => (k === axis ? at + 1 : n)),
    strides: null,
  });
  return (options.keepdims ?? true) ? found : primitives.squeeze(found, { dimensions: [axis] });
}

/**
 * An array cut along an axis into parts of given sizes.
 *
 * @param operand array
 * @param sizes sizes of the parts; their sum is that of the axis
 * @param options.axis default 0
 * @throws TypeError for sizes of another sum
 * @example
 * assertEqual(lax.split(jnp.arange(5), [2, 3]).map(String), ["[0 1]", "[2 3 4]"]);
 */
export function split(
  operand: ArrayLike,
  sizes: readonly number[],
  options: { readonly axis?: number } = {},
): JaxArray[] {
  const x = asArray(operand);
  const axis = axisOf(options.axis ?? 0, x.ndim, "split");
  const total = sizes.reduce((sum, n) => sum + n, 0);
  if (total !== x.shape[axis])
    throw new TypeError(
      `Cannot split ${printAval(x.aval)} along axis ${axis} into [${sizes}]: they sum to ${total}, not to ${x.shape[axis]}`,
    );
  let start = 0;
  return sizes.map((size) => {
    const from = start;
    start += size;
    return primitives.slice(x, {
      startIndices: x.shape.map((_, k) => (k === axis ? from : 0)),
      limitIndices: x.shape.map((n, k) => (k === axis ? from + size : n)),
      strides: null,
    });
  });
}

/**
 * Arrays of one shape as slices of a new axis.
 *
 * @param operands arrays of one shape and dtype
 * @param options.axis place of the new axis; default 0
 * @example
 * assertEqual(lax.stack([jnp.array([1, 2]), jnp.array([3, 4])]), "[[1 2]\n [3 4]]");
 */
export function stack(operands: readonly ArrayLike[], options: { readonly axis?: number } = {}): JaxArray {
  const arrays = operands.map(asArray);
  const axis = axisOf(options.axis ?? 0, (arrays[0]?.ndim ?? 0) + 1, "stack");
  const parts = arrays.map((x) =>
    primitives.reshape(x, { newSizes: [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)] }),
  );
  return primitives.concatenate(...parts, { dimension: axis });
}

/**
 * The slices of an axis, without it.
 *
 * @param x array
 * @param options.axis default 0
 * @example
 * assertEqual(lax.unstack(jnp.array([[1, 2], [3, 4]])).map(String), ["[1 2]", "[3 4]"]);
 */
export function unstack(x: ArrayLike, options: { readonly axis?: number } = {}): JaxArray[] {
  const a = asArray(x);
  const axis = axisOf(options.axis ?? 0, a.ndim, "unstack");
  return Array.from({ length: a.shape[axis]! }, (_, k) => indexInDim(a, k, { axis, keepdims: false }));
}

/**
 * An array laid out several times along each axis.
 *
 * @param operand array
 * @param reps how often along each axis; more numbers than axes make new ones in front
 * @throws TypeError for fewer numbers than axes
 * @example
 * assertEqual(lax.tile(jnp.array([1, 2]), [2]), "[1 2 1 2]");
 */
export function tile(operand: ArrayLike, reps: readonly number[]): JaxArray {
  const given = asArray(operand);
  if (reps.length < given.ndim)
    throw new TypeError(`Cannot tile ${printAval(given.aval)} by [${reps}]: give a number for each axis`);
  const x = broadcastToRank(given, reps.length);
  const pairs = x.shape.flatMap((size, axis) => [reps[axis]!, size]);
  const spread = primitives.broadcastInDim(x, {
    shape: pairs,
    broadcastDimensions: x.shape.map((_, axis) => 2 * axis + 1),
  });
  return primitives.reshape(spread, { newSizes: x.shape.map((size, axis) => size * reps[axis]!) });
}
