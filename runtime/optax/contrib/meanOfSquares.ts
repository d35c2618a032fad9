import type { ArrayLike } from "../../core/array.ts";
import { add, multiply } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { Tree } from "../base.ts";
import { oneMinus } from "../tree/oneMinus.ts";

/**
 * The running mean of squared gradients as the optimizers below `contrib` round it: v ← β v + ((1 − β) g) g, where
 * `optax.tree.updateMoment` has (1 − β) g².
 */
export function meanOfSquares(before: Tree, gradients: Tree, beta: ArrayLike): Tree {
  return map((v, g) => add(multiply(beta, v), multiply(multiply(oneMinus(beta), g), g)), before, gradients);
}
