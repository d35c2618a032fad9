import type { ArrayLike } from "../../core/array.ts";
import { multiply } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { checkParams, type EmptyState, type GradientTransformation, initEmptyState } from "../base.ts";
import { describe } from "../describe.ts";
import { safeNorm } from "../safeNorm.ts";

/**
 * Scales each parameter's update by the norm of the parameter.
 *
 *     u ← u · max(‖w‖, m)
 *
 * @param options.minScale the least factor m, so that parameters that begin at zero can grow; default 1e-3
 * @returns a stateless transformation whose `update` needs the parameters
 * @throws TypeError when `update` is called without parameters
 * @example
 * const tx = optax.scaleByParamBlockNorm();
 * const [updates] = tx.update({ w: jnp.array([1, 2]) }, tx.init({}), { w: jnp.array([3, 4]) });
 * assertAllClose(updates.w, [5, 10]);
 */
export function scaleByParamBlockNorm(options: { minScale?: ArrayLike } = {}): GradientTransformation<EmptyState> {
  const { minScale = 1e-3 } = options;
  return describe(
    "scaleByParamBlockNorm",
    { minScale },
    {
      init: initEmptyState,
      update(updates, state, params) {
        checkParams(params, "scaleByParamBlockNorm");
        return [map((u, p) => multiply(u, safeNorm(p, minScale)), updates, params), state];
      },
    },
  );
}
