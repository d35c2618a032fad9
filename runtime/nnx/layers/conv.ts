import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { convGeneralDilated } from "../../lax/index.ts";
import { add, asarray } from "../../numpy/index.ts";
import type { DType } from "../../types/dtype.ts";
import type { Shape } from "../../types/shape.ts";
import { Module } from "../module.ts";
import type { Param } from "../variableTypes.ts";
import { type ConvPadding, canonicalPadding, padInputs } from "./convPadding.ts";
import { type ConvolutionOptions, kernelAndBias, maskedKernel, oneBatchAxis, withBatchAxes } from "./convParts.ts";
import { checkFeatures, checkSizes, listOf, neededRngs, perAxis } from "./layerArguments.ts";
import { promoteDtype } from "./promoteDtype.ts";

/** Options of {@link Conv}. */
export interface ConvOptions extends ConvolutionOptions {
  /** Distance of the input's elements; default 1. */
  readonly inputDilation?: number | readonly number[] | null;
  /** Groups of features that do not meet; default 1. With `inFeatures` groups the convolution is depthwise. */
  readonly featureGroupCount?: number;
}

/**
 * A convolution over any number of spatial axes, features last.
 *
 *     x: f32[batch…, space…, in]   W: f32[window…, in / groups, out]   b: f32[out]   y: f32[batch…, space…, out]
 *
 * @example
 * const layer = new nnx.Conv(3, 4, [3, 3], { strides: 2, rngs: new nnx.Rngs(0) });
 * assertEqual(layer(jnp.ones([1, 8, 8, 3])).shape, [1, 4, 4, 4]);
 * assertEqual(layer.kernel.shape, [3, 3, 3, 4]);
 */
export class Conv extends Module<(x: ArrayLike) => JaxArray> {
  /** W: f32[window…, in / groups, out] */
  readonly kernel: Param;
  /** b: f32[out]; null without bias */
  readonly bias: Param | null;
  readonly kernelShape: Shape;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly kernelSize: Shape;
  readonly strides: number | readonly number[] | null;
  readonly padding: ConvPadding;
  readonly inputDilation: number | readonly number[] | null;
  readonly kernelDilation: number | readonly number[] | null;
  readonly featureGroupCount: number;
  readonly useBias: boolean;
  readonly mask: JaxArray | null;
  readonly dtype: DType | null;
  readonly paramDtype: DType;
  readonly preferredElementType: DType | null;

  /**
   * @param inFeatures size of the input's last axis
   * @param outFeatures size of the output's last axis
   * @param kernelSize size of the window along each spatial axis; one number: one spatial axis
   * @param options see {@link ConvOptions}
   * @throws TypeError without `rngs`, and when groups do not divide the features
   */
  constructor(inFeatures: number, outFeatures: number, kernelSize: number | Shape, options: ConvOptions) {
    super();
    checkSizes("Conv", { inFeatures, outFeatures });
    neededRngs(options?.rngs, "Conv", "Conv(inFeatures, outFeatures, kernelSize");
    const { featureGroupCount = 1 } = options;
    if (inFeatures % featureGroupCount !== 0 || outFeatures % featureGroupCount !== 0) {
      throw new TypeError(
        `Cannot make a Conv(${inFeatures} → ${outFeatures}): featureGroupCount ${featureGroupCount} must divide both`,
      );
    }
    this.kernelSize = listOf(kernelSize);
    this.kernelShape = [...this.kernelSize, inFeatures / featureGroupCount, outFeatures];
    const { kernel, bias } = kernelAndBias(this.kernelShape, outFeatures, options);
    this.kernel = kernel;
    this.bias = bias;
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.strides = options.strides ?? 1;
    this.padding = options.padding ?? "SAME";
    this.inputDilation = options.inputDilation ?? 1;
    this.kernelDilation = options.kernelDilation ?? 1;
    this.featureGroupCount = featureGroupCount;
    this.useBias = bias !== null;
    this.mask = options.mask ?? null;
    this.dtype = options.dtype ?? null;
    this.paramDtype = options.paramDtype ?? "float32";
    this.preferredElementType = options.preferredElementType ?? null;
  }

  __call__(input: ArrayLike): JaxArray {
    const rank = this.kernelSize.length;
    const { x, batch } = oneBatchAxis(`Conv(${this.inFeatures} → ${this.outFeatures})`, asarray(input), rank);
    checkFeatures(`Conv(${this.inFeatures} → ${this.outFeatures})`, x, this.inFeatures);
    const kernelDilation = perAxis("Conv", "kernelDilation", this.kernelDilation, rank);
    const [image, padding] = padInputs(x, canonicalPadding("Conv", this.padding, rank), {
      kernelSize: this.kernelSize,
      kernelDilation,
    });
    const kernel = maskedKernel("Conv", this.kernel.value, this.mask);
    const [lhs, rhs, bias] = promoteDtype([image, kernel, this.bias?.value ?? null] as const, this.dtype);
    const y = convGeneralDilated({
      lhs,
      rhs,
      windowStrides: perAxis("Conv", "strides", this.strides, rank),
      padding,
      lhsDilation: perAxis("Conv", "inputDilation", this.inputDilation, rank),
      rhsDilation: kernelDilation,
      dimensionNumbers: featuresLast(rank),
      featureGroupCount: this.featureGroupCount,
      preferredElementType: this.preferredElementType,
    });
    return withBatchAxes(bias === null ? y : add(y, bias), batch);
  }
}

/** Axes of image, kernel and result with features last. */
function featuresLast(rank: number): { lhs: number[]; rhs: number[]; out: number[] } {
  const space = Array.from({ length: rank }, (_, k) => k);
  const image = [0, rank + 1, ...space.map((k) => k + 1)];
  return { lhs: image, rhs: [rank + 1, rank, ...space], out: image };
}
