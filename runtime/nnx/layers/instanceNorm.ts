import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { asarray } from "../../numpy/index.ts";
import type { DType } from "../../types/dtype.ts";
import { Module } from "../module.ts";
import type { Param } from "../variableTypes.ts";
import { checkSizes, frontAxes, listOf, neededRngs } from "./layerArguments.ts";
import { type NormOptions, scaleAndBias, standardize } from "./normalization.ts";

/** Options of {@link InstanceNorm}. */
export interface InstanceNormOptions extends NormOptions {
  /** Axes with mean and variance of their own, and with scale and bias; default −1. */
  readonly featureAxes?: number | readonly number[];
}

/**
 * Instance normalization: mean 0 and variance 1 for each example and each feature, over all positions.
 *
 *     y = (x − mean) / √(variance + ε) · scale + bias        x, y: f32[batch, …, features]
 *
 * @example
 * const layer = new nnx.InstanceNorm(1, { rngs: new nnx.Rngs(0) });
 * assertAllClose(layer(jnp.array([[[1], [3]]])), [[[-1], [1]]], { atol: 1e-5 });
 * @see Ulyanov et al., "Instance normalization", 2016, https://arxiv.org/abs/1607.08022
 */
export class InstanceNorm extends Module<(x: ArrayLike, options?: { readonly mask?: JaxArray | null }) => JaxArray> {
  readonly scale: Param | null;
  readonly bias: Param | null;
  readonly numFeatures: number;
  readonly epsilon: number;
  readonly dtype: DType | null;
  readonly paramDtype: DType;
  readonly useBias: boolean;
  readonly useScale: boolean;
  readonly featureAxes: readonly number[];
  readonly axisName: string | null;
  readonly useFastVariance: boolean;

  /**
   * @param numFeatures size of the feature axis
   * @param options see {@link InstanceNormOptions}
   * @throws TypeError without `rngs`
   */
  constructor(numFeatures: number, options: InstanceNormOptions) {
    super();
    checkSizes("InstanceNorm", { numFeatures });
    const rngs = neededRngs(options?.rngs, "InstanceNorm", "InstanceNorm(numFeatures");
    const { scale, bias } = scaleAndBias(rngs, numFeatures, options);
    this.scale = scale;
    this.bias = bias;
    this.numFeatures = numFeatures;
    this.epsilon = options.epsilon ?? 1e-6;
    this.dtype = options.dtype ?? null;
    this.paramDtype = options.paramDtype ?? "float32";
    this.useBias = bias !== null;
    this.useScale = scale !== null;
    this.featureAxes = listOf(options.featureAxes ?? -1);
    this.axisName = options.axisName ?? null;
    this.useFastVariance = options.useFastVariance ?? true;
  }

  __call__(input: ArrayLike, options: { readonly mask?: JaxArray | null } = {}): JaxArray {
    const given = asarray(input);
    const featureAxes = frontAxes(given.ndim, this.featureAxes);
    if (featureAxes.includes(0))
      throw new TypeError("Cannot apply InstanceNorm: axis 0 is the batch, featureAxes must not have it");
    const reductionAxes = given.shape.map((_, axis) => axis).filter((axis) => axis > 0 && !featureAxes.includes(axis));
    return standardize(this, given, { reductionAxes, featureAxes, mask: options.mask });
  }
}
