import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, multiply } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import {
  checkParams,
  EmptyState,
  type GradientTransformation,
  isSchedule,
  type ScalarOrSchedule,
  type Tree,
} from "../base.ts";
import { type MaskedState, masked } from "../combine/masked.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";

/** How many updates were done, where weight decay is scheduled. */
export class WeightDecaySchedule extends NamedTuple {
  /** i32[] */
  readonly count: JaxArray;
  constructor(count: JaxArray) {
    super();
    this.count = count;
  }
}

/** A tree of booleans, of the structure of the parameters or a prefix of it, or a function that makes one from them. */
export type Mask = Tree | ((params: Tree) => Tree);

/**
 * Adds the parameters, scaled by the weight decay, to the updates: pulls weights towards zero.
 *
 *     u ← u + λ · w
 *
 * @param weightDecay λ, a number or a schedule; default 0
 * @param options.mask which parameters decay: a tree of booleans, or a function of the parameters that returns one; default all
 * @returns a transformation whose `update` needs the parameters
 * @throws TypeError when `update` is called without parameters
 * @example
 * const tx = optax.addDecayedWeights(0.1);
 * const params = { w: jnp.array([10]) };
 * const [updates] = tx.update({ w: jnp.array([1]) }, tx.init(params), params);
 * assertAllClose(updates.w, [2]);
 * @see Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, https://arxiv.org/abs/1711.05101
 */
export function addDecayedWeights(
  weightDecay: ScalarOrSchedule = 0,
  options: { mask?: Mask | null | undefined } = {},
): GradientTransformation<EmptyState | WeightDecaySchedule | MaskedState> {
  const all: GradientTransformation<EmptyState | WeightDecaySchedule> = {
    init: () => (isSchedule(weightDecay) ? new WeightDecaySchedule(zeroCount()) : new EmptyState()),
    update(updates, state, params) {
      checkParams(params, "addDecayedWeights");
      if (weightDecay === 0) return [updates, state];
      const count = (state as WeightDecaySchedule).count;
      const rate: ArrayLike = isSchedule(weightDecay) ? weightDecay(count) : weightDecay;
      const decayed = map((g, p) => add(g, multiply(rate, p)), updates, params);
      return [decayed, isSchedule(weightDecay) ? new WeightDecaySchedule(safeIncrement(count)) : state];
    },
  };
  return describe(
    "addDecayedWeights",
    { weightDecay, ...options },
    options.mask === null || options.mask === undefined ? all : masked(all, options.mask),
  );
}
