import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { initializers } from "../../functions/index.ts";
import type { Initializer } from "../../functions/initializers/index.ts";
import { add, asarray, matmul } from "../../numpy/index.ts";
import type { DType } from "../../types/dtype.ts";
import { Module } from "../module.ts";
import type { Rngs } from "../rngs.ts";
import type { Metadata, Variable } from "../variable.ts";
import { Param } from "../variableTypes.ts";
import { checkFeatures, checkSizes, neededRngs } from "./layerArguments.ts";
import { promoteDtype } from "./promoteDtype.ts";

/**
 * A parameter of a LoRA layer: train these alone with `wrt: nnx.LoRAParam`.
 *
 * @example
 * assertEqual(new nnx.LoRAParam(jnp.zeros([2])) instanceof nnx.Param, "true");
 */
export class LoRAParam<T = JaxArray> extends Param<T> {}

/** Options of {@link LoRA}. */
export interface LoRAOptions {
  /** Random streams; A and B each take a key of the stream "params". */
  readonly rngs: Rngs;
  /** A module whose output is added; default none. */
  // any: modules of any arguments
  readonly baseModule?: ((...args: any[]) => JaxArray) | null;
  /** Dtype of the computation; default what input and parameters promote to. */
  readonly dtype?: DType | null;
  /** Dtype of the parameters; default float32. */
  readonly paramDtype?: DType;
  /** How A begins; default heUniform. */
  readonly aInitializer?: Initializer;
  /** How B begins; default zeros, so that the layer begins as its base. */
  readonly bInitializer?: Initializer;
  /** Class of the Variables; default LoRAParam. */
  readonly loraParamType?: new (
    value: JaxArray,
    metadata?: Metadata,
  ) => Variable;
  /** Notes for A's Variable. */
  readonly aMetadata?: Metadata;
  /** Notes for B's Variable. */
  readonly bMetadata?: Metadata;
}

/**
 * A correction of low rank, to tune a large model with few parameters.
 *
 *     y = x A B + base(x)        x: f32[…, in]   A: f32[in, rank]   B: f32[rank, out]
 *
 * @example
 * const rngs = new nnx.Rngs(0);
 * const base = new nnx.Linear(3, 4, { rngs });
 * const layer = new nnx.LoRA(3, 2, 4, { baseModule: base, rngs });
 * const x = jnp.ones([16, 3]);
 * assertAllClose(layer(x), base(x));
 * @see Hu et al., "LoRA: Low-rank adaptation of large language models", 2021, https://arxiv.org/abs/2106.09685
 */
// any: further arguments go to the base module
export class LoRA extends Module<(x: ArrayLike, ...args: any[]) => JaxArray> {
  /** A: f32[in, rank] */
  readonly loraA: Variable;
  /** B: f32[rank, out] */
  readonly loraB: Variable;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly dtype: DType | null;
  readonly paramDtype: DType;
  readonly loraParamType: new (
    value: JaxArray,
    metadata?: Metadata,
  ) => Variable;
  // any: as above
  readonly baseModule: ((...args: any[]) => JaxArray) | null;

  /**
   * @param inFeatures size of the input's last axis
   * @param loraRank rank of the correction
   * @param outFeatures size of the output's last axis
   * @param options see {@link LoRAOptions}
   * @throws TypeError without `rngs`
   */
  constructor(inFeatures: number, loraRank: number, outFeatures: number, options: LoRAOptions) {
    super();
    checkSizes("LoRA", { inFeatures, loraRank, outFeatures });
    const rngs = neededRngs(options?.rngs, "LoRA", "LoRA(inFeatures, loraRank, outFeatures");
    const { paramDtype = "float32", loraParamType = LoRAParam as never, baseModule = null } = options;
    const { aInitializer = initializers.heUniform(), bInitializer = initializers.zeros } = options;
    if (baseModule !== null && typeof baseModule !== "function")
      throw new TypeError(`Cannot make a LoRA: baseModule must be callable, got a ${typeof baseModule}`);
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.dtype = options.dtype ?? null;
    this.paramDtype = paramDtype;
    this.loraParamType = loraParamType;
    this.baseModule = baseModule;
    const a = aInitializer(rngs.params(), [inFeatures, loraRank], { dtype: paramDtype });
    this.loraA = new this.loraParamType(a, options.aMetadata);
    const b = bInitializer(rngs.params(), [loraRank, outFeatures], { dtype: paramDtype });
    this.loraB = new this.loraParamType(b, options.bMetadata);
  }

  __call__(input: ArrayLike, ...args: unknown[]): JaxArray {
    const given = asarray(input);
    checkFeatures(`LoRA(${this.inFeatures} → ${this.outFeatures})`, given, this.inFeatures);
    const [x, a, b] = promoteDtype([given, this.loraA.value, this.loraB.value] as const, this.dtype);
    const y = matmul(matmul(x, a), b);
    return this.baseModule === null ? y : add(y, this.baseModule(x, ...args));
  }
}
