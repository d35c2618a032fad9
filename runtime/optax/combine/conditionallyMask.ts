import type { JaxArray } from "../../core/array.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { zerosLike } from "../tree/zerosLike.ts";
import { choose } from "./choose.ts";
import type { ConditionFn } from "./conditionallyTransform.ts";

/** How many steps were seen, and the state of the inner transformation. */
export class ConditionallyMaskState extends NamedTuple {
  /** i32[] */
  readonly step: JaxArray;
  readonly innerState: Tree;
  constructor(step: JaxArray, innerState: Tree) {
    super();
    this.step = step;
    this.innerState = innerState;
  }
}

/**
 * Transforms updates only at certain steps; at the others they are zero, and the inner state stays as it is.
 *
 * @param inner the transformation
 * @param shouldTransformFn function of the step i32[] (and of the extra arguments) that returns a boolean
 * @param options.forwardExtraArgs give the condition the extra arguments; default false
 * @returns a transformation with state `{ step, innerState }`
 * @example
 * const tx = optax.conditionallyMask(optax.scale(10), (step) => jnp.equal(step, 1));
 * const g = { w: jnp.array([1]) };
 * const [first, state] = tx.update(g, tx.init(g));
 * const [second] = tx.update(g, state);
 * assertAllClose([first.w, second.w], [0, 10]);
 */
export function conditionallyMask(
  inner: GradientTransformation,
  shouldTransformFn: ConditionFn,
  options: { forwardExtraArgs?: boolean } = {},
): GradientTransformation<ConditionallyMaskState> {
  const { forwardExtraArgs = false } = options;
  return describe(
    "conditionallyMask",
    { inner, shouldTransformFn, forwardExtraArgs },
    {
      init: (params) => new ConditionallyMaskState(zeroCount(), inner.init(params)),
      update(updates, state, params, extra = {}) {
        const [next, innerState] = choose(
          shouldTransformFn(state.step, forwardExtraArgs ? extra : {}),
          inner.update(updates, state.innerState, params, extra),
          [zerosLike(updates), state.innerState],
        );
        return [next, new ConditionallyMaskState(safeIncrement(state.step), innerState)];
      },
    },
  );
}
