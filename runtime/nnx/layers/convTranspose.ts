import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { convTranspose } from "../../lax/index.ts";
import { add, asarray, pad, reshape, sum } from "../../numpy/index.ts";
import type { DType } from "../../types/dtype.ts";
import type { Shape } from "../../types/shape.ts";
import { Module } from "../module.ts";
import type { Param } from "../variableTypes.ts";
import { type ConvPadding, canonicalPadding } from "./convPadding.ts";
import { type ConvolutionOptions, kernelAndBias, maskedKernel, oneBatchAxis, withBatchAxes } from "./convParts.ts";
import { checkFeatures, checkSizes, listOf, neededRngs, perAxis } from "./layerArguments.ts";
import { promoteDtype } from "./promoteDtype.ts";

/** Options of {@link ConvTranspose}. */
export interface ConvTransposeOptions extends ConvolutionOptions {
  /** Turns the kernel round and swaps its inputs and outputs, as the gradient of a convolution does; default false. */
  readonly transposeKernel?: boolean;
}

/**
 * A "transposed" convolution: the input spread out by the strides, then convolved.
 *
 *     x: f32[batch…, space…, in]   W: f32[window…, in, out]   b: f32[out]   y: f32[batch…, strides · space…, out]
 *
 * @example
 * const layer = new nnx.ConvTranspose(3, 4, [3, 3], { strides: 2, rngs: new nnx.Rngs(0) });
 * assertEqual(layer(jnp.ones([1, 8, 8, 3])).shape, [1, 16, 16, 4]);
 */
export class ConvTranspose extends Module<(x: ArrayLike) => JaxArray> {
  /** W: f32[window…, in, out]; with `transposeKernel` [window…, out, in] */
  readonly kernel: Param;
  /** b: f32[out]; null without bias */
  readonly bias: Param | null;
  readonly kernelShape: Shape;
  readonly kernelSize: Shape;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly strides: number | readonly number[] | null;
  readonly padding: ConvPadding;
  readonly kernelDilation: number | readonly number[] | null;
  readonly useBias: boolean;
  readonly mask: JaxArray | null;
  readonly dtype: DType | null;
  readonly paramDtype: DType;
  readonly transposeKernel: boolean;
  readonly preferredElementType: DType | null;

  /**
   * @param inFeatures size of the input's last axis
   * @param outFeatures size of the output's last axis
   * @param kernelSize size of the window along each spatial axis; one number: one spatial axis
   * @param options see {@link ConvTransposeOptions}
   * @throws TypeError without `rngs`
   */
  constructor(inFeatures: number, outFeatures: number, kernelSize: number | Shape, options: ConvTransposeOptions) {
    super();
    checkSizes("ConvTranspose", { inFeatures, outFeatures });
    neededRngs(options?.rngs, "ConvTranspose", "ConvTranspose(inFeatures, outFeatures, kernelSize");
    const { transposeKernel = false } = options;
    this.kernelSize = listOf(kernelSize);
    const features = transposeKernel ? [outFeatures, inFeatures] : [inFeatures, outFeatures];
    this.kernelShape = [...this.kernelSize, ...features];
    const { kernel, bias } = kernelAndBias(this.kernelShape, outFeatures, options);
    this.kernel = kernel;
    this.bias = bias;
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.strides = options.strides ?? null;
    this.padding = options.padding ?? "SAME";
    this.kernelDilation = options.kernelDilation ?? null;
    this.useBias = bias !== null;
    this.mask = options.mask ?? null;
    this.dtype = options.dtype ?? null;
    this.paramDtype = options.paramDtype ?? "float32";
    this.transposeKernel = transposeKernel;
    this.preferredElementType = options.preferredElementType ?? null;
  }

  __call__(input: ArrayLike): JaxArray {
    const rank = this.kernelSize.length;
    const layer = `ConvTranspose(${this.inFeatures} → ${this.outFeatures})`;
    const { x, batch } = oneBatchAxis(layer, asarray(input), rank);
    checkFeatures(layer, x, this.inFeatures);
    const strides = perAxis("ConvTranspose", "strides", this.strides, rank);
    const padding = canonicalPadding("ConvTranspose", this.padding, rank);
    const kernel = maskedKernel("ConvTranspose", this.kernel.value, this.mask);
    const [lhs, rhs, bias] = promoteDtype([x, kernel, this.bias?.value ?? null] as const, this.dtype);
    let y = convTranspose({
      lhs,
      rhs,
      strides,
      padding: padding === "CIRCULAR" ? "VALID" : padding,
      rhsDilation: perAxis("ConvTranspose", "kernelDilation", this.kernelDilation, rank),
      transposeKernel: this.transposeKernel,
      preferredElementType: this.preferredElementType,
    });
    if (padding === "CIRCULAR") {
      const sizes = strides.map((stride, k) => stride * lhs.shape[k + 1]!);
      y = wrapAround(y, sizes, this.transposeKernel);
    }
    return withBatchAxes(bias === null ? y : add(y, bias), batch);
  }
}

/** What sticks out of a period along each spatial axis is added at its other end. */
function wrapAround(y: JaxArray, periods: readonly number[], transposeKernel: boolean): JaxArray {
  const widths = periods.map((period, k): [number, number] => {
    const missing = ((((y.shape[k + 1]! - period) * -1) % (2 * period)) + 2 * period) % (2 * period);
    const [less, more] = [Math.floor(missing / 2), Math.ceil(missing / 2)];
    return transposeKernel ? [less, more] : [more, less];
  });
  const none: [number, number] = [0, 0];
  let folded = pad(y, [none, ...widths, none]);
  periods.forEach((period, k) => {
    const { shape } = folded;
    const apart = [...shape.slice(0, k + 1), shape[k + 1]! / period, period, ...shape.slice(k + 2)];
    folded = sum(reshape(folded, apart), { axis: k + 1 });
  });
  return folded;
}
