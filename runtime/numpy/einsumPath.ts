/** `einsumPath`: what `einsum` is going to do. */
import type { ArrayLike } from "../core/array.ts";
import { contractionPath, costOf } from "./contractionPath.ts";
import { parseSubscripts, sizesOfLetters } from "./einsum.ts";
import { promote } from "./promote.ts";

/** What an `einsum` costs. */
export interface EinsumPathInfo {
  /** Multiplications and additions when all operands are joined at once. */
  readonly naiveCost: number;
  /** Multiplications and additions by the path. */
  readonly optimizedCost: number;
  /** Elements of the largest array on the way, the result included. */
  readonly largestIntermediate: number;
}

/**
 * The order in which `einsum` joins its operands, and what that costs. Up to six operands it is the cheapest there is.
 *
 * @param subscripts as of `einsum`
 * @param operands as of `einsum`
 * @returns [for each step the places of the operands that are joined, whose product goes to the end of the list; the costs]
 * @throws TypeError when the letters do not fit the operands
 * @example
 * const [path, info] = jnp.einsumPath("ij,jk,kl->il", jnp.ones([20, 3]), jnp.ones([3, 40]), jnp.ones([40, 5]));
 * assertEqual(path, [[1, 2], [0, 1]]);
 * assertEqual(info.optimizedCost, 1800);
 */
export function einsumPath(
  subscripts: string,
  ...operands: readonly ArrayLike[]
): [path: (readonly number[])[], info: EinsumPathInfo] {
  const arrays = promote("einsum", ...operands);
  const { inputs, output } = parseSubscripts(subscripts, arrays);
  const sizes = sizesOfLetters(subscripts, arrays, inputs);
  const terms = inputs.map((letters) => new Set(letters));
  const all = new Set(inputs.flat());
  const isShared = terms.reduce((count, letters) => count + letters.size, 0) > all.size;
  const naiveCost = costOf(all, sizes, terms.length, isShared);
  const resultSize = output.reduce((size, letter) => size * sizes.get(letter)!, 1);
  if (terms.length === 1) {
    const optimizedCost = costOf(all, sizes, 1, output.length < all.size);
    return [[[0]], { naiveCost, optimizedCost, largestIntermediate: resultSize }];
  }
  const { pairs, cost, largest } = contractionPath(terms, new Set(output), sizes);
  return [[...pairs], { naiveCost, optimizedCost: cost, largestIntermediate: largest }];
}
