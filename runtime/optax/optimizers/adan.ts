import type { EmptyState, GradientTransformation, ScalarOrSchedule, Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights, type Mask } from "../transforms/addDecayedWeights.ts";
import { type AdanOptions, type ScaleByAdanState, scaleByAdan } from "../transforms/scaleByAdan.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";

/** Options of {@link adan}. */
export interface AdanOptimizerOptions extends AdanOptions {
  /** Weight decay λ, a number or a schedule; default 0. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which parameters decay: a tree of booleans or a function that makes one; default all. */
  readonly mask?: Mask | null;
}

/**
 * Adan: adaptive Nesterov momentum from the differences of gradients.
 *
 *     w ← w − α ((m̂ + (1 − β₂) v̂) / (√(n̂ + ε̄) + ε) + λ w)        (m, v, n: see scaleByAdan)
 *
 * @param learningRate α, a number or a schedule
 * @param options b1 (0.98), b2 (0.92), b3 (0.99), eps (1e-8), epsRoot (1e-8), weightDecay (0), mask (all)
 * @returns an optimizer with state `[{ m, v, n, g, t }, …, …]`; its `update` needs the parameters
 * @example
 * const tx = optax.adan(0.1);
 * const params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([0.25]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.1], { rtol: 1e-5 });
 * @see Xie et al., "Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models", 2022, https://arxiv.org/abs/2208.06677
 */
export function adan(
  learningRate: ScalarOrSchedule,
  options: AdanOptimizerOptions = {},
): GradientTransformation<[ScaleByAdanState, Tree, EmptyState | ScaleByScheduleState]> {
  const { epsRoot = 1e-8, weightDecay = 0, mask, ...adanOptions } = options;
  return describe(
    "adan",
    { learningRate, epsRoot, weightDecay, mask, ...adanOptions },
    chain(
      scaleByAdan({ ...adanOptions, epsRoot }),
      addDecayedWeights(weightDecay, { mask }),
      scaleByLearningRate(learningRate),
    ),
  );
}
