import type { JaxArray } from "../../core/array.ts";
import { add, equal, multiply, notEqual, remainder } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** Gradients gathered since the last update that was let through. */
export class ApplyEvery extends NamedTuple {
  /** i32[], from 0 to k − 1. */
  readonly count: JaxArray;
  readonly gradAcc: Tree;
  constructor(count: JaxArray, gradAcc: Tree) {
    super();
    this.count = count;
    this.gradAcc = gradAcc;
  }
}

/**
 * Lets the sum of k updates through at every k-th, and zeros between. In a chain the other states still change at every update.
 *
 * @param k the number of updates to gather; default 1
 * @returns a transformation with state `{ count, gradAcc }`
 * @example
 * const tx = optax.applyEvery(2);
 * const g = { w: jnp.array([0.5]) };
 * const [first, state] = tx.update(g, tx.init(g));
 * const [second] = tx.update(g, state);
 * assertAllClose([first.w, second.w], [0, 1]);
 */
export function applyEvery(k: number = 1): GradientTransformation<ApplyEvery> {
  return describe(
    "applyEvery",
    { k },
    {
      init: (params) => new ApplyEvery(zeroCount(), zerosLike(params)),
      update(updates, state) {
        const turn = remainder(state.count, k);
        const gradAcc = map((g, sum) => add(multiply(notEqual(turn, 0), sum), g), updates, state.gradAcc);
        const emitted = map((sum) => multiply(equal(turn, k - 1), sum), gradAcc);
        return [emitted, new ApplyEvery(remainder(safeIncrement(state.count), k), gradAcc)];
      },
    },
  );
}
