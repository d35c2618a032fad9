import type { JaxArray } from "../../core/array.ts";
import { all, asarray, greater, isfinite, logicalAnd, logicalOr, where } from "../../numpy/index.ts";
import { leaves } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { zerosLike } from "../tree/zerosLike.ts";
import { choose } from "./choose.ts";

/** What became of the updates with NaN or infinities. */
export class ApplyIfFiniteState extends NamedTuple {
  /** How many in a row were not finite, i32[]. */
  readonly notfiniteCount: JaxArray;
  /** Whether the last one was, bool[]. */
  readonly lastFinite: JaxArray;
  /** How many were not finite in all, i32[]. */
  readonly totalNotfinite: JaxArray;
  readonly innerState: Tree;
  constructor(notfiniteCount: JaxArray, lastFinite: JaxArray, totalNotfinite: JaxArray, innerState: Tree) {
    super();
    this.notfiniteCount = notfiniteCount;
    this.lastFinite = lastFinite;
    this.totalNotfinite = totalNotfinite;
    this.innerState = innerState;
  }
}

/**
 * Passes by updates with NaN or infinities: they become zero, and the inner state stays as it is. After too many in a row they are let
 * through, so that a broken model is noticed.
 *
 * @param inner the optimizer
 * @param maxConsecutiveErrors how many updates in a row are passed by at most
 * @returns a transformation with state `{ notfiniteCount, lastFinite, totalNotfinite, innerState }`
 * @example
 * const tx = optax.applyIfFinite(optax.sgd(0.5), 2);
 * const [updates, state] = tx.update({ w: jnp.array([NaN, 1]) }, tx.init({ w: jnp.ones([2]) }));
 * assertAllClose(updates.w, [0, 0]);
 * assertEqual(state.notfiniteCount, "1");
 */
export function applyIfFinite(
  inner: GradientTransformation,
  maxConsecutiveErrors: number,
): GradientTransformation<ApplyIfFiniteState> {
  return describe(
    "applyIfFinite",
    { inner, maxConsecutiveErrors },
    {
      init: (params) => new ApplyIfFiniteState(zeroCount(), asarray(true), zeroCount(), inner.init(params)),
      update(updates, state, params, extra) {
        const finite = allFinite(updates);
        const notfiniteCount = where(finite, zeroCount(), safeIncrement(state.notfiniteCount));
        const [next, innerState] = choose(
          logicalOr(finite, greater(notfiniteCount, maxConsecutiveErrors)),
          inner.update(updates, state.innerState, params, extra),
          [zerosLike(updates), state.innerState],
        );
        const total = where(finite, state.totalNotfinite, safeIncrement(state.totalNotfinite));
        return [next, new ApplyIfFiniteState(notfiniteCount, finite, total, innerState)];
      },
    },
  );
}

function allFinite(updates: Tree): JaxArray {
  return leaves(updates)
    .map((u) => all(isfinite(u)))
    .reduce((every, one) => logicalAnd(every, one), asarray(true));
}
