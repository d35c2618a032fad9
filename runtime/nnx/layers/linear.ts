import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { initializers } from "../../functions/index.ts";
import { add, asarray, matmul } from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";
import type { DType } from "../../types/dtype.ts";
import { Module } from "../module.ts";
import { Param } from "../variableTypes.ts";
import type { AffineOptions } from "./affineOptions.ts";
import { promoteDtype } from "./promoteDtype.ts";

/** Options of {@link Linear}. */
export interface LinearOptions<UseBias extends boolean = boolean> extends AffineOptions {
  /** Whether to add a bias; default true. */
  readonly useBias?: UseBias;
}

/**
 * A linear map of the last axis.
 *
 *     y = x W + b        x: f32[…, in]   W: f32[in, out]   b: f32[out]   y: f32[…, out]
 *
 * Flax's kernel is the transpose of PyTorch's `weight`. Products are computed in float32 always, so there is no `precision` to set.
 *
 * @example
 * const layer = new nnx.Linear(3, 4, { rngs: new nnx.Rngs(0) });
 * assertEqual(layer(jnp.ones([2, 3])).shape, [2, 4]);
 * assertEqual([layer.kernel.shape, layer.bias.shape], [[3, 4], [4]]);
 */
export class Linear<UseBias extends boolean = true> extends Module<(x: ArrayLike) => JaxArray> {
  /** W: f32[in, out] */
  readonly kernel: Param;
  /** b: f32[out]; null without bias */
  readonly bias: UseBias extends false ? null : Param;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly useBias: boolean;
  readonly dtype: DType | null;
  readonly paramDtype: DType;

  /**
   * @param inFeatures size of the input's last axis
   * @param outFeatures size of the output's last axis
   * @param options see {@link LinearOptions}
   * @throws TypeError without `rngs`
   */
  constructor(inFeatures: number, outFeatures: number, options: LinearOptions<UseBias>) {
    super();
    const { rngs, useBias = true, dtype = null, paramDtype = "float32", kernelMetadata, biasMetadata } = options ?? {};
    const { kernelInit = initializers.lecunNormal(), biasInit = initializers.zeros } = options ?? {};
    checkSize("inFeatures", inFeatures);
    checkSize("outFeatures", outFeatures);
    if (!rngs)
      throw new TypeError(
        "Cannot make a Linear without random streams: new nnx.Linear(inFeatures, outFeatures, { rngs: new nnx.Rngs(0) })",
      );
    this.kernel = new Param(
      kernelInit(rngs.params(), [inFeatures, outFeatures], { dtype: paramDtype }),
      kernelMetadata,
    );
    const bias = useBias
      ? new Param(biasInit(rngs.params(), [outFeatures], { dtype: paramDtype }), biasMetadata)
      : null;
    this.bias = bias as typeof this.bias;
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.useBias = useBias;
    this.dtype = dtype;
    this.paramDtype = paramDtype;
  }

  __call__(input: ArrayLike): JaxArray {
    const x = asarray(input);
    if (x.shape.at(-1) !== this.inFeatures) {
      throw new TypeError(
        `Cannot apply Linear(${this.inFeatures} → ${this.outFeatures}) to ${printAval(x.aval)}: its last axis must have size ${this.inFeatures}`,
      );
    }
    const [inputs, kernel, bias] = promoteDtype(
      [x, this.kernel.value, this.bias === null ? null : this.bias.value] as const,
      this.dtype,
    );
    const y = matmul(inputs, kernel);
    return bias === null ? y : add(y, bias);
  }
}

function checkSize(name: string, size: number): void {
  if (!Number.isInteger(size) || size < 0)
    throw new RangeError(`Cannot make a Linear: ${name} must be a whole number, got ${size}`);
}
