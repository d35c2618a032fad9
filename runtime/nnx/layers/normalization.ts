/** What the layers that normalize have in common: mean and variance, and what is done with them. */
import type { JaxArray } from "../../core/array.ts";
import { initializers } from "../../functions/index.ts";
import type { Initializer } from "../../functions/initializers/index.ts";
import * as lax from "../../lax/index.ts";
import {
  add,
  astype,
  maximum,
  mean,
  multiply,
  promoteTypes,
  reshape,
  subtract,
  sum,
  zerosLike,
} from "../../numpy/index.ts";
import type { DType } from "../../types/dtype.ts";
import type { Rngs } from "../rngs.ts";
import type { Metadata } from "../variable.ts";
import { Param } from "../variableTypes.ts";
import { frontAxes } from "./layerArguments.ts";
import { promoteDtype } from "./promoteDtype.ts";

/** Options of all layers that normalize. */
export interface NormOptions {
  /** Random streams; scale and bias each take a key of the stream "params". */
  readonly rngs: Rngs;
  /** Added to the variance; default 1e-6. */
  readonly epsilon?: number;
  /** Dtype of the result; default what input and parameters promote to. */
  readonly dtype?: DType | null;
  /** Dtype of the parameters; default float32. */
  readonly paramDtype?: DType;
  /** Whether to add a learnable bias; default true. */
  readonly useBias?: boolean;
  /** Whether to multiply by a learnable scale; default true. */
  readonly useScale?: boolean;
  /** How the bias begins; default zeros. */
  readonly biasInit?: Initializer;
  /** How the scale begins; default ones. */
  readonly scaleInit?: Initializer;
  /** Name of a mapped axis over which mean and variance are taken too; default none. */
  readonly axisName?: string | null;
  /** Variance as E[x²] − E[x]², in one pass; else E[(x − E[x])²]. Default true. */
  readonly useFastVariance?: boolean;
  /** Notes for the bias's Variable. */
  readonly biasMetadata?: Metadata;
  /** Notes for the scale's Variable. */
  readonly scaleMetadata?: Metadata;
}

/** Scale and bias of a layer, as the options have them. */
export function scaleAndBias(
  rngs: Rngs,
  features: number,
  options: NormOptions,
): { scale: Param | null; bias: Param | null } {
  const { useScale = true, useBias = true, paramDtype = "float32" } = options;
  const { scaleInit = initializers.ones, biasInit = initializers.zeros } = options;
  const scale = useScale
    ? new Param(scaleInit(rngs.params(), [features], { dtype: paramDtype }), options.scaleMetadata)
    : null;
  const bias = useBias
    ? new Param(biasInit(rngs.params(), [features], { dtype: paramDtype }), options.biasMetadata)
    : null;
  return { scale, bias };
}

/** How mean and variance are taken. */
export interface StatsOptions {
  readonly axes: readonly number[];
  readonly dtype: DType | null;
  readonly axisName: string | null;
  readonly useFastVariance: boolean;
  /** False: the variance around 0. Default true. */
  readonly useMean?: boolean;
  /** Bool: only elements where it holds count. */
  readonly mask: JaxArray | null;
}

/** Mean and variance over axes, of at least float32; axes are left out of their shapes. */
export function computeStats(x: JaxArray, options: StatsOptions): { mean: JaxArray; variance: JaxArray } {
  const { dtype, axisName, useFastVariance, useMean = true, mask } = options;
  const wide = astype(x, promoteTypes(dtype ?? x.dtype, "float32"));
  const axis = frontAxes(x.ndim, options.axes);
  const meanOf = (a: JaxArray): JaxArray => {
    const own = mean(a, { axis, where: mask });
    return axisName === null ? own : lax.pmean(own, axisName);
  };
  if (!useMean) {
    const variance = meanOf(lax.square(wide));
    return { mean: zerosLike(variance), variance };
  }
  const middle = meanOf(wide);
  if (useFastVariance) {
    const variance = maximum(0, subtract(meanOf(lax.square(wide)), lax.square(middle)));
    return { mean: middle, variance };
  }
  const spread = reshape(middle, keptShape(x.shape, axis));
  return { mean: middle, variance: meanOf(lax.square(subtract(wide, spread))) };
}

/** A shape with size 1 along some axes. */
export function keptShape(shape: readonly number[], axes: readonly number[]): number[] {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

/** What {@link standardize} asks of a layer. */
export interface NormLayer {
  readonly scale: Param | null;
  readonly bias?: Param | null;
  readonly dtype: DType | null;
  readonly epsilon: number;
  readonly axisName: string | null;
  readonly useFastVariance: boolean;
}

/** The whole of a layer that takes mean and variance of the input itself: they are left out of the result, then scale and bias put in. */
export function standardize(
  layer: NormLayer,
  given: JaxArray,
  options: {
    readonly reductionAxes: readonly number[];
    readonly featureAxes: readonly number[];
    readonly mask: JaxArray | null | undefined;
    /** False: only the size is brought to 1. Default true. */
    readonly useMean?: boolean;
  },
): JaxArray {
  const { dtype, axisName, useFastVariance, epsilon } = layer;
  const { reductionAxes: axes, featureAxes, mask = null, useMean = true } = options;
  const parameters = [given, layer.scale?.value ?? null, layer.bias?.value ?? null] as const;
  const [x, scale, bias] = promoteDtype(parameters, dtype);
  const stats = computeStats(x, { axes, dtype, axisName, useFastVariance, useMean, mask });
  return normalize(x, { ...stats, scale, bias, reductionAxes: axes, featureAxes, dtype, epsilon });
}

/** What {@link normalize} takes beside the array. */
export interface NormalizeOptions {
  readonly mean: JaxArray;
  readonly variance: JaxArray;
  readonly scale: JaxArray | null;
  readonly bias: JaxArray | null;
  /** Axes that mean and variance do not have. */
  readonly reductionAxes: readonly number[];
  /** Axes that scale and bias have. */
  readonly featureAxes: readonly number[];
  readonly dtype: DType | null;
  readonly epsilon: number;
}

/** (x − mean) · (1 / √(variance + ε) · scale) + bias. */
export function normalize(x: JaxArray, options: NormalizeOptions): JaxArray {
  const { scale, bias, epsilon } = options;
  const statsShape = keptShape(x.shape, frontAxes(x.ndim, options.reductionAxes));
  const featureAxes = frontAxes(x.ndim, options.featureAxes);
  const featureShape = x.shape.map((size, axis) => (featureAxes.includes(axis) ? size : 1));
  let y = subtract(x, reshape(options.mean, statsShape));
  let factor: JaxArray = lax.rsqrt(add(reshape(options.variance, statsShape), epsilon));
  if (scale !== null) factor = multiply(factor, reshape(scale, featureShape));
  y = multiply(y, factor);
  if (bias !== null) y = add(y, reshape(bias, featureShape));
  return astype(y, options.dtype ?? inferred([x, scale, bias]));
}

function inferred(operands: readonly (JaxArray | null)[]): DType {
  const own = operands.flatMap((x) => (x === null ? [] : [x.dtype]));
  return own.reduce((a, b) => promoteTypes(a, b));
}

/** x / √(Σ x² + ε), over some axes or all. */
export function l2Normalize(x: JaxArray, axis: readonly number[] | null, epsilon: number): JaxArray {
  const total = sum(multiply(x, x), { axis, keepdims: true });
  return multiply(x, lax.rsqrt(add(total, epsilon)));
}
