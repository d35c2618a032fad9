/** Arrays of one value: `zeros ones full empty` and the `…Like` of each. */
import { type ArrayLike, DeviceArray, type JaxArray } from "../core/array.ts";
import type { Placement } from "../core/placement.ts";
import { scalar } from "../core/scalar.ts";
import { isTracing } from "../core/tracer.ts";
import { broadcastInDim } from "../primitives/index.ts";
import { aval } from "../types/aval.ts";
import { type DType, dtypes, isComplex, isInexact } from "../types/dtype.ts";
import { type Shape, sizeOf } from "../types/shape.ts";
import { inDType } from "./array.ts";
import { broadcastTo } from "./broadcast.ts";
import { type DTypeLike, dtypeOf } from "./dtypeOf.ts";
import { convert, lift } from "./promote.ts";
import { refuseTraced } from "./refuseTraced.ts";

/** Options of functions that make an array of one value. */
export interface FilledOptions {
  /** Dtype of the result. */
  readonly dtype?: DTypeLike | null | undefined;
}

/** Options of the `…Like` functions. */
export interface LikeOptions extends FilledOptions {
  /** Shape of the result; default: that of the model. */
  readonly shape?: Shape | number | null | undefined;
}

/** Arrays up to this size are filled on the host: no program has to be built for them. */
const hostLimit = 1 << 16;

/** An array of one number. While a function is traced it is a broadcast, which costs no memory. */
export function filled(shape: Shape, value: number, dtype: DType, weakType = false): JaxArray {
  if (isTracing() || sizeOf(shape) > hostLimit || (isComplex(dtype) && value !== 0))
    return broadcastInDim(scalar(value, dtype, weakType), { shape, broadcastDimensions: [] });
  const host = new dtypes[dtype].HostArray(sizeOf(shape) * dtypes[dtype].words);
  if (value !== 0) host.fill(value);
  return DeviceArray.fromHost(host, aval(shape, dtype, weakType));
}

/** A shape as users give it: a list of sizes, or one size. */
export function shapeOf(action: string, shape: Shape | number): Shape {
  const sizes = typeof shape === "number" ? [shape] : shape;
  refuseTraced(action, "size", Array.isArray(sizes) ? sizes : [sizes]);
  if (!Array.isArray(sizes))
    throw new TypeError(`Cannot ${action}: the shape must be a list of sizes such as [2, 3], got ${String(shape)}`);
  for (const size of sizes as Shape) {
    if (!(Number.isInteger(size) && size >= 0))
      throw new RangeError(`Cannot ${action} of shape [${sizes}]: sizes must be whole numbers ≥ 0`);
  }
  return sizes;
}

function chosen(dtype: DTypeLike | null | undefined, otherwise: DType): DType {
  return dtype === null || dtype === undefined ? otherwise : dtypeOf(dtype);
}

/**
 * An array of zeros.
 *
 * @param shape axis sizes, or the size of one axis
 * @param options `dtype`: default float32
 * @returns the array
 * @throws RangeError for a size that is not whole or negative
 * @example
 * assertEqual(jnp.zeros([2, 2]), "[[0. 0.]\n [0. 0.]]");
 */
export function zeros(shape: Shape | number, options: FilledOptions = {}): JaxArray {
  return filled(shapeOf("make zeros", shape), 0, chosen(options.dtype, "float32"));
}

/**
 * An array of ones.
 *
 * @param shape axis sizes, or the size of one axis
 * @param options `dtype`: default float32
 * @returns the array
 * @throws RangeError for a size that is not whole or negative
 * @example
 * assertEqual(jnp.ones(3, { dtype: "int32" }), "[1 1 1]");
 */
export function ones(shape: Shape | number, options: FilledOptions = {}): JaxArray {
  return filled(shapeOf("make ones", shape), 1, chosen(options.dtype, "float32"));
}

/**
 * An array with zeros in it: in JAX, too, `empty` fills.
 *
 * @param shape axis sizes, or the size of one axis
 * @param options `dtype`: default float32
 * @returns the array
 * @throws RangeError for a size that is not whole or negative
 * @example
 * assertEqual(jnp.empty([2]).shape, [2]);
 */
export function empty(shape: Shape | number, options: FilledOptions = {}): JaxArray {
  return zeros(shape, options);
}

