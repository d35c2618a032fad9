import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { initializers } from "../../functions/index.ts";
import { dotGeneral } from "../../lax/index.ts";
import { add, asarray, reshape } from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";
import type { DType } from "../../types/dtype.ts";
import { type Shape, sizeOf } from "../../types/shape.ts";
import { Module } from "../module.ts";
import { VariableMetadata } from "../variableMetadata.ts";
import { Param } from "../variableTypes.ts";
import type { AffineOptions } from "./affineOptions.ts";
import { checkSizes, frontAxes, listOf, neededRngs } from "./layerArguments.ts";
import { promoteDtype } from "./promoteDtype.ts";

/** Options of {@link LinearGeneral}. */
export interface LinearGeneralOptions extends AffineOptions {
  /** Axes of the input that are mapped, as many as `inFeatures`; default −1. */
  readonly axis?: number | readonly number[];
  /** Sizes of leading axes along which each index has a map of its own, by axis: `{ 0: 4 }`; default none. */
  readonly batchAxis?: Readonly<Record<number, number>> | ReadonlyMap<number, number>;
  /** Dtype of products and sums; default that of the operands. */
  readonly preferredElementType?: DType | null;
}

/**
 * A linear map of any axes to any axes.
 *
 *     y[batch, rest, out] = Σ x[batch, rest, in] W[batch, in, out] + b[batch, out]
 *
 * @example
 * const rngs = new nnx.Rngs(0);
 * const heads = new nnx.LinearGeneral(8, [2, 4], { rngs });
 * assertEqual(heads(jnp.ones([3, 8])).shape, [3, 2, 4]);
 * const joined = new nnx.LinearGeneral([2, 4], 8, { axis: [-2, -1], rngs });
 * assertEqual(joined(jnp.ones([3, 2, 4])).shape, [3, 8]);
 */
export class LinearGeneral extends Module<(x: ArrayLike) => JaxArray> {
  /** W: f32[batch…, in…, out…] */
  readonly kernel: Param;
  /** b: f32[batch…, out…]; null without bias */
  readonly bias: Param | null;
  readonly inFeatures: Shape;
  readonly outFeatures: Shape;
  readonly axis: readonly number[];
  readonly batchAxis: Readonly<Record<number, number>>;
  readonly useBias: boolean;
  readonly dtype: DType | null;
  readonly paramDtype: DType;
  readonly preferredElementType: DType | null;

  /**
   * @param inFeatures sizes of the axes that are mapped
   * @param outFeatures sizes of the axes they become, at the end
   * @param options see {@link LinearGeneralOptions}
   * @throws TypeError without `rngs`, and when `axis` and `inFeatures` differ in length
   */
  constructor(inFeatures: number | Shape, outFeatures: number | Shape, options: LinearGeneralOptions) {
    super();
    const { axis = -1, batchAxis = {}, useBias = true, dtype = null, paramDtype = "float32" } = options ?? {};
    const { kernelInit = initializers.lecunNormal(), biasInit = initializers.zeros } = options ?? {};
    const rngs = neededRngs(options?.rngs, "LinearGeneral", "LinearGeneral(inFeatures, outFeatures");
    this.inFeatures = listOf(inFeatures);
    this.outFeatures = listOf(outFeatures);
    this.axis = listOf(axis);
    this.batchAxis = batchAxis instanceof Map ? Object.fromEntries(batchAxis) : (batchAxis as Record<number, number>);
    for (const [name, sizes] of [
      ["inFeatures", this.inFeatures],
      ["outFeatures", this.outFeatures],
    ] as const)
      for (const size of sizes) checkSizes("LinearGeneral", { [name]: size });
    if (this.inFeatures.length !== this.axis.length) {
      throw new TypeError(
        `Cannot make a LinearGeneral: inFeatures [${this.inFeatures}] and axis [${this.axis}] must have the same length`,
      );
    }
    const batchAxes = Object.keys(this.batchAxis).map(Number);
    if (!batchAxes.sort((a, b) => a - b).every((at, k) => at === k)) {
      throw new TypeError(`Cannot make a LinearGeneral: batchAxis [${batchAxes}] must be the leading axes 0, 1, …`);
    }
    const batch = batchAxes.map((at) => this.batchAxis[at]!);
    const [inputs, outputs] = [sizeOf(batch) * sizeOf(this.inFeatures), sizeOf(this.outFeatures)];
    const kernel = kernelInit(rngs.params(), [inputs, outputs], { dtype: paramDtype });
    this.kernel = new Param(
      reshaped(kernel, [...batch, ...this.inFeatures, ...this.outFeatures]),
      options.kernelMetadata,
    );
    const shape = [...batch, ...this.outFeatures];
    this.bias = useBias
      ? new Param(
          reshaped(biasInit(rngs.params(), [sizeOf(shape)], { dtype: paramDtype }), shape),
          options.biasMetadata,
        )
      : null;
    this.useBias = useBias;
    this.dtype = dtype;
    this.paramDtype = paramDtype;
    this.preferredElementType = options.preferredElementType ?? null;
  }

  __call__(input: ArrayLike): JaxArray {
    const x = asarray(input);
    const axes = frontAxes(x.ndim, this.axis).sort((a, b) => a - b);
    const batch = Object.keys(this.batchAxis).map(Number);
    const sizes = axes.map((axis) => x.shape[axis]);
    if (!sizes.every((size, k) => size === this.inFeatures[k])) {
      throw new TypeError(
        `Cannot apply LinearGeneral([${this.inFeatures}] → [${this.outFeatures}]) to ${printAval(x.aval)}: ` +
          `axes [${this.axis}] must have sizes [${this.inFeatures}], got [${sizes}]`,
      );
    }
    const [inputs, kernel, bias] = promoteDtype(
      [x, this.kernel.value, this.bias === null ? null : this.bias.value] as const,
      this.dtype,
    );
    const contracted = axes.map((_, k) => batch.length + k);
    const y = dotGeneral(
      inputs,
      kernel,
      [
        [axes, contracted],
        [batch, batch],
      ],
      { preferredElementType: this.preferredElementType },
    );
    if (bias === null) return y;
    const kept = x.shape.flatMap((size, axis) => (axes.includes(axis) ? [] : [batch.includes(axis) ? size : 1]));
    return add(y, reshape(bias, [...kept, ...this.outFeatures]));
  }
}

/** An initializer's array in its shape, with the metadata that it may have. */
function reshaped(given: JaxArray, shape: Shape): JaxArray {
  if (!((given as unknown) instanceof VariableMetadata)) return reshape(given, shape);
  const { rawValue, metadata } = given as unknown as VariableMetadata;
  return new VariableMetadata(reshape(rawValue, shape), metadata) as unknown as JaxArray;
}
