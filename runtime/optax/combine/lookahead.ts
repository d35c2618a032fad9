import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, equal, logicalNot, multiply, remainder, subtract } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { ExtraArgs, GradientTransformation, Tree } from "../base.ts";
import { zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { oneMinus } from "../tree/oneMinus.ts";

/** State of the fast optimizer, and steps since the slow parameters moved. */
export class LookaheadState extends NamedTuple {
  readonly fastState: Tree;
  /** i32[] */
  readonly stepsSinceSync: JaxArray;
  constructor(fastState: Tree, stepsSinceSync: JaxArray) {
    super();
    this.fastState = fastState;
    this.stepsSinceSync = stepsSinceSync;
  }
}

/** The two sets of parameters of `lookahead`: gradients are taken of the fast ones, the slow ones are the result. */
export class LookaheadParams extends NamedTuple {
  readonly fast: Tree;
  readonly slow: Tree;
  constructor(fast: Tree, slow: Tree) {
    super();
    this.fast = fast;
    this.slow = slow;
  }

  /** Both the same, as at the beginning. */
  static initSynced(params: Tree): LookaheadParams {
    return new LookaheadParams(params, params);
  }
}

/**
 * Lookahead: a fast optimizer runs ahead, and every k steps the slow parameters go part of the way after it.
 *
 *     every k steps:   s ← s + α (f − s),   f ← s
 *
 * @param fastOptimizer the optimizer of the fast parameters f
 * @param syncPeriod k, the number of fast steps for each slow one; ≥ 1
 * @param slowStepSize α, the part of the way that the slow parameters s go, in (0, 1]
 * @param options.resetState begin with a new state of the fast optimizer after every slow step; default false
 * @returns a transformation of {@link LookaheadParams}: gradients of `params.fast` in, updates of both out
 * @throws RangeError for a period below 1; TypeError for parameters that are no pair of fast and slow ones
 * @example
 * const tx = optax.lookahead(optax.sgd(1), 1, 0.5);
 * let params = optax.LookaheadParams.initSynced({ w: jnp.ones([1]) });
 * const [updates] = tx.update({ w: jnp.ones([1]) }, tx.init(params), params);
 * params = optax.applyUpdates(params, updates);
 * assertAllClose([params.fast.w, params.slow.w], [0.5, 0.5]);
 * @see Zhang et al., "Lookahead Optimizer: k steps forward, 1 step back", 2019, https://arxiv.org/abs/1907.08610
 */
export function lookahead(
  fastOptimizer: GradientTransformation,
  syncPeriod: number,
  slowStepSize: ArrayLike,
  options: { resetState?: boolean } = {},
): GradientTransformation<LookaheadState> {
  if (!(syncPeriod >= 1)) throw new RangeError(`Cannot look ahead: syncPeriod must be ≥ 1, got ${syncPeriod}`);
  const { resetState = false } = options;
  return describe(
    "lookahead",
    { fastOptimizer, syncPeriod, slowStepSize, resetState },
    {
      init: (params) =>
        new LookaheadState(fastOptimizer.init(params instanceof LookaheadParams ? params.fast : params), zeroCount()),
      update<U>(gradients: U, state: LookaheadState, params?: Tree, extra?: ExtraArgs): [U, LookaheadState] {
        if (!(params instanceof LookaheadParams)) {
          throw new TypeError(
            "Cannot look ahead: the parameters must be a pair of fast and slow ones; make it with optax.LookaheadParams.initSynced(params)",
          );
        }
        const [updates, fastState] = fastOptimizer.update(gradients, state.fastState, params.fast, extra);
        const sync = equal(state.stepsSinceSync, syncPeriod - 1);
        const away = map((f, u, s) => subtract(add(f, u), s), params.fast, updates, params.slow);
        const slow = map((d) => multiply(multiply(slowStepSize, sync), d), away);
        const fast = map((u, d) => subtract(u, multiply(multiply(sync, oneMinus(slowStepSize)), d)), updates, away);
        const next = new LookaheadState(
          resetState ? mix(sync, fastOptimizer.init(params.fast), fastState) : fastState,
          remainder(add(state.stepsSinceSync, 1), syncPeriod),
        );
        return [new LookaheadParams(fast, slow) as U, next];
      },
    },
  );
}

/** One of two states, by arithmetic as Optax does it: bools and integers keep their dtype. */
function mix(condition: JaxArray, ifTrue: Tree, ifFalse: Tree): Tree {
  return map((a, b) => add(multiply(logicalNot(condition), b), multiply(condition, a)), ifTrue, ifFalse);
}
