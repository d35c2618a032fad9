import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { asarray, repeat, reshape } from "../../numpy/index.ts";
import type { DType } from "../../types/dtype.ts";
import { Module } from "../module.ts";
import type { Param } from "../variableTypes.ts";
import { checkFeatures, checkSizes, frontAxes, listOf, neededRngs } from "./layerArguments.ts";
import { computeStats, type NormOptions, normalize, scaleAndBias } from "./normalization.ts";
import { promoteDtype } from "./promoteDtype.ts";

/** Options of {@link GroupNorm}. */
export interface GroupNormOptions extends NormOptions {
  /** Number of groups of features; default 32. */
  readonly numGroups?: number | null;
  /** Features of a group, in place of `numGroups: null`. */
  readonly groupSize?: number | null;
  /** Axes over which mean and variance are taken, the feature axis last; default all but the batch axis. */
  readonly reductionAxes?: number | readonly number[] | null;
}

/**
 * Group normalization: mean 0 and variance 1 for each example and each group of features.
 *
 *     y = (x − mean) / √(variance + ε) · scale + bias        x, y: f32[batch, …, features]
 *
 * @example
 * const layer = new nnx.GroupNorm(6, { numGroups: 3, rngs: new nnx.Rngs(0) });
 * assertEqual(layer(jnp.ones([2, 4, 6])).shape, [2, 4, 6]);
 * @see Wu and He, "Group normalization", 2018, https://arxiv.org/abs/1803.08494
 */
export class GroupNorm extends Module<(x: ArrayLike, options?: { readonly mask?: JaxArray | null }) => JaxArray> {
  readonly scale: Param | null;
  readonly bias: Param | null;
  readonly featureAxis: number;
  readonly numGroups: number;
  readonly groupSize: number;
  readonly epsilon: number;
  readonly dtype: DType | null;
  readonly paramDtype: DType;
  readonly useBias: boolean;
  readonly useScale: boolean;
  readonly reductionAxes: readonly number[] | null;
  readonly axisName: string | null;
  readonly useFastVariance: boolean;

  /**
   * @param numFeatures size of the last axis
   * @param options see {@link GroupNormOptions}
   * @throws TypeError without `rngs`, and unless one of `numGroups` and `groupSize` is given and divides the features
   */
  constructor(numFeatures: number, options: GroupNormOptions) {
    super();
    checkSizes("GroupNorm", { numFeatures });
    const rngs = neededRngs(options?.rngs, "GroupNorm", "GroupNorm(numFeatures");
    const groupSize = options.groupSize ?? null;
    const numGroups = options.numGroups === undefined ? 32 : options.numGroups;
    this.numGroups = groupsOf(numFeatures, numGroups, groupSize);
    this.groupSize = numFeatures / this.numGroups;
    const { scale, bias } = scaleAndBias(rngs, numFeatures, options);
    this.scale = scale;
    this.bias = bias;
    this.featureAxis = -1;
    this.epsilon = options.epsilon ?? 1e-6;
    this.dtype = options.dtype ?? null;
    this.paramDtype = options.paramDtype ?? "float32";
    this.useBias = bias !== null;
    this.useScale = scale !== null;
    this.reductionAxes =
      options.reductionAxes === undefined || options.reductionAxes === null ? null : listOf(options.reductionAxes);
    this.axisName = options.axisName ?? null;
    this.useFastVariance = options.useFastVariance ?? true;
  }

  __call__(input: ArrayLike, options: { readonly mask?: JaxArray | null } = {}): JaxArray {
    const given = asarray(input);
    checkFeatures(`GroupNorm(${this.numGroups * this.groupSize})`, given, this.numGroups * this.groupSize);
    const inside = Array.from({ length: Math.max(given.ndim - 2, 0) }, (_, k) => k + 1);
    const axes = frontAxes(given.ndim, this.reductionAxes ?? [...inside, -1]);
    const grouped = (a: JaxArray): JaxArray => reshape(a, [...a.shape.slice(0, -1), this.numGroups, this.groupSize]);
    const [x, scale, bias] = promoteDtype(
      [given, this.scale?.value ?? null, this.bias?.value ?? null] as const,
      this.dtype,
    );
    const { dtype, axisName, useFastVariance, epsilon } = this;
    const { mean, variance } = computeStats(grouped(x), {
      axes: [...axes.slice(0, -1), -1],
      dtype,
      axisName,
      useFastVariance,
      mask: options.mask ? grouped(options.mask) : null,
    });
    return normalize(x, {
      mean: repeat(mean, this.groupSize, { axis: 1 }),
      variance: repeat(variance, this.groupSize, { axis: 1 }),
      scale,
      bias,
      reductionAxes: axes.slice(0, -1),
      featureAxes: [-1],
      dtype,
      epsilon,
    });
  }
}

function groupsOf(numFeatures: number, numGroups: number | null, groupSize: number | null): number {
  if ((numGroups === null) === (groupSize === null)) {
    throw new TypeError(
      "Cannot make a GroupNorm: give one of numGroups and groupSize; with groupSize, numGroups must be null, because its default is 32",
    );
  }
  const groups = groupSize === null ? numGroups! : numFeatures / groupSize;
  if (!Number.isInteger(groups) || groups <= 0 || numFeatures % groups !== 0) {
    const what = groupSize === null ? `numGroups ${numGroups}` : `groupSize ${groupSize}`;
    throw new TypeError(`Cannot make a GroupNorm: ${what} must divide the ${numFeatures} features`);
  }
  return groups;
}
