import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { asarray, astype, clip, divide, greater, maximum, negative, power, sqrt, where } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { DType } from "../../types/dtype.ts";
import type { GradientTransformation, ScalarOrSchedule, Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { ScaleByAdamState } from "../transforms/scaleByAdam.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { cast } from "../tree/cast.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { updateMomentPerElemNorm } from "../tree/updateMomentPerElemNorm.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** Options of {@link scaleByAdopt}. */
export interface AdoptOptions {
  /** Decay rate β₁ of the mean of gradients; default 0.9. */
  readonly b1?: ArrayLike;
  /** Decay rate β₂ of the mean of squared gradients; default 0.9999. */
  readonly b2?: ArrayLike;
  /** ε, least divisor; default 1e-6. */
  readonly eps?: ArrayLike;
  /** Dtype of the stored first moment; default that of the parameters. */
  readonly muDtype?: DType;
  /** Nesterov's momentum; default false. */
  readonly nesterov?: boolean;
  /** Clip the divided gradients; default true. */
  readonly useClipping?: boolean;
  /** The bound, from the number of updates done, i32[]; default t^¼. */
  readonly clipValueFn?: (count: JaxArray) => ArrayLike;
}

/**
 * ADOPT's rule: Adam that divides by the second moment of the step before, and takes the momentum after the division. It converges with any
 * β₂.
 *
 *     m ← (1 − β₁) clip(g / max(√v₋₁, ε), ±c(t)) + β₁ m        v ← (1 − β₂) g² + β₂ v        v = g² at first
 *     u = m
 *
 * @param options see {@link AdoptOptions}
 * @returns a transformation with state `{ count, mu, nu }`; the first update is zero, as it only makes v
 * @example
 * const tx = optax.contrib.scaleByAdopt();
 * const [updates, state] = tx.update({ w: jnp.array([0.5]) }, tx.init({ w: jnp.zeros([1]) }));
 * assertAllClose([updates.w, state.nu.w], [0, 0.25]);
 * @see Taniguchi et al., "ADOPT: Modified Adam Can Converge with Any β₂ with the Optimal Rate", 2024, https://arxiv.org/abs/2411.02853
 */
export function scaleByAdopt(options: AdoptOptions = {}): GradientTransformation<ScaleByAdamState> {
  const { b1 = 0.9, b2 = 0.9999, eps = 1e-6, muDtype, nesterov = false, useClipping = true } = options;
  const { clipValueFn = (count: JaxArray) => power(astype(count, "float32"), 0.25) } = options;
  return describe(
    "scaleByAdopt",
    { b1, b2, eps, muDtype, nesterov, useClipping, clipValueFn },
    {
      init: (params) => new ScaleByAdamState(zeroCount(), zerosLike(params, { dtype: muDtype }), zerosLike(params)),
      update(updates, state) {
        const later = greater(state.count, 0);
        const decay1 = where(later, b1, 1);
        const nu = updateMomentPerElemNorm({ updates, moments: state.nu, decay: where(later, b2, 0), order: 2 });
        const bound = asarray(clipValueFn(state.count));
        const divided = map(
          (g, v) => {
            const u = divide(g, maximum(sqrt(v), eps));
            return useClipping ? clip(u, negative(bound), bound) : u;
          },
          updates,
          state.nu,
        );
        const mu = updateMoment({ updates: divided, moments: state.mu, decay: decay1, order: 1 });
        const emitted = nesterov ? updateMoment({ updates: divided, moments: mu, decay: decay1, order: 1 }) : mu;
        return [emitted, new ScaleByAdamState(safeIncrement(state.count), cast(mu, muDtype), nu)];
      },
    },
  );
}

/**
 * ADOPT: Adam that converges with any β₂, by dividing by the second moment of the step before.
 *
 *     w ← w − α m
 *
 * @param learningRate α, a number or a schedule
 * @param options see {@link AdoptOptions}
 * @returns an optimizer with state `[{ count, mu, nu }, …]`; the first update is zero
 * @example
 * const tx = optax.contrib.adopt(0.1);
 * let state = tx.init({ w: jnp.zeros([1]) });
 * let updates = { w: jnp.array([0.5]) };
 * [, state] = tx.update(updates, state);
 * [updates, state] = tx.update({ w: jnp.array([0.5]) }, state);
 * assertAllClose(updates.w, [-0.01], { rtol: 1e-5 });
 * @see Taniguchi et al., "ADOPT: Modified Adam Can Converge with Any β₂ with the Optimal Rate", 2024, https://arxiv.org/abs/2411.02853
 */
export function adopt(
  learningRate: ScalarOrSchedule,
  options: AdoptOptions = {},
): GradientTransformation<[ScaleByAdamState, Tree]> {
  return describe(
    "adopt",
    { learningRate, ...options },
    chain(scaleByAdopt(options), scaleByLearningRate(learningRate)),
  );
}
