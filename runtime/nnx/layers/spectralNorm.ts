import type { JaxArray } from "../../core/array.ts";
import { initializers } from "../../functions/index.ts";
import { stopGradient } from "../../lax/index.ts";
import { astype, divide, matmul, notEqual, reshape, transpose, where } from "../../numpy/index.ts";
import type { DType } from "../../types/dtype.ts";
import { state } from "../graph/split.ts";
import type { Path } from "../keyOrder.ts";
import { Module } from "../module.ts";
import { data } from "../pytree.ts";
import type { Rngs } from "../rngs.ts";
import { toFlatState } from "../state.ts";
import { BatchStat, Param } from "../variableTypes.ts";
import { neededRngs } from "./layerArguments.ts";
import { l2Normalize } from "./normalization.ts";
import { checkCallable } from "./weightNorm.ts";

/** Options of {@link SpectralNorm}. */
export interface SpectralNormOptions {
  /** Random streams; each first vector takes a key of the stream "params". */
  readonly rngs: Rngs;
  /** Steps of power iteration in each call; default 1. */
  readonly nSteps?: number;
  /** Added to squared lengths; default 1e-12. */
  readonly epsilon?: number;
  /** Dtype of the weights; default their own. */
  readonly dtype?: DType | null;
  /** Dtype of the vectors; default float32. */
  readonly paramDtype?: DType;
  /** Whether weights of more than two axes are an error, instead of being read as matrices; default false. */
  readonly errorOnNonMatrix?: boolean;
  /** Whether calls keep what they found; default true. */
  readonly updateStats?: boolean;
}

/**
 * Spectral normalization: the weights of a layer are divided by their largest singular value before each call, found by power
 * iteration that goes on from call to call.
 *
 *     v = uWᵀ / ‖uWᵀ‖   u = vW / ‖vW‖   σ = v W uᵀ   W ← W / σ
 *
 * @example
 * const rngs = new nnx.Rngs(0);
 * const layer = new nnx.SpectralNorm(new nnx.Linear(4, 3, { rngs }), { nSteps: 20, rngs });
 * layer(jnp.ones([1, 4]));
 * layer(jnp.ones([1, 4]));
 * assertAllClose(layer.batchStats["kernel/sigma"].value, 1, { atol: 1e-3 });
 * @see Miyato et al., "Spectral normalization for generative adversarial networks", 2018, https://arxiv.org/abs/1802.05957
 */
// any: takes what the layer takes
export class SpectralNorm extends Module<(x: any, options?: { readonly updateStats?: boolean | null }) => any> {
  readonly layerInstance: object;
  readonly nSteps: number;
  readonly epsilon: number;
  readonly dtype: DType | null;
  readonly paramDtype: DType;
  readonly errorOnNonMatrix: boolean;
  useRunningAverage: boolean;
  /** `"path/u"`: f32[1, out], the vector; `"path/sigma"`: f32[], the singular value. */
  // any: indexed by the paths of the layer's weights
  readonly batchStats: Readonly<Record<string, any>>;

  /**
   * @param layerInstance the layer, a callable module
   * @param options see {@link SpectralNormOptions}
   * @throws TypeError without `rngs`, for a layer that is not callable, and for weights of more than two axes if so asked
   */
  constructor(layerInstance: object, options: SpectralNormOptions) {
    super();
    const rngs = neededRngs(options?.rngs, "SpectralNorm", "SpectralNorm(layer");
    checkCallable("SpectralNorm", layerInstance);
    this.layerInstance = layerInstance;
    this.nSteps = options.nSteps ?? 1;
    this.epsilon = options.epsilon ?? 1e-12;
    this.dtype = options.dtype ?? null;
    this.paramDtype = options.paramDtype ?? "float32";
    this.errorOnNonMatrix = options.errorOnNonMatrix ?? false;
    this.useRunningAverage = !(options.updateStats ?? true);
    const stats: Record<string, BatchStat> = {};
    for (const [path, weight] of matricesOf(this)) {
      const key = rngs.params();
      const dtype = { dtype: this.paramDtype };
      stats[`${path.join("/")}/u`] = new BatchStat(initializers.normal()(key, [1, weight.shape.at(-1)!], dtype));
      stats[`${path.join("/")}/sigma`] = new BatchStat(initializers.ones(key, [], dtype));
    }
    this.batchStats = data(stats);
  }

  // any: as above
  __call__(x: any, options: { readonly updateStats?: boolean | null } = {}): any {
    const updateStats = options.updateStats ?? !this.useRunningAverage;
    for (const [path, weight] of matricesOf(this)) divideBySigma(this, path, weight, updateStats);
    return (this.layerInstance as (x: unknown) => unknown)(x);
  }
}

/** Weights of at least two axes. */
function matricesOf(layer: SpectralNorm): (readonly [path: Path, weight: Param])[] {
  if (layer.nSteps < 1) return [];
  const weights = [...toFlatState<Param>(state(layer.layerInstance, Param))].filter(([, weight]) => weight.ndim > 1);
  for (const [path, weight] of weights) {
    if (weight.ndim > 2 && layer.errorOnNonMatrix)
      throw new TypeError(`Cannot make a SpectralNorm: the weight ${path.join(".")} has ${weight.ndim} axes, not 2`);
  }
  return weights;
}

function divideBySigma(layer: SpectralNorm, path: Path, weight: Param, updateStats: boolean): void {
  const held = layer.batchStats[`${path.join("/")}/u`] as BatchStat | undefined;
  if (!held) {
    throw new TypeError(
      `Cannot apply SpectralNorm: there is no vector for the weight ${path.join(".")}; the layer's weights must not change`,
    );
  }
  const w = weight.value;
  const matrix = w.ndim === 2 ? w : reshape(w, [-1, w.shape.at(-1)!]);
  let u: JaxArray = held.value;
  let v: JaxArray = u;
  for (let step = 0; step < layer.nSteps; step++) {
    v = l2Normalize(matmul(u, transpose(matrix)), null, layer.epsilon);
    u = l2Normalize(matmul(v, matrix), null, layer.epsilon);
  }
  u = stopGradient(u);
  v = stopGradient(v);
  const sigma = reshape(matmul(matmul(v, matrix), transpose(u)), []);
  if (updateStats) {
    held.set(u);
    (layer.batchStats[`${path.join("/")}/sigma`] as BatchStat).set(sigma);
  }
  const divided = divide(matrix, where(notEqual(sigma, 0), sigma, 1));
  weight.value = astype(reshape(divided, w.shape), layer.dtype ?? w.dtype);
}
