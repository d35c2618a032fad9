/** `jax.lax`: shapes and dtypes of what would come out, without computing it; and broadcasting to the shape of another array. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import * as primitives from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import type { DType } from "../types/dtype.ts";
import type { Shape } from "../types/shape.ts";
import { convDimensionNumbers } from "./convDimensionNumbers.ts";
import { transposedPadding } from "./convolution.ts";
import { type PaddingLike, padtypeToPads } from "./padtypeToPads.ts";

/**
 * The shape that arrays of several shapes broadcast to: axes are aligned at the last, and sizes of 1 go with any other.
 *
 * @param shapes shapes
 * @throws TypeError where two sizes do not go together
 * @example
 * assertEqual(lax.broadcastShapes([2, 1], [3], []), [2, 3]);
 */
export function broadcastShapes(...shapes: readonly Shape[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, k) => {
    const sizes = shapes.map((shape) => shape[shape.length - rank + k] ?? 1).filter((size) => size !== 1);
    if (sizes.every((size) => size === sizes[0])) return sizes[0] ?? 1;
    throw new TypeError(
      `Cannot broadcast ${shapes.map((shape) => `[${shape}]`).join(" and ")}: axis ${k} has the sizes ${sizes.join(" and ")}`,
    );
  });
}

/**
 * An array repeated to the shape of another.
 *
 * @param arr array
 * @param likeArr array whose shape is taken
 * @throws TypeError where the shapes do not go together
 * @example
 * assertEqual(lax.broadcastLike(jnp.array([1, 2]), jnp.zeros([2, 2])), "[[1 2]\n [1 2]]");
 */
export function broadcastLike(arr: ArrayLike, likeArr: ArrayLike): JaxArray {
  const [x, like] = [asArray(arr), asArray(likeArr)];
  const first = like.ndim - x.ndim;
  if (first < 0 || x.shape.some((size, axis) => size !== 1 && size !== like.shape[first + axis]))
    throw new TypeError(
      `Cannot broadcast ${printAval(x.aval)} to the shape of ${printAval(like.aval)}: sizes must be equal or 1`,
    );
  const kept = x.shape.flatMap((size, axis) => (size === like.shape[first + axis] ? [axis] : []));
  const squeezed = primitives.reshape(x, { newSizes: kept.map((axis) => x.shape[axis]!) });
  return primitives.broadcastInDim(squeezed, {
    shape: like.shape,
    broadcastDimensions: kept.map((axis) => first + axis),
  });
}

/**
 * The dtype of an array or number.
 *
 * @param x array or number
 * @example
 * assertEqual(lax.dtype(jnp.zeros([2])), "float32");
 */
export function dtype(x: ArrayLike): DType {
  return asArray(x).dtype;
}

/**
 * The axes of image, kernel and result that letters stand for, each in the order batch, features, space.
 *
 * @param dimensionNumbers letters
 * @throws TypeError for letters that do not fit each other
 * @example
 * assertEqual(lax.convGeneralPermutations(["NHWC", "HWIO", "NHWC"])[0], [0, 3, 1, 2]);
 */
export function convGeneralPermutations(
  dimensionNumbers: readonly [lhs: string, rhs: string, out: string],
): [lhs: readonly number[], rhs: readonly number[], out: readonly number[]] {
  const sizes = [...dimensionNumbers[0]].map(() => 1);
  const { lhs, rhs, out } = convDimensionNumbers(sizes, sizes, dimensionNumbers);
  return [lhs, rhs, out];
}

/** What the shape of a convolution depends on. */
export interface ConvShapeOptions {
  readonly lhsShape: Shape;
  readonly rhsShape: Shape;
  readonly strides: readonly number[];
  readonly pads: PaddingLike;
  /** Default 1. */
  readonly batchGroupCount?: number;
}

/**
 * The shape of a convolution in the order batch, features, space.
 *
 * @param options `{ lhsShape, rhsShape, strides, pads, batchGroupCount? }`
 * @throws TypeError for padding of another number of axes
 * @example
 * const shapes = { lhsShape: [1, 3, 8, 8], rhsShape: [4, 3, 3, 3] };
 * assertEqual(lax.convShapeTuple({ ...shapes, strides: [2, 2], pads: "SAME" }), [1, 4, 4, 4]);
 */
export function convShapeTuple(options: ConvShapeOptions): number[] {
  const { lhsShape, rhsShape, strides, batchGroupCount = 1 } = options;
  const window = rhsShape.slice(2);
  const pads = padtypeToPads({
    inShape: lhsShape.slice(2),
    windowShape: window,
    windowStrides: strides,
    padding: options.pads,
  });
  if (pads.length !== lhsShape.length - 2)
    throw new TypeError(
      `Cannot convolve [${lhsShape}] with ${pads.length} pairs of padding: it has ${lhsShape.length - 2} spatial axes`,
    );
  const space = lhsShape.slice(2).map((size, k) => placesOf(size + pads[k]![0] + pads[k]![1], window[k]!, strides[k]!));
  return [Math.floor(lhsShape[0]! / batchGroupCount), rhsShape[0]!, ...space];
}

