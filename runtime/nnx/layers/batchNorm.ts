import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { stopGradient } from "../../lax/index.ts";
import { add, asarray, multiply, ones, zeros } from "../../numpy/index.ts";
import type { DType } from "../../types/dtype.ts";
import { Module } from "../module.ts";
import { BatchStat, type Param } from "../variableTypes.ts";
import { checkFeatures, checkSizes, firstOf, frontAxes, neededRngs } from "./layerArguments.ts";
import { computeStats, type NormOptions, normalize, scaleAndBias } from "./normalization.ts";
import { promoteDtype } from "./promoteDtype.ts";

/** Options of {@link BatchNorm}. */
export interface BatchNormOptions extends NormOptions {
  /** Whether to normalize by the running statistics, as when evaluating; default false. `model.train()` and `model.eval()` set it. */
  readonly useRunningAverage?: boolean | null;
  /** The feature axis; default −1. */
  readonly axis?: number;
  /** What stays of the running statistics in each step; default 0.99. */
  readonly momentum?: number;
  /** Added to the variance; default 1e-5. */
  readonly epsilon?: number;
}

/** Options of a call of {@link BatchNorm}. */
export interface BatchNormCall {
  /** Overrides the layer's own setting. */
  readonly useRunningAverage?: boolean | null;
  /** Bool: only elements where it holds count in the statistics. */
  readonly mask?: JaxArray | null;
}

/**
 * Batch normalization: each feature gets mean 0 and variance 1 over the batch while training, and by running statistics afterwards.
 *
 *     y = (x − mean) / √(variance + ε) · scale + bias        x, y: f32[batch, …, features]
 *     running ← momentum · running + (1 − momentum) · of this batch
 *
 * @example
 * const layer = new nnx.BatchNorm(1, { momentum: 0.9, rngs: new nnx.Rngs(0) });
 * assertAllClose(layer(jnp.array([[1], [3]])), [[-1], [1]], { atol: 1e-4 });
 * assertAllClose(layer.mean.value, [0.2]);
 * layer.eval();
 * assertAllClose(layer(jnp.array([[0.2]])), [[0]], { atol: 1e-6 });
 * @see Ioffe and Szegedy, "Batch normalization", 2015, https://arxiv.org/abs/1502.03167
 */
export class BatchNorm extends Module<(x: ArrayLike, options?: BatchNormCall) => JaxArray> {
  /** Running mean: f32[features] */
  readonly mean: BatchStat;
  /** Running variance: f32[features] */
  readonly var: BatchStat;
  readonly scale: Param | null;
  readonly bias: Param | null;
  readonly numFeatures: number;
  useRunningAverage: boolean | null;
  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly dtype: DType | null;
  readonly paramDtype: DType;
  readonly useBias: boolean;
  readonly useScale: boolean;
  readonly axisName: string | null;
  readonly useFastVariance: boolean;

  /**
   * @param numFeatures size of the feature axis
   * @param options see {@link BatchNormOptions}
   * @throws TypeError without `rngs`
   */
  constructor(numFeatures: number, options: BatchNormOptions) {
    super();
    checkSizes("BatchNorm", { numFeatures });
    const rngs = neededRngs(options?.rngs, "BatchNorm", "BatchNorm(numFeatures");
    this.mean = new BatchStat(zeros([numFeatures]));
    this.var = new BatchStat(ones([numFeatures]));
    const { scale, bias } = scaleAndBias(rngs, numFeatures, options);
    this.scale = scale;
    this.bias = bias;
    this.numFeatures = numFeatures;
    this.useRunningAverage = options.useRunningAverage === undefined ? false : options.useRunningAverage;
    this.axis = options.axis ?? -1;
    this.momentum = options.momentum ?? 0.99;
    this.epsilon = options.epsilon ?? 1e-5;
    this.dtype = options.dtype ?? null;
    this.paramDtype = options.paramDtype ?? "float32";
    this.useBias = bias !== null;
    this.useScale = scale !== null;
    this.axisName = options.axisName ?? null;
    this.useFastVariance = options.useFastVariance ?? true;
  }

  __call__(input: ArrayLike, options: BatchNormCall = {}): JaxArray {
    const useRunningAverage = firstOf(
      [options.useRunningAverage, this.useRunningAverage],
      "Cannot apply BatchNorm: `useRunningAverage` is null; call model.train() or model.eval(), or pass { useRunningAverage: true }",
    );
    const given = asarray(input);
    if (this.axis === -1) checkFeatures(`BatchNorm(${this.numFeatures})`, given, this.numFeatures);
    const featureAxes = frontAxes(given.ndim, this.axis);
    const reductionAxes = given.shape.map((_, axis) => axis).filter((axis) => !featureAxes.includes(axis));
    const [x, runningMean, runningVar, scale, bias] = promoteDtype(
      [given, this.mean.value, this.var.value, this.scale?.value ?? null, this.bias?.value ?? null] as const,
      this.dtype,
    );
    const { dtype, axisName, useFastVariance, epsilon } = this;
    let stats = { mean: runningMean, variance: runningVar };
    if (!useRunningAverage) {
      const mask = options.mask ?? null;
      stats = computeStats(x, { axes: reductionAxes, dtype, axisName, useFastVariance, mask });
      remember(this.mean, stats.mean, this.momentum);
      remember(this.var, stats.variance, this.momentum);
    }
    return normalize(x, { ...stats, scale, bias, reductionAxes, featureAxes, dtype, epsilon });
  }

  /** Sets the mode of a view; see `nnx.view`. */
  setView(options: { readonly useRunningAverage?: boolean | null }): void {
    if (options.useRunningAverage !== undefined && options.useRunningAverage !== null)
      this.useRunningAverage = options.useRunningAverage;
  }
}

function remember(running: BatchStat, now: JaxArray, momentum: number): void {
  running.set(stopGradient(add(multiply(momentum, running.value), multiply(1 - momentum, now))));
}
