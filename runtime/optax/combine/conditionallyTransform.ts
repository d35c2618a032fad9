import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { ExtraArgs, GradientTransformation, Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { choose } from "./choose.ts";

/** Says at which steps a transformation applies: a function of the step i32[] and of the extra arguments that returns a boolean. */
export type ConditionFn = (step: JaxArray, extra: ExtraArgs) => ArrayLike;

/** State of the inner transformation, and how many steps were seen. */
export class ConditionallyTransformState extends NamedTuple {
  readonly innerState: Tree;
  /** i32[] */
  readonly step: JaxArray;
  constructor(innerState: Tree, step: JaxArray) {
    super();
    this.innerState = innerState;
    this.step = step;
  }
}

/**
 * Transforms updates only at certain steps; at the others they pass unchanged, and the inner state stays as it is.
 *
 * @param inner the transformation
 * @param shouldTransformFn function of the step i32[] (and of the extra arguments) that returns a boolean
 * @param options.forwardExtraArgs give the condition the extra arguments; default false
 * @returns a transformation with state `{ innerState, step }`
 * @example
 * const tx = optax.conditionallyTransform(optax.scale(10), (step) => jnp.equal(step, 1));
 * const g = { w: jnp.array([1]) };
 * const [first, state] = tx.update(g, tx.init(g));
 * const [second] = tx.update(g, state);
 * assertAllClose([first.w, second.w], [1, 10]);
 */
export function conditionallyTransform(
  inner: GradientTransformation,
  shouldTransformFn: ConditionFn,
  options: { forwardExtraArgs?: boolean } = {},
): GradientTransformation<ConditionallyTransformState> {
  const { forwardExtraArgs = false } = options;
  return describe(
    "conditionallyTransform",
    { inner, shouldTransformFn, forwardExtraArgs },
    {
      init: (params) => new ConditionallyTransformState(inner.init(params), zeroCount()),
      update(updates, state, params, extra = {}) {
        const [next, innerState] = choose(
          shouldTransformFn(state.step, forwardExtraArgs ? extra : {}),
          inner.update(updates, state.innerState, params, extra),
          [updates, state.innerState],
        );
        return [next, new ConditionallyTransformState(innerState, safeIncrement(state.step))];
      },
    },
  );
}
