/** `jax.lax`: convolutions. Each takes one options object, because all have more than three required parameters. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import { convGeneralDilated as primitive, rev } from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import type { DType } from "../types/dtype.ts";
import { type ConvAxes, type ConvDimensionNumbers, convDimensionNumbers } from "./convDimensionNumbers.ts";
import { transpose } from "./movement.ts";
import { type PaddingLike, padtypeToPads } from "./padtypeToPads.ts";

/** What `convGeneralDilated` takes. */
export interface ConvOptions {
  /** Image: a batch axis, a feature axis and n spatial axes. */
  readonly lhs: ArrayLike;
  /** Kernel: output features, input features and n spatial axes. */
  readonly rhs: ArrayLike;
  /** Step of the window along each spatial axis. */
  readonly windowStrides: readonly number[];
  /** `"SAME"`, `"SAME_LOWER"`, `"VALID"`, or `[low, high]` for each spatial axis. */
  readonly padding: PaddingLike;
  /** Distance of the image's elements, zeros between them; default 1 along each axis. */
  readonly lhsDilation?: readonly number[] | null | undefined;
  /** Distance of the kernel's elements; default 1 along each axis. */
  readonly rhsDilation?: readonly number[] | null | undefined;
  /** Which axis is which, as `["NHWC", "HWIO", "NHWC"]`; default `["NCHW…", "OIHW…", "NCHW…"]`. */
  readonly dimensionNumbers?: ConvAxes | null | undefined;
  /** Groups of features that do not meet; default 1. */
  readonly featureGroupCount?: number | undefined;
  /** Groups of the batch that meet only their own output features; default 1. */
  readonly batchGroupCount?: number | undefined;
  /** Accepted for likeness with JAX; every precision is full float32 here. */
  readonly precision?: unknown;
  /** Dtype of products, sums and result; default: that of the operands. */
  readonly preferredElementType?: DType | null | undefined;
}

/**
 * A convolution over any number of axes, with strides, padding, dilation and groups.
 *
 *     out[n, o, p] = Σ lhs[n, c, p·stride + k·rhsDilation − low] · rhs[o, c, k]        over channels c and places k of the window
 *
 * With `["NHWC", "HWIO", "NHWC"]`: f32[32,28,28,3], f32[3,3,3,16], `"SAME"` → f32[32,28,28,16].
 *
 * @param options `{ lhs, rhs, windowStrides, padding, … }`, see {@link ConvOptions}
 * @returns array of the dtype of the operands, axes in the order of `dimensionNumbers[2]`
 * @throws TypeError where shapes, groups or dtypes do not fit, and for padding in words with lhsDilation; RangeError for strides or dilations below 1
 * @example
 * const lhs = jnp.arange(5, { dtype: "float32" }).reshape([1, 5, 1]);
 * const rhs = jnp.ones([3, 1, 1]);
 * const y = lax.convGeneralDilated({ lhs, rhs, windowStrides: [1], padding: "SAME", dimensionNumbers: ["NHC", "HIO", "NHC"] });
 * assertEqual(y.reshape([5]), "[1. 3. 6. 9. 7.]");
 */
export function convGeneralDilated(options: ConvOptions): JaxArray {
  const [lhs, rhs] = [asArray(options.lhs), asArray(options.rhs)];
  const { featureGroupCount = 1, batchGroupCount = 1, windowStrides } = options;
  const dimensionNumbers = convDimensionNumbers(lhs.shape, rhs.shape, options.dimensionNumbers ?? null);
  const ones = lhs.shape.slice(2).map(() => 1);
  const rhsDilation = options.rhsDilation ?? ones;
  if (typeof options.padding === "string" && options.lhsDilation?.some((step) => step !== 1)) {
    throw new TypeError(
      `Cannot convolve with lhsDilation [${options.lhsDilation}] and padding "${options.padding}": give [low, high] for each axis, or use convTranspose`,
    );
  }
  const window = spatialSizes(rhs, dimensionNumbers.rhs).map((size, k) => (size - 1) * (rhsDilation[k] ?? 1) + 1);
  return primitive(lhs, rhs, {
    windowStrides: [...windowStrides],
    padding: padtypeToPads({
      inShape: spatialSizes(lhs, dimensionNumbers.lhs),
      windowShape: window,
      windowStrides,
      padding: options.padding,
    }),
    lhsDilation: [...(options.lhsDilation ?? ones)],
    rhsDilation: [...rhsDilation],
    dimensionNumbers,
    featureGroupCount,
    batchGroupCount,
    preferredElementType: options.preferredElementType ?? null,
  });
}

function spatialSizes(x: JaxArray, spec: readonly number[]): number[] {
  return spec.slice(2).map((axis) => x.shape[axis]!);
}

/**
 * A convolution in the order batch, features, space: f32[1,3,8,8], f32[4,3,3,3], `"VALID"` → f32[1,4,6,6].
 *
 * @param options `{ lhs, rhs, windowStrides, padding, precision?, preferredElementType? }`
 * @throws TypeError where shapes or dtypes do not fit
 * @example
 * const y = lax.conv({ lhs: jnp.ones([1, 3, 8, 8]), rhs: jnp.ones([4, 3, 3, 3]), windowStrides: [1, 1], padding: "VALID" });
 * assertEqual(y.shape, [1, 4, 6, 6]);
 */
