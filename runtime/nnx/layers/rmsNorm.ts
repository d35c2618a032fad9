import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { asarray } from "../../numpy/index.ts";
import type { DType } from "../../types/dtype.ts";
import { Module } from "../module.ts";
import type { Param } from "../variableTypes.ts";
import { checkFeatures, checkSizes, listOf, neededRngs } from "./layerArguments.ts";
import type { LayerNormOptions } from "./layerNorm.ts";
import { scaleAndBias, standardize } from "./normalization.ts";

/** Options of {@link RMSNorm}. */
export type RMSNormOptions = Omit<LayerNormOptions, "useBias" | "biasInit" | "biasMetadata">;

/**
 * Layer normalization without the mean: each row is divided by its root mean square.
 *
 *     y = x / √(mean(x²) + ε) · scale        x, y: f32[…, features]   scale: f32[features]
 *
 * @example
 * const layer = new nnx.RMSNorm(2, { rngs: new nnx.Rngs(0) });
 * assertAllClose(layer(jnp.array([[3, 4]])), [[0.848528, 1.131371]], { atol: 1e-5 });
 * @see Zhang and Sennrich, "Root mean square layer normalization", 2019, https://arxiv.org/abs/1910.07467
 */
export class RMSNorm extends Module<(x: ArrayLike, options?: { readonly mask?: JaxArray | null }) => JaxArray> {
  readonly scale: Param | null;
  readonly numFeatures: number;
  readonly epsilon: number;
  readonly dtype: DType | null;
  readonly paramDtype: DType;
  readonly useScale: boolean;
  readonly reductionAxes: readonly number[];
  readonly featureAxes: readonly number[];
  readonly axisName: string | null;
  readonly useFastVariance: boolean;

  /**
   * @param numFeatures size of the feature axis
   * @param options see {@link RMSNormOptions}
   * @throws TypeError without `rngs`
   */
  constructor(numFeatures: number, options: RMSNormOptions) {
    super();
    checkSizes("RMSNorm", { numFeatures });
    const rngs = neededRngs(options?.rngs, "RMSNorm", "RMSNorm(numFeatures");
    this.scale = scaleAndBias(rngs, numFeatures, { ...options, useBias: false }).scale;
    this.numFeatures = numFeatures;
    this.epsilon = options.epsilon ?? 1e-6;
    this.dtype = options.dtype ?? null;
    this.paramDtype = options.paramDtype ?? "float32";
    this.useScale = this.scale !== null;
    this.reductionAxes = listOf(options.reductionAxes ?? -1);
    this.featureAxes = listOf(options.featureAxes ?? -1);
    this.axisName = options.axisName ?? null;
    this.useFastVariance = options.useFastVariance ?? true;
  }

  __call__(input: ArrayLike, options: { readonly mask?: JaxArray | null } = {}): JaxArray {
    const given = asarray(input);
    if (this.featureAxes.length === 1 && this.featureAxes[0] === -1)
      checkFeatures(`RMSNorm(${this.numFeatures})`, given, this.numFeatures);
    const { reductionAxes, featureAxes } = this;
    return standardize(this, given, { reductionAxes, featureAxes, mask: options.mask, useMean: false });
  }
}
