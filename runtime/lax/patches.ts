/** `jax.lax`: windows of images laid out as features, and convolutions whose kernel differs from place to place. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import * as primitives from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { sizeOf } from "../types/shape.ts";
import { convDimensionNumbers } from "./convDimensionNumbers.ts";
import { type ConvOptions, convGeneralDilated } from "./convolution.ts";

/** What `convGeneralDilatedPatches` takes. */
export interface PatchesOptions extends Omit<ConvOptions, "rhs" | "featureGroupCount" | "batchGroupCount"> {
  /** Size of the window along each spatial axis. */
  readonly filterShape: readonly number[];
}

/** The unit matrix. */
function unit(n: number, dtype: JaxArray["dtype"]): JaxArray {
  const along = (dimension: number) => primitives.iota({ dtype: "int32", shape: [n, n], dimension });
  return primitives.convertElementType(primitives.eq(along(0), along(1)), { newDtype: dtype, weakType: false });
}

/** The transpose that puts the first axes of an array where they are wanted; the others follow in order. */
function withAxesAt(x: JaxArray, places: readonly number[]): JaxArray {
  const others = x.shape.map((_, axis) => axis).filter((axis) => axis >= places.length);
  const permutation = x.shape.map((_, axis) => {
    const k = places.indexOf(axis);
    return k >= 0 ? k : others.shift()!;
  });
  return primitives.transpose(x, { permutation });
}

/**
 * The windows that a convolution would look at, as features: channel by channel, each in the order of the kernel's axes.
 * f32[1,3,8,8], filterShape [2, 2], strides [1, 1], `"VALID"` → f32[1,12,7,7].
 *
 * @param options `{ lhs, filterShape, windowStrides, padding, … }`, as of `convGeneralDilated` without `rhs`
 * @returns array with (channels · window) features
 * @throws TypeError where shapes or dtypes do not fit
 * @example
 * const lhs = jnp.arange(4, { dtype: "float32" }).reshape([1, 1, 4]);
 * const patches = lax.convGeneralDilatedPatches({ lhs, filterShape: [2], windowStrides: [1], padding: "VALID" });
 * assertEqual(patches, "[[[0. 1. 2.]\n  [1. 2. 3.]]]");
 */
export function convGeneralDilatedPatches(options: PatchesOptions): JaxArray {
  const { filterShape, ...rest } = options;
  const lhs = asArray(options.lhs);
  const { lhs: image, rhs: kernel } = convDimensionNumbers(
    lhs.shape,
    [1, 1, ...filterShape],
    options.dimensionNumbers ?? null,
  );
  const [channels, size] = [lhs.shape[image[1]!]!, sizeOf(filterShape)];
  const each = primitives.broadcastInDim(unit(size, lhs.dtype), {
    shape: [channels, size, size],
    broadcastDimensions: [1, 2],
  });
  const ordered = primitives.reshape(each, { newSizes: [channels * size, 1, ...filterShape] });
  return convGeneralDilated({
    ...rest,
    lhs,
    rhs: withAxesAt(ordered, [kernel[0]!, kernel[1]!]),
    featureGroupCount: channels,
  });
}

/** What `convGeneralDilatedLocal` takes. */
export interface LocalConvOptions extends PatchesOptions {
  /** Kernel: output features; input features times the elements of the window; the spatial axes of the result. */
  readonly rhs: ArrayLike;
}

/**
 * A convolution with a kernel of its own at each place: a locally connected layer without bias.
 * f32[1,3,8,8], f32[4,12,7,7], filterShape [2, 2], strides [1, 1], `"VALID"` → f32[1,4,7,7].
 *
 * @param options `{ lhs, rhs, filterShape, windowStrides, padding, … }`, as of `convGeneralDilated`
 * @returns array of the shape that a convolution has
 * @throws TypeError where shapes or dtypes do not fit
 * @example
 * const [lhs, rhs] = [jnp.arange(3, { dtype: "float32" }).reshape([1, 1, 3]), jnp.ones([1, 2, 2])];
 * const y = lax.convGeneralDilatedLocal({ lhs, rhs, filterShape: [2], windowStrides: [1], padding: "VALID" });
 * assertEqual(y, "[[[1. 3.]]]");
 */
export function convGeneralDilatedLocal(options: LocalConvOptions): JaxArray {
  const { rhs: given, ...rest } = options;
  const [lhs, rhs] = [asArray(options.lhs), asArray(given)];
  const patches = convGeneralDilatedPatches(rest);
  const { rhs: kernel, out } = convDimensionNumbers(
    lhs.shape,
    [1, 1, ...options.filterShape],
    options.dimensionNumbers ?? null,
  );
  const fits = [[out[1]!, kernel[1]!], ...out.slice(2).map((axis, k) => [axis, kernel[2 + k]!])] as [number, number][];
  if (rhs.ndim !== lhs.ndim || fits.some(([a, b]) => patches.shape[a] !== rhs.shape[b]))
    throw new TypeError(
      `Cannot convolve patches ${printAval(patches.aval)} with ${printAval(rhs.aval)}: it must have their features as inputs, and their places`,
    );
  // space runs along the batch axes of one product
  const space = out.slice(2).map((_, k) => k);
  const order = space.toSorted((a, b) => out[2 + a]! - out[2 + b]!);
  const product = primitives.dotGeneral(patches, rhs, {
    dimensionNumbers: [
      [[out[1]!], [kernel[1]!]],
      [order.map((k) => out[2 + k]!), order.map((k) => kernel[2 + k]!)],
    ],
    preferredElementType: options.preferredElementType ?? null,
  });
  // [space…, batch, features] → batch and features where they are wanted
  const [batch, features] = [product.ndim - 2, product.ndim - 1];
  const front = primitives.transpose(product, { permutation: [batch, features, ...order.map((_, k) => k)] });
  return withAxesAt(front, [out[0]!, out[1]!]);
}
