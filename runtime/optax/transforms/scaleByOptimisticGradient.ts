import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, asarray, multiply, subtract, where } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { describe } from "../describe.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** The gradient before. */
export class ScaleByOptimisticGradientState extends NamedTuple {
  /** bool[] */
  readonly isInitialStep: JaxArray;
  /** The structure of the parameters. */
  readonly previousGradient: Tree;
  constructor(isInitialStep: JaxArray, previousGradient: Tree) {
    super();
    this.isInitialStep = isInitialStep;
    this.previousGradient = previousGradient;
  }
}

/**
 * Looks ahead along the change of the gradient, which keeps games of two players from circling.
 *
 *     u = (α + β) g − β g₋₁        g₋₁ = g at first
 *
 * @param options.alpha α, weight of the gradient; default 1
 * @param options.beta β, weight of its change; default 1
 * @returns a transformation with state `{ isInitialStep, previousGradient }`
 * @example
 * const tx = optax.scaleByOptimisticGradient();
 * let state = tx.init({ w: jnp.zeros([1]) });
 * let updates = { w: jnp.array([1]) };
 * [, state] = tx.update({ w: jnp.array([1]) }, state);
 * [updates, state] = tx.update({ w: jnp.array([3]) }, state);
 * assertAllClose(updates.w, [5]);
 * @see Mokhtari et al., "A Unified Analysis of Extra-gradient and Optimistic Gradient Methods for Saddle Point Problems", 2019,
 * https://arxiv.org/abs/1901.08511
 */
export function scaleByOptimisticGradient(
  options: { alpha?: ArrayLike; beta?: ArrayLike } = {},
): GradientTransformation<ScaleByOptimisticGradientState> {
  const { alpha = 1, beta = 1 } = options;
  const total = typeof alpha === "number" && typeof beta === "number" ? alpha + beta : add(alpha, beta);
  return describe(
    "scaleByOptimisticGradient",
    { alpha, beta },
    {
      init: (params) => new ScaleByOptimisticGradientState(asarray(true), zerosLike(params)),
      update(updates, state) {
        const look = (g: JaxArray, before: JaxArray): JaxArray =>
          subtract(multiply(total, g), multiply(beta, where(state.isInitialStep, g, before)));
        return [
          map(look, updates, state.previousGradient),
          new ScaleByOptimisticGradientState(asarray(false), updates),
        ];
      },
    },
  );
}