/** How many places a window has. */
function placesOf(size: number, window: number, stride: number): number {
  return size < window ? 0 : Math.floor((size - window) / stride) + 1;
}

/** What the shape of a convolution with named axes depends on. */
export interface ConvGeneralShapeOptions {
  readonly lhsShape: Shape;
  readonly rhsShape: Shape;
  readonly windowStrides: readonly number[];
  readonly padding: PaddingLike;
  readonly dimensionNumbers: readonly [lhs: string, rhs: string, out: string];
}

/**
 * The shape of a convolution with named axes.
 *
 * @param options `{ lhsShape, rhsShape, windowStrides, padding, dimensionNumbers }`
 * @throws TypeError for letters or padding that do not fit
 * @example
 * const shapes = { lhsShape: [1, 8, 8, 3], rhsShape: [3, 3, 3, 4], dimensionNumbers: ["NHWC", "HWIO", "NHWC"] } as const;
 * assertEqual(lax.convGeneralShapeTuple({ ...shapes, windowStrides: [1, 1], padding: "VALID" }), [1, 6, 6, 4]);
 */
export function convGeneralShapeTuple(options: ConvGeneralShapeOptions): number[] {
  const { lhsShape, rhsShape, windowStrides: strides, padding: pads } = options;
  const [lhs, rhs, out] = convGeneralPermutations(options.dimensionNumbers);
  const taken = (shape: Shape, axes: readonly number[]) => axes.map((axis) => shape[axis]!);
  return placed(convShapeTuple({ lhsShape: taken(lhsShape, lhs), rhsShape: taken(rhsShape, rhs), strides, pads }), out);
}

/** Sizes in the order batch, features, space at the axes of the result. */
function placed(sizes: readonly number[], axes: readonly number[]): number[] {
  return sizes.map((_, axis) => sizes[axes.indexOf(axis)]!);
}

/**
 * The shape of a transposed convolution with named axes.
 *
 * @param options `{ lhsShape, rhsShape, windowStrides, padding, dimensionNumbers }`
 * @throws TypeError for letters that do not fit
 * @example
 * const shapes = { lhsShape: [1, 4, 4, 3], rhsShape: [3, 3, 3, 8], dimensionNumbers: ["NHWC", "HWOI", "NHWC"] } as const;
 * assertEqual(lax.convTransposeShapeTuple({ ...shapes, windowStrides: [2, 2], padding: "SAME" }), [1, 8, 8, 3]);
 */
export function convTransposeShapeTuple(options: ConvGeneralShapeOptions): number[] {
  const { lhsShape, rhsShape, windowStrides, padding } = options;
  const [lhs, rhs, out] = convGeneralPermutations(options.dimensionNumbers);
  const window = rhs.slice(2).map((axis) => rhsShape[axis]!);
  const space = lhs.slice(2).map((axis, k) => {
    const [size, stride] = [lhsShape[axis]!, windowStrides[k]!];
    const [low, high] = typeof padding === "string" ? transposedPadding(window[k]!, stride, padding) : padding[k]!;
    return (size - 1) * stride - window[k]! + 2 + low + high;
  });
  return placed([lhsShape[lhs[0]!]!, rhsShape[rhs[0]!]!, ...space], out);
}

/** What the shape of a reduction over windows depends on. */
export interface ReduceWindowShapeOptions {
  readonly operandShape: Shape;
  readonly windowDimensions: readonly number[];
  readonly windowStrides: readonly number[];
  readonly padding: PaddingLike;
  /** Distance of the operand's elements; default 1. */
  readonly baseDilation?: readonly number[] | null;
  /** Distance of the window's elements; default 1. */
  readonly windowDilation?: readonly number[] | null;
}

/**
 * The shape of a reduction over windows.
 *
 * @param options `{ operandShape, windowDimensions, windowStrides, padding, baseDilation?, windowDilation? }`
 * @example
 * const options = { operandShape: [8, 8], windowDimensions: [2, 2], windowStrides: [2, 2], padding: "VALID" };
 * assertEqual(lax.reduceWindowShapeTuple(options), [4, 4]);
 */
export function reduceWindowShapeTuple(options: ReduceWindowShapeOptions): number[] {
  const { operandShape, windowDimensions, windowStrides, baseDilation, windowDilation } = options;
  const spread = (size: number, step = 1) => (size === 0 ? 0 : (size - 1) * step + 1);
  const sizes = operandShape.map((size, axis) => spread(size, baseDilation?.[axis]));
  const window = windowDimensions.map((size, axis) => spread(size, windowDilation?.[axis]));
  const pads = padtypeToPads({ inShape: sizes, windowShape: window, windowStrides, padding: options.padding });
  return sizes.map((size, axis) =>
    placesOf(size + pads[axis]![0] + pads[axis]![1], window[axis]!, windowStrides[axis]!),
  );
}
