import type { ArrayLike } from "../../core/array.ts";
import { add, less, negative, where } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { checkParams, type EmptyState, type GradientTransformation, initEmptyState } from "../base.ts";
import { describe } from "../describe.ts";

/**
 * Changes updates so that no parameter becomes negative: one that would ends at zero. The last step of a chain.
 *
 *     u ← −w  where w + u < 0
 *
 * @returns a stateless transformation whose `update` needs the parameters
 * @throws TypeError when `update` is called without parameters
 * @example
 * const tx = optax.keepParamsNonnegative();
 * const params = { w: jnp.array([1, 1]) };
 * const [updates] = tx.update({ w: jnp.array([-3, 2]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-1, 2]);
 */
export function keepParamsNonnegative(): GradientTransformation<EmptyState> {
  return describe(
    "keepParamsNonnegative",
    {},
    {
      init: initEmptyState,
      update(updates, state, params) {
        checkParams(params, "keepParamsNonnegative");
        const keep = (u: ArrayLike, p: ArrayLike) => where(less(add(p, u), 0), negative(p), u);
        return [map(keep, updates, params), state];
      },
    },
  );
}
