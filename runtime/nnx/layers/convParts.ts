/** What convolutions and their transposes have in common: options, parameters, and the axes of their input. */
import type { JaxArray } from "../../core/array.ts";
import { initializers } from "../../functions/index.ts";
import { multiply, reshape } from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";
import type { DType } from "../../types/dtype.ts";
import { type Shape, sizeOf } from "../../types/shape.ts";
import { Param } from "../variableTypes.ts";
import type { AffineOptions } from "./affineOptions.ts";
import type { ConvPadding } from "./convPadding.ts";

/** Options of convolutions and their transposes. */
export interface ConvolutionOptions extends AffineOptions {
  /** Step of the window (of a transposed convolution: distance of the input's elements in the result), one number or one for each
   * spatial axis; default 1. */
  readonly strides?: number | readonly number[] | null;
  /** Default `"SAME"`; see {@link ConvPadding}. */
  readonly padding?: ConvPadding;
  /** Distance of the kernel's elements; default 1. */
  readonly kernelDilation?: number | readonly number[] | null;
  /** Multiplied with the kernel at each call; of its shape. */
  readonly mask?: JaxArray | null;
  /** Dtype of products and sums; default that of the operands. */
  readonly preferredElementType?: DType | null;
}

/** Kernel and bias of a layer, as the options have them. */
export function kernelAndBias(
  kernelShape: Shape,
  outFeatures: number,
  options: ConvolutionOptions,
): { kernel: Param; bias: Param | null } {
  const { rngs, useBias = true, paramDtype = "float32" } = options;
  const { kernelInit = initializers.lecunNormal(), biasInit = initializers.zeros } = options;
  const kernel = new Param(kernelInit(rngs.params(), kernelShape, { dtype: paramDtype }), options.kernelMetadata);
  const bias = useBias
    ? new Param(biasInit(rngs.params(), [outFeatures], { dtype: paramDtype }), options.biasMetadata)
    : null;
  return { kernel, bias };
}

/** The input with one batch axis, and the batch axes it had if they were not one. */
export function oneBatchAxis(layer: string, x: JaxArray, rank: number): { x: JaxArray; batch: Shape | undefined } {
  const count = x.ndim - rank - 1;
  if (count < 0) {
    throw new TypeError(
      `Cannot apply ${layer} to ${printAval(x.aval)}: it needs ${rank} spatial ${rank === 1 ? "axis" : "axes"} and a feature axis`,
    );
  }
  if (count === 1) return { x, batch: undefined };
  const batch = x.shape.slice(0, count);
  return { x: reshape(x, [sizeOf(batch), ...x.shape.slice(count)]), batch };
}

/** The result with the batch axes that the input had. */
export function withBatchAxes(y: JaxArray, batch: Shape | undefined): JaxArray {
  return batch ? reshape(y, [...batch, ...y.shape.slice(1)]) : y;
}

/** The kernel times its mask. */
export function maskedKernel(layer: string, kernel: JaxArray, mask: JaxArray | null): JaxArray {
  if (mask === null) return kernel;
  if (String(mask.shape) !== String(kernel.shape)) {
    throw new TypeError(`Cannot apply ${layer}: the mask has shape [${mask.shape}], the kernel [${kernel.shape}]`);
  }
  return multiply(kernel, mask);
}
