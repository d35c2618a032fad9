import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { initializers } from "../../functions/index.ts";
import type { Initializer } from "../../functions/initializers/index.ts";
import { convTranspose } from "../../lax/index.ts";
import { add, asarray, pad, reshape, sum } from "../../numpy/index.ts";
import type { DType } from "../../types/dtype.ts";
import type { Shape } from "../../types/shape.ts";
import { Module } from "../module.ts";
import type { Rngs } from "../rngs.ts";
import type { Metadata } from "../variable.ts";
import { Param } from "../variableTypes.ts";
import { checkFeatures, maskedKernel, oneBatchAxis } from "./conv.ts";
import { type ConvPadding, canonicalPadding } from "./convPadding.ts";
import { checkSizes, listOf, neededRngs, perAxis } from "./layerArguments.ts";
import { promoteDtype } from "./promoteDtype.ts";

/** Options of {@link ConvTranspose}. */
export interface ConvTransposeOptions {
  /** Random streams; the kernel and the bias each take a key of the stream "params". */
  readonly rngs: Rngs;
  /** Distance of the input's elements in the result, one number or one for each spatial axis; default 1. */
  readonly strides?: number | readonly number[] | null;
  /** Default `"SAME"`; also `"VALID"`, `"CIRCULAR"` or numbers, see {@link ConvPadding}. */
  readonly padding?: ConvPadding;
  /** Distance of the kernel's elements; default 1. */
  readonly kernelDilation?: number | readonly number[] | null;
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
  /** Turns the kernel round and swaps its inputs and outputs, as the gradient of a convolution does; default false. */
  readonly transposeKernel?: boolean;
  /** Dtype of products and sums; default that of the operands. */
  readonly preferredElementType?: DType | null;
  /** Notes for the kernel's Variable. */
  readonly kernelMetadata?: Metadata;
  /** Notes for the bias's Variable. */
  readonly biasMetadata?: Metadata;
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
    const rngs = neededRngs(options?.rngs, "ConvTranspose", "ConvTranspose(inFeatures, outFeatures, kernelSize");
    const { useBias = true, paramDtype = "float32", transposeKernel = false } = options;
    const { kernelInit = initializers.lecunNormal(), biasInit = initializers.zeros } = options;
    this.kernelSize = listOf(kernelSize);
    const features = transposeKernel ? [outFeatures, inFeatures] : [inFeatures, outFeatures];
    this.kernelShape = [...this.kernelSize, ...features];
    this.kernel = new Param(kernelInit(rngs.params(), this.kernelShape, { dtype: paramDtype }), options.kernelMetadata);
    this.bias = useBias
      ? new Param(biasInit(rngs.params(), [outFeatures], { dtype: paramDtype }), options.biasMetadata)
      : null;
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.strides = options.strides ?? null;
    this.padding = options.padding ?? "SAME";
    this.kernelDilation = options.kernelDilation ?? null;
    this.useBias = useBias;
    this.mask = options.mask ?? null;
    this.dtype = options.dtype ?? null;
    this.paramDtype = paramDtype;
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
    if (bias !== null) y = add(y, bias);
    return batch ? reshape(y, [...batch, ...y.shape.slice(1)]) : y;
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
