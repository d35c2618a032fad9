import type { ArrayLike } from "../../core/array.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import type { ScaleByAdamState } from "../transforms/scaleByAdam.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";
import { scaleByYogi } from "../transforms/scaleByYogi.ts";

/**
 * Yogi: Adam whose second moment moves slowly whatever its size, so that the learning rate does not jump when gradients become small.
 *
 *     m ← (1 − β₁) g + β₁ m      v ← v − (1 − β₂) sign(v − g²) g²
 *     w ← w − α m̂ / (√v̂ + ε)
 *
 * @param learningRate α, a number or a schedule
 * @param options b1 (β₁, 0.9), b2 (β₂, 0.999), eps (ε, 1e-3)
 * @returns an optimizer with state `[{ count, mu, nu }, …]`
 * @example
 * const tx = optax.yogi(0.1);
 * const params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([2.5]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.1], { rtol: 1e-3 });
 * @see Zaheer et al., "Adaptive Methods for Nonconvex Optimization", 2018, https://papers.nips.cc/paper/2018/hash/90365351ccc7437a1309dc64e4db32a3-Abstract.html
 */
export function yogi(
  learningRate: ScalarOrSchedule,
  options: { b1?: ArrayLike; b2?: ArrayLike; eps?: ArrayLike } = {},
): GradientTransformation<[ScaleByAdamState, EmptyState | ScaleByScheduleState]> {
  return describe("yogi", { learningRate, ...options }, chain(scaleByYogi(options), scaleByLearningRate(learningRate)));
}
