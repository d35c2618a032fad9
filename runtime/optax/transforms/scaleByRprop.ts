import type { ArrayLike } from "../../core/array.ts";
import { clip, equal, greater, less, multiply, sign, where, zerosLike as zeros } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { describe } from "../describe.ts";
import { fullLike } from "../tree/fullLike.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** Step sizes, and the steps that gradients asked for last. */
export class ScaleByRpropState extends NamedTuple {
  /** The structure of the parameters. */
  readonly stepSizes: Tree;
  /** The structure of the parameters. */
  readonly prevUpdates: Tree;
  constructor(stepSizes: Tree, prevUpdates: Tree) {
    super();
    this.stepSizes = stepSizes;
    this.prevUpdates = prevUpdates;
  }
}

/** Options of {@link scaleByRprop}. */
export interface RpropOptions {
  /** η⁻, factor of a step size after the gradient has changed its sign; default 0.5. */
  readonly etaMinus?: ArrayLike;
  /** η⁺, factor of a step size while the gradient keeps its sign; default 1.2. */
  readonly etaPlus?: ArrayLike;
  /** Least step size; default 1e-6. */
  readonly minStepSize?: ArrayLike;
  /** Largest step size; default 50. */
  readonly maxStepSize?: ArrayLike;
}

/**
 * Rprop's rule: only the sign of the gradient counts. Each parameter's step grows while the sign stays and shrinks when it changes. As in
 * Optax, steps come one update late: the first update is zero.
 *
 *     s ← clip(s · η⁺)  while sign(g) stays,   clip(s · η⁻)  when it changes
 *     u = s · sign(g) of the step before,  and 0 when the sign changes
 *
 * @param learningRate the first step size
 * @param options see {@link RpropOptions}
 * @returns a transformation with state `{ stepSizes, prevUpdates }`
 * @example
 * const tx = optax.scaleByRprop(0.1);
 * let state = tx.init({ w: jnp.zeros([1]) });
 * let updates = { w: jnp.array([2]) };
 * [updates, state] = tx.update({ w: jnp.array([2]) }, state);
 * [updates, state] = tx.update({ w: jnp.array([1]) }, state);
 * assertAllClose(state.stepSizes.w, [0.12]);
 * @see Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning: the RPROP algorithm", 1993,
 * https://ieeexplore.ieee.org/document/298623
 */
export function scaleByRprop(
  learningRate: ArrayLike,
  options: RpropOptions = {},
): GradientTransformation<ScaleByRpropState> {
  const { etaMinus = 0.5, etaPlus = 1.2, minStepSize = 1e-6, maxStepSize = 50 } = options;
  return describe(
    "scaleByRprop",
    { learningRate, etaMinus, etaPlus, minStepSize, maxStepSize },
    {
      init: (params) => new ScaleByRpropState(fullLike(params, learningRate), zerosLike(params)),
      update(updates, state) {
        const agreement = map((g, before) => multiply(g, before), updates, state.prevUpdates);
        const stepSizes = map(
          (a, s) => {
            const changed = clip(multiply(s, where(greater(a, 0), etaPlus, etaMinus)), minStepSize, maxStepSize);
            return where(equal(a, 0), s, changed);
          },
          agreement,
          state.stepSizes,
        );
        const steps = map(
          (a, g, s) => where(less(a, 0), zeros(g), multiply(s, sign(g))),
          agreement,
          updates,
          stepSizes,
        );
        const emitted = map((a, before) => where(less(a, 0), zeros(before), before), agreement, state.prevUpdates);
        return [emitted, new ScaleByRpropState(stepSizes, steps)];
      },
    },
  );
}
