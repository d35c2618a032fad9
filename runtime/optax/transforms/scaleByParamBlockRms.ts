import type { ArrayLike } from "../../core/array.ts";
import { multiply } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { checkParams, type EmptyState, type GradientTransformation, initEmptyState } from "../base.ts";
import { describe } from "../describe.ts";
import { safeRootMeanSquares } from "../safeNorm.ts";

/**
 * Scales each parameter's update by the root mean square of the parameter.
 *
 *     u ← u · max(√(mean w²), m)
 *
 * @param options.minScale the least factor m, so that parameters that begin at zero can grow; default 1e-3
 * @returns a stateless transformation whose `update` needs the parameters
 * @throws TypeError when `update` is called without parameters
 * @example
 * const tx = optax.scaleByParamBlockRms();
 * const [updates] = tx.update({ w: jnp.array([1, 2]) }, tx.init({}), { w: jnp.array([3, 4]) });
 * assertAllClose(updates.w, [Math.sqrt(12.5), 2 * Math.sqrt(12.5)], { rtol: 1e-6 });
 */
export function scaleByParamBlockRms(options: { minScale?: ArrayLike } = {}): GradientTransformation<EmptyState> {
  const { minScale = 1e-3 } = options;
  return describe(
    "scaleByParamBlockRms",
    { minScale },
    {
      init: initEmptyState,
      update(updates, state, params) {
        checkParams(params, "scaleByParamBlockRms");
        return [map((u, p) => multiply(u, safeRootMeanSquares(p, minScale)), updates, params), state];
      },
    },
  );
}