export function conv(
  options: Pick<ConvOptions, "lhs" | "rhs" | "windowStrides" | "padding" | "precision" | "preferredElementType">,
): JaxArray {
  return convGeneralDilated(options);
}

/**
 * A convolution in the order batch, features, space, with dilation of both operands.
 *
 * @param options `{ lhs, rhs, windowStrides, padding, lhsDilation, rhsDilation, precision?, preferredElementType? }`
 * @throws TypeError where shapes or dtypes do not fit
 * @example
 * const [lhs, rhs] = [jnp.ones([1, 1, 4]), jnp.ones([1, 1, 2])];
 * const options = { windowStrides: [1], padding: [[1, 1]] as const, lhsDilation: [2], rhsDilation: null };
 * assertEqual(lax.convWithGeneralPadding({ lhs, rhs, ...options }).shape, [1, 1, 8]);
 */
export function convWithGeneralPadding(
  options: Omit<ConvOptions, "dimensionNumbers" | "featureGroupCount" | "batchGroupCount">,
): JaxArray {
  return convGeneralDilated(options);
}

/** What `convTranspose` takes. */
export interface ConvTransposeOptions
  extends Pick<
    ConvOptions,
    "lhs" | "rhs" | "padding" | "rhsDilation" | "dimensionNumbers" | "precision" | "preferredElementType"
  > {
  /** Distance of the image's elements in the result. */
  readonly strides: readonly number[];
  /** Turns the kernel round and swaps its inputs and outputs, as the gradient of a convolution does; default false. */
  readonly transposeKernel?: boolean | undefined;
  /** Pairs of numbers, too, are the padding of the convolution this one undoes; default false. */
  readonly useConsistentPadding?: boolean | undefined;
}

const channelsLast: Readonly<Record<number, readonly [string, string, string]>> = {
  2: ["NC", "IO", "NC"],
  3: ["NHC", "HIO", "NHC"],
  4: ["NHWC", "HWIO", "NHWC"],
  5: ["NHWDC", "HWDIO", "NHWDC"],
};

/**
 * The "transposed" convolution: the image spread out by the strides, then convolved. f32[1,4,4,3], f32[3,3,3,8], strides [2, 2],
 * `"SAME"` → f32[1,8,8,8].
 *
 * @param options `{ lhs, rhs, strides, padding, … }`, see {@link ConvTransposeOptions}; axes default to features last
 * @throws TypeError where shapes or dtypes do not fit, and for more than three spatial axes without `dimensionNumbers`
 * @example
 * const lhs = jnp.array([1, 2, 3]).astype("float32").reshape([1, 3, 1]);
 * const y = lax.convTranspose({ lhs, rhs: jnp.ones([2, 1, 1]), strides: [2], padding: "SAME" });
 * assertEqual(y.reshape([6]), "[1. 1. 2. 2. 3. 3.]");
 */
export function convTranspose(options: ConvTransposeOptions): JaxArray {
  const [lhs, given] = [asArray(options.lhs), asArray(options.rhs)];
  const { strides, padding, preferredElementType } = options;
  const axes = options.dimensionNumbers ?? channelsLast[lhs.ndim];
  if (!axes) {
    throw new TypeError(
      `Cannot convTranspose ${printAval(lhs.aval)}: pass dimensionNumbers where there are not 0 to 3 spatial axes`,
    );
  }
  const dimensionNumbers = convDimensionNumbers(lhs.shape, given.shape, axes);
  const rhsDilation = options.rhsDilation ?? strides.map(() => 1);
  const window = spatialSizes(given, dimensionNumbers.rhs).map((size, k) => (size - 1) * rhsDilation[k]! + 1);
  const isOwn = options.useConsistentPadding === true || padding === "SAME" || padding === "VALID";
  const pads = isOwn
    ? strides.map((stride, k) =>
        transposedPadding(window[k]!, stride, typeof padding === "string" ? padding : padding[k]!),
      )
    : padding;
  return convGeneralDilated({
    lhs,
    rhs: options.transposeKernel ? turnedKernel(given, dimensionNumbers) : given,
    windowStrides: strides.map(() => 1),
    padding: pads,
    lhsDilation: strides,
    rhsDilation,
    dimensionNumbers,
    preferredElementType,
  });
}

/** The padding of the spread-out image that undoes a convolution with a given padding. */
export function transposedPadding(
  window: number,
  stride: number,
  padding: string | readonly [number, number],
): readonly [number, number] {
  if (typeof padding !== "string") return [window - 1 - padding[0], window - 1 - padding[1]];
  if (padding === "VALID") {
    const total = window + stride - 2 + Math.max(window - stride, 0);
    return [window - 1, total - (window - 1)];
  }
  const total = window + stride - 2;
  const before = stride > window - 1 ? window - 1 : Math.ceil(total / 2);
  return [before, total - before];
}

function turnedKernel(rhs: JaxArray, { rhs: spec }: ConvDimensionNumbers): JaxArray {
  const [outputs, inputs] = [spec[0]!, spec[1]!];
  const exchange = rhs.shape.map((_, axis) => (axis === outputs ? inputs : axis === inputs ? outputs : axis));
  return transpose(rev(rhs, { dimensions: spec.slice(2) }), exchange);
}
