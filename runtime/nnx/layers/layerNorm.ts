import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { asarray } from "../../numpy/index.ts";
import type { DType } from "../../types/dtype.ts";
import { Module } from "../module.ts";
import type { Param } from "../variableTypes.ts";
import { checkFeatures, checkSizes, listOf, neededRngs } from "./layerArguments.ts";
import { type NormOptions, scaleAndBias, standardize } from "./normalization.ts";

/** Options of {@link LayerNorm}. */
export interface LayerNormOptions extends NormOptions {
  /** Axes over which mean and variance are taken; default −1. */
  readonly reductionAxes?: number | readonly number[];
  /** Axes that scale and bias have; default −1. */
  readonly featureAxes?: number | readonly number[];
}

/**
 * Layer normalization: each row gets mean 0 and variance 1, then a learnable scale and bias.
 *
 *     y = (x − mean) / √(variance + ε) · scale + bias        x, y: f32[…, features]   scale, bias: f32[features]
 *
 * @example
 * const layer = new nnx.LayerNorm(2, { rngs: new nnx.Rngs(0) });
 * assertAllClose(layer(jnp.array([[1, 3]])), [[-1, 1]], { atol: 1e-5 });
 * @see Ba et al., "Layer normalization", 2016, https://arxiv.org/abs/1607.06450
 */
export class LayerNorm extends Module<(x: ArrayLike, options?: { readonly mask?: JaxArray | null }) => JaxArray> {
  readonly scale: Param | null;
  readonly bias: Param | null;
  readonly numFeatures: number;
  readonly epsilon: number;
  readonly dtype: DType | null;
  readonly paramDtype: DType;
  readonly useBias: boolean;
  readonly useScale: boolean;
  readonly reductionAxes: readonly number[];
  readonly featureAxes: readonly number[];
  readonly axisName: string | null;
  readonly useFastVariance: boolean;

  /**
   * @param numFeatures size of the feature axis
   * @param options see {@link LayerNormOptions}
   * @throws TypeError without `rngs`
   */
  constructor(numFeatures: number, options: LayerNormOptions) {
    super();
    checkSizes("LayerNorm", { numFeatures });
    const rngs = neededRngs(options?.rngs, "LayerNorm", "LayerNorm(numFeatures");
    const { scale, bias } = scaleAndBias(rngs, numFeatures, options);
    this.scale = scale;
    this.bias = bias;
    this.numFeatures = numFeatures;
    this.epsilon = options.epsilon ?? 1e-6;
    this.dtype = options.dtype ?? null;
    this.paramDtype = options.paramDtype ?? "float32";
    this.useBias = bias !== null;
    this.useScale = scale !== null;
    this.reductionAxes = listOf(options.reductionAxes ?? -1);
    this.featureAxes = listOf(options.featureAxes ?? -1);
    this.axisName = options.axisName ?? null;
    this.useFastVariance = options.useFastVariance ?? true;
  }

  __call__(input: ArrayLike, options: { readonly mask?: JaxArray | null } = {}): JaxArray {
    const given = asarray(input);
    if (this.featureAxes.length === 1 && this.featureAxes[0] === -1)
      checkFeatures(`LayerNorm(${this.numFeatures})`, given, this.numFeatures);
    const { reductionAxes, featureAxes } = this;
    return standardize(this, given, { reductionAxes, featureAxes, mask: options.mask });
  }
}
