import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { initializers } from "../../functions/index.ts";
import { add, asarray, einsum, reshape } from "../../numpy/index.ts";
import type { DType } from "../../types/dtype.ts";
import type { Shape } from "../../types/shape.ts";
import { Module } from "../module.ts";
import { Param } from "../variableTypes.ts";
import type { AffineOptions } from "./affineOptions.ts";
import { neededRngs } from "./layerArguments.ts";
import { promoteDtype } from "./promoteDtype.ts";

/** Options of {@link Einsum}. */
export interface EinsumOptions extends Omit<AffineOptions, "useBias"> {
  /** Shape of the bias, a part of the result's; default: no bias. */
  readonly biasShape?: Shape | null;
}

/**
 * A sum of products with a learnable kernel, written with letters for axes.
 *
 *     y = einsum(letters, x, W) + b
 *
 * @example
 * const layer = new nnx.Einsum("nta,hab->nthb", [8, 2, 4], { biasShape: [8, 4], rngs: new nnx.Rngs(0) });
 * assertEqual(layer(jnp.ones([16, 11, 2])).shape, [16, 11, 8, 4]);
 */
export class Einsum extends Module<(x: ArrayLike, einsumStr?: string) => JaxArray> {
  readonly kernel: Param;
  /** null without bias */
  readonly bias: Param | null;
  readonly einsumStr: string;
  readonly kernelShape: Shape;
  readonly biasShape: Shape | null;
  readonly dtype: DType | null;
  readonly paramDtype: DType;

  /**
   * @param einsumStr letters of input, kernel and result, as `"ab,bc->ac"`
   * @param kernelShape shape of the kernel
   * @param options see {@link EinsumOptions}
   * @throws TypeError without `rngs`, and for letters without `->` or without exactly one comma
   */
  constructor(einsumStr: string, kernelShape: Shape, options: EinsumOptions) {
    super();
    const { biasShape = null, dtype = null, paramDtype = "float32" } = options ?? {};
    const { kernelInit = initializers.lecunNormal(), biasInit = initializers.zeros } = options ?? {};
    const rngs = neededRngs(options?.rngs, "Einsum", "Einsum(einsumStr, kernelShape");
    this.einsumStr = checkedLetters(einsumStr);
    this.kernel = new Param(kernelInit(rngs.params(), kernelShape, { dtype: paramDtype }), options.kernelMetadata);
    this.bias = biasShape
      ? new Param(biasInit(rngs.params(), biasShape, { dtype: paramDtype }), options.biasMetadata)
      : null;
    this.kernelShape = [...kernelShape];
    this.biasShape = biasShape;
    this.dtype = dtype;
    this.paramDtype = paramDtype;
  }

  __call__(input: ArrayLike, einsumStr?: string): JaxArray {
    const letters = checkedLetters(einsumStr ?? this.einsumStr);
    const [x, kernel, bias] = promoteDtype(
      [asarray(input), this.kernel.value, this.bias === null ? null : this.bias.value] as const,
      this.dtype,
    );
    const y = einsum(letters, x, kernel);
    return bias === null ? y : add(y, reshape(bias, biasWithin(letters, y.ndim, this.kernelShape)));
  }
}

function checkedLetters(einsumStr: string): string {
  const letters = einsumStr.replaceAll(" ", "");
  if (!letters.includes("->")) throw new TypeError(`Cannot make an Einsum of "${einsumStr}": it must include "->"`);
  if (letters.split(",").length !== 2)
    throw new TypeError(`Cannot make an Einsum of "${einsumStr}": it must have two operands, and so one comma`);
  return letters;
}

/** The bias's shape among the axes of the result: sizes of the kernel where the result has its letters, 1 elsewhere. */
function biasWithin(letters: string, rank: number, kernelShape: Shape): number[] {
  const [operands = "", result = ""] = letters.split("->");
  const kernel = operands.split(",")[1]!;
  const own = result.replace("...", ".".repeat(Math.max(rank - result.replace("...", "").length, 0)));
  return [...own].map((letter) => {
    const at = letter === "." ? -1 : kernel.indexOf(letter);
    return at < 0 ? 1 : kernelShape[at]!;
  });
}
