import type { ArrayLike } from "../../core/array.ts";
import { divide } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { GradientTransformation } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { biasCorrection } from "../tree/biasCorrection.ts";
import { updateInfinityMoment } from "../tree/updateInfinityMoment.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { zerosLike } from "../tree/zerosLike.ts";
import { ScaleByAdamState } from "./scaleByAdam.ts";

/** Options of {@link scaleByAdamax}. */
export interface AdamaxOptions {
  /** Decay rate β₁ of the mean of gradients; default 0.9. */
  readonly b1?: ArrayLike;
  /** Decay rate β₂ of the maximum of gradients; default 0.999. */
  readonly b2?: ArrayLike;
  /** ε; default 1e-8. */
  readonly eps?: ArrayLike;
}

/**
 * Adam with the largest gradient in place of the mean square.
 *
 *     m ← (1 − β₁) g + β₁ m        v ← max(|g| + ε, β₂ v)
 *     u = m / (1 − β₁ᵗ) / v
 *
 * @param options see {@link AdamaxOptions}
 * @returns a transformation with state `{ count, mu, nu }`
 * @example
 * const tx = optax.scaleByAdamax();
 * const [updates] = tx.update({ w: jnp.array([0.5, -3]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(updates.w, [1, -1], { rtol: 1e-5 });
 * @see Kingma and Ba, "Adam: A Method for Stochastic Optimization", section 7.1, 2014, https://arxiv.org/abs/1412.6980
 */
export function scaleByAdamax(options: AdamaxOptions = {}): GradientTransformation<ScaleByAdamState> {
  const { b1 = 0.9, b2 = 0.999, eps = 1e-8 } = options;
  return describe(
    "scaleByAdamax",
    { b1, b2, eps },
    {
      init: (params) => new ScaleByAdamState(zeroCount(), zerosLike(params), zerosLike(params)),
      update(updates, state) {
        const count = safeIncrement(state.count);
        const mu = updateMoment({ updates, moments: state.mu, decay: b1, order: 1 });
        const nu = updateInfinityMoment({ updates, moments: state.nu, decay: b2, eps });
        const scaled = map((m, v) => divide(m, v), biasCorrection(mu, b1, count), nu);
        return [scaled, new ScaleByAdamState(count, mu, nu)];
      },
    },
  );
}
