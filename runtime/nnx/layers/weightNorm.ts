import type { JaxArray } from "../../core/array.ts";
import { initializers } from "../../functions/index.ts";
import type { Initializer } from "../../functions/initializers/index.ts";
import { astype, multiply, promoteTypes, reshape } from "../../numpy/index.ts";
import type { DType } from "../../types/dtype.ts";
import { type Filter, PathContains, toPredicate } from "../filters.ts";
import { state } from "../graph/split.ts";
import type { Path } from "../keyOrder.ts";
import { Module } from "../module.ts";
import { data } from "../pytree.ts";
import type { Rngs } from "../rngs.ts";
import { toFlatState } from "../state.ts";
import { Variable } from "../variable.ts";
import { Param } from "../variableTypes.ts";
import { frontAxes, neededRngs } from "./layerArguments.ts";
import { l2Normalize } from "./normalization.ts";

/** Options of {@link WeightNorm}. */
export interface WeightNormOptions {
  /** Random streams; each scale takes a key of the stream "params". */
  readonly rngs: Rngs;
  /** Axes with a length of their own; null: one length for the whole weight. Default −1. */
  readonly featureAxes?: number | readonly number[] | null;
  /** Whether to multiply by learned lengths; default true. */
  readonly useScale?: boolean;
  /** How the lengths begin; default ones. */
  readonly scaleInit?: Initializer;
  /** Added to the squared length; default 1e-12. */
  readonly epsilon?: number;
  /** Dtype of the weights; default their own. */
  readonly dtype?: DType | null;
  /** Which Variables of the layer; default those whose path contains "kernel". */
  readonly variableFilter?: Filter;
}

/**
 * Weight normalization: the weights of a layer are brought to a given length before each call.
 *
 *     w ← w / ‖w‖ · scale
 *
 * @example
 * const rngs = new nnx.Rngs(0);
 * const layer = new nnx.WeightNorm(new nnx.Linear(4, 3, { rngs }), { rngs });
 * layer(jnp.ones([1, 4]));
 * const { kernel } = layer.layerInstance as nnx.Linear;
 * assertAllClose(jnp.sum(jnp.square(kernel), { axis: 0 }), [1, 1, 1], { atol: 1e-5 });
 * @see Salimans and Kingma, "Weight normalization", 2016, https://arxiv.org/abs/1602.07868
 */
// any: takes what the layer takes
export class WeightNorm extends Module<(...args: any[]) => any> {
  readonly layerInstance: object;
  readonly featureAxes: readonly number[];
  readonly useScale: boolean;
  readonly epsilon: number;
  readonly dtype: DType | null;
  readonly variableFilter: Filter;
  /** Lengths by the path of the weight; null without scale. */
  readonly scales: Readonly<Record<string, JaxArray>> | null;

  /**
   * @param layerInstance the layer, a callable module
   * @param options see {@link WeightNormOptions}
   * @throws TypeError without `rngs`, and for a layer that is not callable
   */
  constructor(layerInstance: object, options: WeightNormOptions) {
    super();
    const rngs = neededRngs(options?.rngs, "WeightNorm", "WeightNorm(layer");
    checkCallable("WeightNorm", layerInstance);
    const { featureAxes = -1, useScale = true, scaleInit = initializers.ones } = options;
    this.layerInstance = layerInstance;
    this.featureAxes = featureAxes === null ? [] : typeof featureAxes === "number" ? [featureAxes] : featureAxes;
    this.useScale = useScale;
    this.epsilon = options.epsilon ?? 1e-12;
    this.dtype = options.dtype ?? null;
    this.variableFilter = options.variableFilter ?? PathContains("kernel");
    const scales = weightsOf(this, state(layerInstance, Param)).map(([path, weight]): [string, JaxArray] => {
      const shape = frontAxes(weight.ndim, this.featureAxes).map((axis) => weight.shape[axis]!);
      return [path.join("/"), scaleInit(rngs.params(), shape)];
    });
    this.scales = useScale ? data(Object.fromEntries(scales)) : null;
  }

  __call__(...args: unknown[]): unknown {
    for (const [path, weight] of weightsOf(this, state(this.layerInstance)))
      weight.setValue(normalized(this, path, weight));
    return (this.layerInstance as (...args: unknown[]) => unknown)(...args);
  }
}

function weightsOf(layer: WeightNorm, held: object): (readonly [path: Path, weight: Variable])[] {
  const takes = toPredicate(layer.variableFilter);
  return [...toFlatState<Variable>(held)].filter(([path, weight]) => weight instanceof Variable && takes(path, weight));
}

function normalized(layer: WeightNorm, path: Path, weight: Variable): JaxArray {
  const w = weight.value;
  const featureAxes = frontAxes(w.ndim, layer.featureAxes);
  const axes = w.shape.map((_, axis) => axis).filter((axis) => !featureAxes.includes(axis));
  const direction = l2Normalize(w, axes, layer.epsilon);
  if (layer.scales === null) return astype(direction, layer.dtype ?? w.dtype);
  const scale = layer.scales[path.join("/")];
  if (scale === undefined) {
    throw new TypeError(
      `Cannot apply WeightNorm: there is no scale for the weight ${path.join(".")}; the layer's weights must not change`,
    );
  }
  const shape = w.shape.map((size, axis) => (featureAxes.includes(axis) ? size : 1));
  return astype(multiply(direction, reshape(scale, shape)), layer.dtype ?? promoteTypes(w.dtype, scale.dtype));
}

/** Throws unless a wrapped layer can be called. */
export function checkCallable(name: string, layer: unknown): void {
  if (typeof layer !== "function")
    throw new TypeError(`Cannot make a ${name}: the layer must be a callable module, got a ${typeof layer}`);
}
