import type { JaxArray } from "../../core/array.ts";
import { add, equal, logicalNot, multiply, negative, remainder, subtract } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { applyUpdates } from "../applyUpdates.ts";
import { checkParams, type ExtraArgs, extraArg, type GradientTransformation, type Tree } from "../base.ts";
import { zeroCount } from "../count.ts";
import { describe } from "../describe.ts";

/** Where the ascent stands, and the states of both optimizers. */
export class SAMState extends NamedTuple {
  /** Ascent steps since the parameters last moved downhill, i32[]. */
  readonly stepsSinceSync: JaxArray;
  readonly optState: Tree;
  readonly advState: Tree;
  /** The parameters before the ascent; null in opaque mode. */
  readonly cache: Tree;
  constructor(stepsSinceSync: JaxArray, optState: Tree, advState: Tree, cache: Tree) {
    super();
    this.stepsSinceSync = stepsSinceSync;
    this.optState = optState;
    this.advState = advState;
    this.cache = cache;
  }
}

/** Options of {@link sam}. */
export interface SamOptions {
  /** Steps of a cycle: `syncPeriod` − 1 uphill, one down; ≥ 1, default 2. */
  readonly syncPeriod?: number;
  /** Begin with a new state of the ascent in every cycle; default true. */
  readonly resetState?: boolean;
  /** Do the whole cycle within one update, which then needs the extra argument `gradFn`; default false. */
  readonly opaqueMode?: boolean;
}

/**
 * SAM, sharpness aware minimization: takes the gradient not where the parameters are, but at the worst place nearby, and so finds flat
 * minima.
 *
 *     w′ = w + ρ g(w) / ‖g(w)‖        w ← w − α g(w′)
 *
 * Transparently, updates take turns: those of all steps but the last of a cycle go uphill, the last returns and goes down. Opaquely, one
 * update does a whole cycle with the gradients that `gradFn(params, i)` gives.
 *
 * @param optimizer the optimizer of the descent
 * @param advOptimizer that of the ascent: `chain(contrib.normalize(), sgd(rho))`
 * @param options see {@link SamOptions}
 * @returns an optimizer with state `{ stepsSinceSync, optState, advState, cache }`; its `update` needs the parameters
 * @throws RangeError for a period below 1; TypeError when `update` is called without parameters, or opaquely without `gradFn`
 * @example
 * const tx = optax.contrib.sam(optax.sgd(0.1), optax.chain(optax.contrib.normalize(), optax.sgd(0.5)), { opaqueMode: true });
 * const gradFn = (p: { w: jax.Array }) => ({ w: p.w.mul(2) });
 * const params = { w: jnp.ones([1]) };
 * const [updates] = tx.update(gradFn(params), tx.init(params), params, { gradFn });
 * assertAllClose(updates.w, [-0.3], { rtol: 1e-6 });
 * @see Foret et al., "Sharpness-Aware Minimization for Efficiently Improving Generalization", 2020, https://arxiv.org/abs/2010.01412
 */
export function sam(
  optimizer: GradientTransformation,
  advOptimizer: GradientTransformation,
  options: SamOptions = {},
): GradientTransformation<SAMState> {
  const { syncPeriod = 2, resetState = true, opaqueMode = false } = options;
  if (!(syncPeriod >= 1)) throw new RangeError(`Cannot make SAM: syncPeriod must be ≥ 1, got ${syncPeriod}`);
  const ascend = (gradients: Tree, state: Tree, params: Tree): [Tree, Tree] => {
    const [updates, next] = advOptimizer.update(gradients, state, params);
    return [map((u) => negative(u), updates), next];
  };

  const transparently = (gradients: Tree, state: SAMState, params: Tree): [Tree, SAMState] => {
    const isFirst = equal(state.stepsSinceSync, 0);
    const isLast = equal(state.stepsSinceSync, syncPeriod - 1);
    const [up, advNext] = ascend(gradients, state.advState, params);
    const [down, optNext] = optimizer.update<Tree>(gradients, state.optState, state.cache);
    const returned = map((c, p, u) => add(subtract(c, p), u), state.cache, params, down);
    const next = new SAMState(
      remainder(add(state.stepsSinceSync, 1), syncPeriod),
      pick(isLast, optNext, state.optState),
      pick(isLast, resetState ? advOptimizer.init(params) : state.advState, advNext),
      pick(isFirst, params, state.cache),
    );
    return [pick(isLast, returned, up), next];
  };

  const opaquely = (gradients: Tree, state: SAMState, params: Tree, extra?: ExtraArgs): [Tree, SAMState] => {
    const gradFn = extraArg(extra, "gradFn", "sam in opaque mode") as (params: Tree, step: number) => Tree;
    let [worst, there, advState] = [params, gradients, state.advState];
    for (let i = 0; i < syncPeriod - 1; i++) {
      const [up, next] = ascend(there, advState, worst);
      worst = applyUpdates(worst, up);
      there = gradFn(worst, i);
      advState = next;
    }
    const [updates, optState] = optimizer.update<Tree>(there, state.optState, params);
    return [updates, new SAMState(zeroCount(), optState, resetState ? advOptimizer.init(params) : advState, null)];
  };

  return describe(
    "sam",
    { optimizer, advOptimizer, syncPeriod, resetState, opaqueMode },
    {
      init: (params) =>
        new SAMState(zeroCount(), optimizer.init(params), advOptimizer.init(params), opaqueMode ? null : params),
      update(updates, state, params, extra) {
        checkParams(params, "sam");
        return (opaqueMode ? opaquely(updates, state, params, extra) : transparently(updates, state, params)) as never;
      },
    },
  );
}

/** One of two trees, by arithmetic as Optax does it: NaN in one spoils both. */
function pick(condition: JaxArray, ifTrue: Tree, ifFalse: Tree): Tree {
  return map((a, b) => add(multiply(condition, a), multiply(logicalNot(condition), b)), ifTrue, ifFalse);
}
