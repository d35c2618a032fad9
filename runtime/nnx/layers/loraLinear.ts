import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add } from "../../numpy/index.ts";
import type { DType } from "../../types/dtype.ts";
import { Linear, type LinearOptions } from "./linear.ts";
import { LoRA, type LoRAOptions } from "./lora.ts";

/** Options of {@link LoRALinear}. */
export interface LoRALinearOptions
  extends LinearOptions,
    Pick<LoRAOptions, "aInitializer" | "bInitializer" | "loraParamType" | "aMetadata" | "bMetadata"> {
  /** Rank of the correction. */
  readonly loraRank: number;
  /** Dtype of the correction; default what input and parameters promote to. */
  readonly loraDtype?: DType | null;
  /** Dtype of the correction's parameters; default float32. */
  readonly loraParamDtype?: DType;
}

/**
 * A linear layer with a correction of low rank.
 *
 *     y = x W + b + x A B
 *
 * @example
 * const layer = new nnx.LoRALinear(3, 4, { loraRank: 2, rngs: new nnx.Rngs(0) });
 * assertEqual([layer.kernel.shape, layer.lora.loraA.shape, layer.lora.loraB.shape], [[3, 4], [3, 2], [2, 4]]);
 * assertEqual(layer(jnp.ones([16, 3])).shape, [16, 4]);
 * @see Hu et al., "LoRA: Low-rank adaptation of large language models", 2021, https://arxiv.org/abs/2106.09685
 */
export class LoRALinear extends Linear<boolean> {
  readonly lora: LoRA;

  /**
   * @param inFeatures size of the input's last axis
   * @param outFeatures size of the output's last axis
   * @param options see {@link LoRALinearOptions}
   * @throws TypeError without `rngs` or `loraRank`
   */
  constructor(inFeatures: number, outFeatures: number, options: LoRALinearOptions) {
    super(inFeatures, outFeatures, options);
    const { loraRank, loraDtype, loraParamDtype, ...own } = options;
    if (loraRank === undefined)
      throw new TypeError("Cannot make a LoRALinear without a rank: give { loraRank: 4, rngs }");
    this.lora = new LoRA(inFeatures, loraRank, outFeatures, {
      rngs: own.rngs,
      dtype: loraDtype ?? null,
      paramDtype: loraParamDtype ?? "float32",
      ...(own.aInitializer ? { aInitializer: own.aInitializer } : {}),
      ...(own.bInitializer ? { bInitializer: own.bInitializer } : {}),
      ...(own.loraParamType ? { loraParamType: own.loraParamType } : {}),
      ...(own.aMetadata ? { aMetadata: own.aMetadata } : {}),
      ...(own.bMetadata ? { bMetadata: own.bMetadata } : {}),
    });
  }

  override __call__(input: ArrayLike): JaxArray {
    return add(super.__call__(input), this.lora(input));
  }
}
