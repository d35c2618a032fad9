import type { ArrayLike } from "../../core/array.ts";
import { rsqrt } from "../../lax/index.ts";
import { add, greater, multiply, square, where } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { describe } from "../describe.ts";
import { fullLike } from "../tree/fullLike.ts";

/** Sum of squared gradients so far. */
export class ScaleByRssState extends NamedTuple {
  /** The structure of the parameters. */
  readonly sumOfSquares: Tree;
  constructor(sumOfSquares: Tree) {
    super();
    this.sumOfSquares = sumOfSquares;
  }
}

/**
 * Divides gradients by the root of the sum of all their squares so far.
 *
 *     G ← G + g²
 *     u = g / √(G + ε)        0 where G = 0
 *
 * @param options.initialAccumulatorValue what G begins with, ≥ 0; default 0.1
 * @param options.eps ε; default 1e-7
 * @returns a transformation with state `{ sumOfSquares }`
 * @example
 * const tx = optax.scaleByRss({ initialAccumulatorValue: 0 });
 * const [updates] = tx.update({ w: jnp.array([0.5, -3]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(updates.w, [1, -1], { rtol: 1e-5 });
 * @see Duchi et al., "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", 2011, https://jmlr.org/papers/v12/duchi11a.html
 */
export function scaleByRss(
  options: { initialAccumulatorValue?: ArrayLike; eps?: ArrayLike } = {},
): GradientTransformation<ScaleByRssState> {
  const { initialAccumulatorValue = 0.1, eps = 1e-7 } = options;
  return describe(
    "scaleByRss",
    { initialAccumulatorValue, eps },
    {
      init: (params) => new ScaleByRssState(fullLike(params, initialAccumulatorValue)),
      update(updates, state) {
        const sumOfSquares = map((g, t) => add(square(g), t), updates, state.sumOfSquares);
        const scaled = map((t, g) => multiply(where(greater(t, 0), rsqrt(add(t, eps)), 0), g), sumOfSquares, updates);
        return [scaled, new ScaleByRssState(sumOfSquares)];
      },
    },
  );
}
