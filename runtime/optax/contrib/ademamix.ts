import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, divide, multiply, sqrt } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { DType } from "../../types/dtype.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { type GradientTransformation, type ScalarOrSchedule, type Tree, valueAt } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights, type Mask } from "../transforms/addDecayedWeights.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { biasCorrection } from "../tree/biasCorrection.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { updateMomentPerElemNorm } from "../tree/updateMomentPerElemNorm.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** AdEMAMix's two momenta and second moment. */
export class ScaleByAdemamixState extends NamedTuple {
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  /** Updates done since the slow momentum began, i32[]; schedules count by it. */
  readonly countM2: JaxArray;
  /** Fast mean of gradients. */
  readonly m1: Tree;
  /** Slow mean of gradients. */
  readonly m2: Tree;
  /** Mean of squared gradients. */
  readonly nu: Tree;
  constructor(count: JaxArray, countM2: JaxArray, m1: Tree, m2: Tree, nu: Tree) {
    super();
    this.count = count;
    this.countM2 = countM2;
    this.m1 = m1;
    this.m2 = m2;
    this.nu = nu;
  }
}

/** Options of {@link scaleByAdemamix}. */
export interface AdemamixOptions {
  /** Decay rate β₁ of the fast mean; default 0.9. */
  readonly b1?: ArrayLike;
  /** Decay rate β₂ of the mean of squared gradients; default 0.999. */
  readonly b2?: ArrayLike;
  /** Decay rate β₃ of the slow mean, a number or a schedule; default 0.9999. */
  readonly b3?: ScalarOrSchedule;
  /** Weight a of the slow mean, a number or a schedule; default 6 (5 in `ademamix`). */
  readonly alpha?: ScalarOrSchedule;
  /** ε outside the square root; default 1e-8. */
  readonly eps?: ArrayLike;
  /** ε̄ inside the square root; default 0. */
  readonly epsRoot?: ArrayLike;
  /** Dtype of the first state; default that of the parameters. */
  readonly muDtype?: DType;
}

/**
 * AdEMAMix's rule: Adam with a second, much slower mean of gradients.
 *
 *     m₁ ← (1 − β₁) g + β₁ m₁        m₂ ← (1 − β₃) g + β₃ m₂        v ← (1 − β₂) g² + β₂ v
 *     u = (m̂₁ + a m₂) / (√(v̂ + ε̄) + ε)
 *
 * @param options see {@link AdemamixOptions}
 * @returns a transformation with state `{ count, countM2, m1, m2, nu }`
 * @example
 * const tx = optax.contrib.scaleByAdemamix({ alpha: 0 });
 * const [updates] = tx.update({ w: jnp.array([0.5]) }, tx.init({ w: jnp.zeros([1]) }));
 * assertAllClose(updates.w, [1], { rtol: 1e-5 });
 * @see Pagliardini et al., "The AdEMAMix Optimizer: Better, Faster, Older", 2024, https://arxiv.org/abs/2409.03137
 */
export function scaleByAdemamix(options: AdemamixOptions = {}): GradientTransformation<ScaleByAdemamixState> {
  const { b1 = 0.9, b2 = 0.999, b3 = 0.9999, alpha = 6, eps = 1e-8, epsRoot = 0, muDtype } = options;
  return describe(
    "scaleByAdemamix",
    { b1, b2, b3, alpha, eps, epsRoot, muDtype },
    {
      init(params) {
        const zeros = zerosLike(params, { dtype: muDtype });
        return new ScaleByAdemamixState(zeroCount(), zeroCount(), zeros, zeros, zeros);
      },
      update(updates, state) {
        const weight = valueAt(alpha, state.countM2);
        const m1 = updateMoment({ updates, moments: state.m1, decay: b1, order: 1 });
        const m2 = updateMoment({ updates, moments: state.m2, decay: valueAt(b3, state.countM2), order: 1 });
        const nu = updateMomentPerElemNorm({ updates, moments: state.nu, decay: b2, order: 2 });
        const count = safeIncrement(state.count);
        const scaled = map(
          (fast, slow, v) => divide(add(fast, multiply(weight, slow)), add(sqrt(add(v, epsRoot)), eps)),
          biasCorrection(m1, b1, count),
          m2,
          biasCorrection(nu, b2, count),
        );
        return [scaled, new ScaleByAdemamixState(count, safeIncrement(state.countM2), m1, m2, nu)];
      },
    },
  );
}

/**
 * AdEMAMix: AdamW with a second, much slower mean of gradients, so that old ones are put to use. In long trainings `alpha` and `b3` should
 * rise along schedules.
 *
 *     w ← w − α ((m̂₁ + a m₂) / (√(v̂ + ε̄) + ε) + λ w)
 *
 * @param learningRate α, a number or a schedule
 * @param options those of {@link scaleByAdemamix} (`alpha` is 5 here), `weightDecay` (0) and `mask`
 * @returns an optimizer with state `[{ count, countM2, m1, m2, nu }, …]`; its `update` needs the parameters
 * @example
 * const tx = optax.contrib.ademamix(0.1, { alpha: 0 });
 * const params = { w: jnp.zeros([1]) };
 * const [updates] = tx.update({ w: jnp.array([0.5]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.1], { rtol: 1e-5 });
 * @see Pagliardini et al., "The AdEMAMix Optimizer: Better, Faster, Older", 2024, https://arxiv.org/abs/2409.03137
 */
export function ademamix(
  learningRate: ScalarOrSchedule,
  options: AdemamixOptions & { weightDecay?: ScalarOrSchedule; mask?: Mask | null } = {},
): GradientTransformation<[ScaleByAdemamixState, Tree, Tree]> {
  const { weightDecay = 0, mask, ...rest } = options;
  return describe(
    "ademamix",
    { learningRate, weightDecay, mask, ...rest },
    chain(
      scaleByAdemamix({ alpha: 5, ...rest }),
      addDecayedWeights(weightDecay, { mask }),
      scaleByLearningRate(learningRate),
    ),
  );
}
