import type { ArrayLike } from "../../core/array.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule, Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { type PolyakOptions, scaleByPolyak } from "../transforms/scaleByPolyak.ts";
import { sgd } from "./sgd.ts";

/** Options of {@link polyakSgd}. */
export interface PolyakSgdOptions extends Omit<PolyakOptions, "maxLearningRate"> {
  /** A factor of the gradient, a number or a schedule; default 1. */
  readonly scaling?: ScalarOrSchedule;
}

/**
 * Gradient descent with Polyak's step size: as far as the linear model of the loss needs to reach its minimum.
 *
 *     w ← w − s · min((f − f*) / (‖s g‖² + ε), ηₘₐₓ) · g
 *
 * @param maxLearningRate ηₘₐₓ, the largest step; default 1
 * @param options see {@link PolyakSgdOptions}
 * @returns an optimizer whose `update` needs the extra argument `value`, the loss f
 * @throws TypeError when `update` is called without `value`
 * @example
 * const f = (w: jax.Array) => jnp.sum(jnp.square(w));
 * const tx = optax.polyakSgd();
 * const w = jnp.array([0.5, 1.5]);
 * const [value, grad] = jax.valueAndGrad(f)(w);
 * const [updates] = tx.update(grad, tx.init(w), w, { value });
 * assertAllClose(optax.applyUpdates(w, updates), [0.25, 0.75], { rtol: 1e-6 });
 * @see Loizou et al., "Stochastic Polyak Step-size for SGD", 2020, https://arxiv.org/abs/2002.10542
 */
export function polyakSgd(
  maxLearningRate: ArrayLike = 1,
  options: PolyakSgdOptions = {},
): GradientTransformation<[Tree, EmptyState]> {
  const { scaling = 1, ...polyakOptions } = options;
  return describe(
    "polyakSgd",
    { maxLearningRate, scaling, ...polyakOptions },
    chain(sgd(scaling), scaleByPolyak({ ...polyakOptions, maxLearningRate })),
  );
}
