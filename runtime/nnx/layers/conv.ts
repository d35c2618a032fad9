import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { initializers } from "../../functions/index.ts";
import type { Initializer } from "../../functions/initializers/index.ts";
import { convGeneralDilated } from "../../lax/index.ts";
import { add, asarray, multiply, reshape } from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";
import type { DType } from "../../types/dtype.ts";
import { type Shape, sizeOf } from "../../types/shape.ts";
import { Module } from "../module.ts";
import type { Rngs } from "../rngs.ts";
import type { Metadata } from "../variable.ts";
import { Param } from "../variableTypes.ts";
import { type ConvPadding, canonicalPadding, padInputs } from "./convPadding.ts";
import { checkSizes, listOf, neededRngs, perAxis } from "./layerArguments.ts";
import { promoteDtype } from "./promoteDtype.ts";

/** Options of {@link Conv}. */
export interface ConvOptions {
  /** Random streams; the kernel and the bias each take a key of the stream "params". */
  readonly rngs: Rngs;
  /** Step of the window, one number or one for each spatial axis; default 1. */
  readonly strides?: number | readonly number[] | null;
  /** Default `"SAME"`; see {@link ConvPadding}. */
  readonly padding?: ConvPadding;
  /** Distance of the input's elements; default 1. */
  readonly inputDilation?: number | readonly number[] | null;
  /** Distance of the kernel's elements; default 1. */
  readonly kernelDilation?: number | readonly number[] | null;
  /** Groups of features that do not meet; default 1. With `inFeatures` groups the convolution is depthwise. */
  readonly featureGroupCount?: number;
  /** Whether to add a bias; default true. */
  readonly useBias?: boolean;
  /** Multiplied with the kernel at each call; of its shape. */
  readonly mask?: JaxArray | null;
  /** Dtype of the computation; default what input and parameters promote to. */
  readonly dtype?: DType | null;
  /** Dtype of the parameters; default float32. */
  readonly paramDtype?: DType;
  /** How the kernel begins; default lecunNormal. */
  readonly kernelInit?: Initializer;
  /** How the bias begins; default zeros. */
  readonly biasInit?: Initializer;
  /** Dtype of products and sums; default that of the operands. */
  readonly preferredElementType?: DType | null;
  /** Notes for the kernel's Variable. */
  readonly kernelMetadata?: Metadata;
  /** Notes for the bias's Variable. */
  readonly biasMetadata?: Metadata;
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
    const rngs = neededRngs(options?.rngs, "Conv", "Conv(inFeatures, outFeatures, kernelSize");
    const { featureGroupCount = 1, useBias = true, paramDtype = "float32" } = options;
    const { kernelInit = initializers.lecunNormal(), biasInit = initializers.zeros } = options;
    if (inFeatures % featureGroupCount !== 0 || outFeatures % featureGroupCount !== 0) {
      throw new TypeError(
        `Cannot make a Conv(${inFeatures} → ${outFeatures}): featureGroupCount ${featureGroupCount} must divide both`,
      );
    }
    this.kernelSize = listOf(kernelSize);
    this.kernelShape = [...this.kernelSize, inFeatures / featureGroupCount, outFeatures];
    this.kernel = new Param(kernelInit(rngs.params(), this.kernelShape, { dtype: paramDtype }), options.kernelMetadata);
    this.bias = useBias
      ? new Param(biasInit(rngs.params(), [outFeatures], { dtype: paramDtype }), options.biasMetadata)
      : null;
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.strides = options.strides ?? 1;
    this.padding = options.padding ?? "SAME";
    this.inputDilation = options.inputDilation ?? 1;
    this.kernelDilation = options.kernelDilation ?? 1;
    this.featureGroupCount = featureGroupCount;
    this.useBias = useBias;
    this.mask = options.mask ?? null;
    this.dtype = options.dtype ?? null;
    this.paramDtype = paramDtype;
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
    const biased = bias === null ? y : add(y, bias);
    return batch ? reshape(biased, [...batch, ...biased.shape.slice(1)]) : biased;
  }
}

/** Axes of image, kernel and result with features last. */
function featuresLast(rank: number): { lhs: number[]; rhs: number[]; out: number[] } {
  const space = Array.from({ length: rank }, (_, k) => k);
  const image = [0, rank + 1, ...space.map((k) => k + 1)];
  return { lhs: image, rhs: [rank + 1, rank, ...space], out: image };
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

/** Throws unless the last axis has the features of the layer. */
export function checkFeatures(layer: string, x: JaxArray, features: number): void {
  if (x.shape.at(-1) === features) return;
  throw new TypeError(`Cannot apply ${layer} to ${printAval(x.aval)}: its last axis must have size ${features}`);
}

/** The kernel times its mask. */
export function maskedKernel(layer: string, kernel: JaxArray, mask: JaxArray | null): JaxArray {
  if (mask === null) return kernel;
  if (String(mask.shape) !== String(kernel.shape)) {
    throw new TypeError(`Cannot apply ${layer}: the mask has shape [${mask.shape}], the kernel [${kernel.shape}]`);
  }
  return multiply(kernel, mask);
}
