import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { initializers } from "../../functions/index.ts";
import type { Initializer } from "../../functions/initializers/index.ts";
import { asarray, astype, broadcastTo, matmul, take, transpose } from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";
import { type DType, dtypes } from "../../types/dtype.ts";
import { Module } from "../module.ts";
import type { Rngs } from "../rngs.ts";
import type { Metadata } from "../variable.ts";
import { Param } from "../variableTypes.ts";
import { checkSizes, neededRngs } from "./layerArguments.ts";
import { promoteDtype } from "./promoteDtype.ts";

/** Options of {@link Embed}. */
export interface EmbedOptions {
  /** Random streams; the table takes a key of the stream "params". */
  readonly rngs: Rngs;
  /** Dtype of the vectors; default that of the table. */
  readonly dtype?: DType | null;
  /** Dtype of the table; default float32. */
  readonly paramDtype?: DType;
  /** How the table begins; default normal with variance 1 / features. */
  readonly embeddingInit?: Initializer;
  /** Notes for the table's Variable. */
  readonly embeddingMetadata?: Metadata;
}

/**
 * A table of learnable vectors: each whole number is replaced by its vector.
 *
 *     y[…, f] = E[x[…], f]        x: i32[…]   E: f32[num, features]   y: f32[…, features]
 *
 * @example
 * const embed = new nnx.Embed(5, 3, { rngs: new nnx.Rngs(0) });
 * assertEqual(embed(jnp.array([[1, 2], [4, 0]])).shape, [2, 2, 3]);
 * assertEqual(embed.attend(jnp.ones([2, 3])).shape, [2, 5]);
 */
export class Embed extends Module<(x: ArrayLike) => JaxArray> {
  /** E: f32[num, features] */
  readonly embedding: Param;
  readonly numEmbeddings: number;
  readonly features: number;
  readonly dtype: DType;
  readonly paramDtype: DType;

  /**
   * @param numEmbeddings number of vectors
   * @param features size of each
   * @param options see {@link EmbedOptions}
   * @throws TypeError without `rngs`
   */
  constructor(numEmbeddings: number, features: number, options: EmbedOptions) {
    super();
    checkSizes("Embed", { numEmbeddings, features });
    const rngs = neededRngs(options?.rngs, "Embed", "Embed(numEmbeddings, features");
    const { paramDtype = "float32" } = options;
    const { embeddingInit = initializers.varianceScaling(1, "fan_in", "normal", { outAxis: 0 }) } = options;
    const table = embeddingInit(rngs.params(), [numEmbeddings, features], { dtype: paramDtype });
    this.embedding = new Param(table, options.embeddingMetadata);
    this.numEmbeddings = numEmbeddings;
    this.features = features;
    this.dtype = options.dtype ?? table.dtype;
    this.paramDtype = paramDtype;
  }

  /** The vectors of whole numbers; one outside the table has a vector of NaN. */
  __call__(input: ArrayLike): JaxArray {
    const x = asarray(input);
    const { kind } = dtypes[x.dtype];
    if (kind !== "int" && kind !== "uint") {
      throw new TypeError(
        `Cannot embed ${printAval(x.aval)}: the input must be whole numbers; convert with x.astype("int32")`,
      );
    }
    const table = astype(this.embedding.value, this.dtype);
    if (this.numEmbeddings === 1) return broadcastTo(table, [...x.shape, this.features]);
    return take(table, x, { axis: 0 });
  }

  /**
   * The products of vectors with all vectors of the table: scores of each, for a model that shares the table with its output.
   *
   * @param query f32[…, features]
   * @returns f32[…, num]
   */
  attend(query: ArrayLike): JaxArray {
    const [q, table] = promoteDtype([query, this.embedding.value] as const, this.dtype);
    return matmul(q, transpose(table));
  }
}
