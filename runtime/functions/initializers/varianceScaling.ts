/** `varianceScaling`: an initializer whose spread fits the shape. */
import type { JaxArray } from "../../core/array.ts";
import type { DTypeLike } from "../../numpy/dtypeOf.ts";
import * as random from "../../random/index.ts";
import type { DType } from "../../types/dtype.ts";
import { type Shape, sizeOf } from "../../types/shape.ts";
import { chooseDType, type Initializer } from "./initializer.ts";
import { scaled } from "./scaled.ts";

/** Which axes of a weight array are which. */
export interface AxesOptions {
  /** Axis or axes of the inputs; default −2. */
  readonly inAxis?: number | readonly number[] | undefined;
  /** Axis or axes of the outputs; default −1. */
  readonly outAxis?: number | readonly number[] | undefined;
  /** Axes that are neither and do not count, such as a stack of layers; default none. */
  readonly batchAxis?: number | readonly number[] | undefined;
  /** Dtype of the array; default float32. */
  readonly dtype?: DTypeLike | null | undefined;
}

/** What the variance is divided by. */
export type ScalingMode = "fan_in" | "fan_out" | "fan_avg" | "fan_geo_avg";

/** What is drawn. */
export type ScalingDistribution = "truncated_normal" | "normal" | "uniform";

/** The deviation of a standard normal variable that is cut at ±2. */
const truncatedDeviation = Math.fround(0.8796256610342398);

/** The number of inputs of one output, and of outputs of one input; all other axes are a receptive field. */
function fans(
  shape: Shape,
  { inAxis = -2, outAxis = -1, batchAxis = [] }: AxesOptions,
): readonly [fanIn: number, fanOut: number] {
  if (inAxis === -2 && shape.length <= 1) {
    throw new TypeError(
      `Cannot initialize a weight of shape [${shape}]: it must have at least two axes, or name \`inAxis\` and \`outAxis\``,
    );
  }
  const size = (axes: number | readonly number[]) =>
    sizeOf((typeof axes === "number" ? [axes] : axes).map((axis) => sizeAt(shape, axis)));
  const [inputs, outputs, batch] = [size(inAxis), size(outAxis), size(batchAxis)];
  const field = sizeOf(shape) / inputs / outputs / batch;
  return [inputs * field, outputs * field];
}

function sizeAt(shape: Shape, axis: number): number {
  const size = shape.at(axis);
  if (size === undefined)
    throw new RangeError(`Cannot initialize a weight of shape [${shape}]: it has no axis ${axis}`);
  return size;
}

function denominator(mode: ScalingMode, [fanIn, fanOut]: readonly [number, number]): number {
  switch (mode) {
    case "fan_in":
      return fanIn;
    case "fan_out":
      return fanOut;
    case "fan_avg":
      return (fanIn + fanOut) / 2;
    case "fan_geo_avg":
      return Math.sqrt(fanIn * fanOut);
    default:
      mode satisfies never;
      throw new RangeError(
        `Cannot scale a variance by "${mode}": there are "fan_in", "fan_out", "fan_avg" and "fan_geo_avg"`,
      );
  }
}

/** Factors are rounded to float32 at each step, as JAX computes them. */
function draw(
  distribution: ScalingDistribution,
  variance: number,
  key: JaxArray,
  shape: Shape,
  dtype: DType,
): JaxArray {
  const { fround, sqrt } = Math;
  switch (distribution) {
    case "truncated_normal":
      return scaled(random.truncatedNormal(key, -2, 2, shape, { dtype }), fround(sqrt(variance)) / truncatedDeviation);
    case "normal":
      return scaled(random.normal(key, shape, { dtype }), sqrt(variance));
    case "uniform":
      return scaled(random.uniform(key, shape, { dtype, minval: -1 }), sqrt(fround(3 * variance)));
    default:
      distribution satisfies never;
      throw new RangeError(`Cannot draw from "${distribution}": there are "truncated_normal", "normal" and "uniform"`);
  }
}

/**
 * An initializer whose variance depends on the shape, so that signals keep their size from layer to layer.
 *
 *     variance = scale / fan        fan = inputs of one output, outputs of one input, or their mean
 *
 * @param scale factor of the variance
 * @param mode `"fan_in"`, `"fan_out"`, `"fan_avg"` or `"fan_geo_avg"` (the geometric mean)
 * @param distribution `"truncated_normal"` (cut at two deviations, then rescaled), `"normal"` or `"uniform"`
 * @param options `inAxis`: default −2; `outAxis`: default −1; `batchAxis`: default none; `dtype`: default float32
 * @returns the initializer; it throws TypeError for shapes of fewer than two axes
 * @throws RangeError for another mode or distribution
 * @example
 * const init = jax.nn.initializers.varianceScaling(2, "fan_in", "normal");
 * assertAllClose(jnp.var(init(random.key(0), [50, 100])), 2 / 50, { rtol: 0.1 });
 */
export function varianceScaling(
  scale: number,
  mode: ScalingMode,
  distribution: ScalingDistribution,
  options: AxesOptions = {},
): Initializer {
  denominator(mode, [1, 1]);
  return (key, shape, call) => {
    const variance = Math.fround(scale / denominator(mode, fans(shape, options)));
    return draw(distribution, variance, key, shape, chooseDType(call, options.dtype));
  };
}