/**
 * An array of one value.
 *
 * @param shape axis sizes, or the size of one axis
 * @param fillValue a number, or an array that broadcasts to the shape
 * @param options `dtype`: default that of the value; whole numbers are int32, as Python's are
 * @returns the array
 * @throws TypeError for a value that does not broadcast to the shape
 * @throws RangeError for a size that is not whole or negative
 * @example
 * assertEqual(jnp.full([2], 7), "[7 7]");
 * assertEqual(jnp.full([2], 7, { dtype: "float32" }), "[7. 7.]");
 */
export function full(shape: Shape | number, fillValue: ArrayLike, options: FilledOptions = {}): JaxArray {
  const { dtype } = options;
  const value =
    dtype === null || dtype === undefined ? lift("fill with", fillValue) : strong(fillValue, dtypeOf(dtype));
  return spread(value, shapeOf("fill an array", shape));
}

/** A value of a dtype; numbers lose their fraction where the dtype has none. */
function strong(value: ArrayLike, dtype: DType): JaxArray {
  return inDType(lift("fill with", value), dtype);
}

function spread(value: JaxArray, shape: Shape): JaxArray {
  if (
    value instanceof DeviceArray &&
    value.ndim === 0 &&
    value.dtype !== "key<fry>" &&
    !isComplex(value.dtype) &&
    value.hostIfKnown
  ) {
    return filled(shape, value.hostIfKnown[0]!, value.dtype, value.weakType);
  }
  return broadcastTo(value, shape);
}

/** Dtype, weakness and shape of a result that is like another array; as in JAX it lies where that one was put, if it has its shape. */
function like(
  a: ArrayLike,
  { dtype, shape }: LikeOptions,
): {
  readonly dtype: DType;
  readonly weakType: boolean;
  readonly shape: Shape;
  readonly placement: Placement | undefined;
} {
  const model = lift("make an array like", a);
  const own = dtype === null || dtype === undefined;
  return {
    dtype: own ? model.dtype : dtypeOf(dtype),
    weakType: own && model.weakType,
    shape: shape === null || shape === undefined ? model.shape : shapeOf("make an array", shape),
    placement: model instanceof DeviceArray && (shape === null || shape === undefined) ? model.placement : undefined,
  };
}

function placedAt(x: JaxArray, placement: Placement | undefined): JaxArray {
  return placement && x instanceof DeviceArray && !isTracing() ? x.placedAt(placement) : x;
}

/**
 * Zeros of the shape and dtype of another array.
 *
 * @param a the model
 * @param options `dtype`, `shape`: default those of `a`
 * @returns the array
 * @example
 * assertEqual(jnp.zerosLike(jnp.array([1, 2])), "[0 0]");
 */
export function zerosLike(a: ArrayLike, options: LikeOptions = {}): JaxArray {
  const { shape, dtype, weakType, placement } = like(a, options);
  return placedAt(filled(shape, 0, dtype, weakType), placement);
}

/**
 * Ones of the shape and dtype of another array.
 *
 * @param a the model
 * @param options `dtype`, `shape`: default those of `a`
 * @returns the array
 * @example
 * assertEqual(jnp.onesLike(jnp.array([1.5, 2])), "[1. 1.]");
 */
export function onesLike(a: ArrayLike, options: LikeOptions = {}): JaxArray {
  const { shape, dtype, weakType, placement } = like(a, options);
  return placedAt(filled(shape, 1, dtype, weakType), placement);
}

/**
 * An array of the shape and dtype of another one, with zeros in it.
 *
 * @param a the model
 * @param options `dtype`, `shape`: default those of `a`
 * @returns the array
 * @example
 * assertEqual(jnp.emptyLike(jnp.zeros([2, 3])).shape, [2, 3]);
 */
export function emptyLike(a: ArrayLike, options: LikeOptions = {}): JaxArray {
  return zerosLike(a, options);
}

/**
 * An array of one value, of the shape and dtype of another array.
 *
 * @param a the model
 * @param fillValue a number, or an array that broadcasts to the shape
 * @param options `dtype`, `shape`: default those of `a`
 * @returns the array
 * @throws TypeError for a value that does not broadcast to the shape
 * @example
 * assertEqual(jnp.fullLike(jnp.array([1.5, 2]), 3), "[3. 3.]");
 */
export function fullLike(a: ArrayLike, fillValue: ArrayLike, options: LikeOptions = {}): JaxArray {
  const { shape, dtype, weakType, placement } = like(a, options);
  const value =
    typeof fillValue === "object"
      ? strong(fillValue, dtype)
      : convert("fill with", isInexact(dtype) ? fillValue : Math.trunc(Number(fillValue)), { dtype, weakType });
  return placedAt(spread(value, shape), placement);
}
