import type { ArrayLike } from "../../core/array.ts";
import { negative } from "../../numpy/index.ts";
import type { EmptyState, GradientTransformation } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { scale } from "../transforms/scale.ts";
import { type ScaleBySM3State, scaleBySm3 } from "../transforms/scaleBySm3.ts";

/**
 * SM3: Adagrad whose accumulators of a matrix are one vector for the rows and one for the columns.
 *
 *     vᵢⱼ = min(rᵢ, cⱼ) + gᵢⱼ²        rᵢ ← maxⱼ vᵢⱼ        cⱼ ← maxᵢ vᵢⱼ
 *     m ← μ m + (1 − μ) g / √v        w ← w − α m
 *
 * @param learningRate α
 * @param options.momentum μ; default 0.9
 * @returns an optimizer with state `[{ mu, nu }, …]`
 * @throws TypeError for parameters that are scalars, which have no axis
 * @example
 * const tx = optax.sm3(0.1, { momentum: 0 });
 * const [updates] = tx.update({ w: jnp.array([[0.5, -2]]) }, tx.init({ w: jnp.zeros([1, 2]) }));
 * assertAllClose(updates.w, [[-0.1, 0.1]], { rtol: 1e-5 });
 * @see Anil et al., "Memory-Efficient Adaptive Optimization", 2019, https://arxiv.org/abs/1901.11150
 */
export function sm3(
  learningRate: ArrayLike,
  options: { momentum?: ArrayLike } = {},
): GradientTransformation<[ScaleBySM3State, EmptyState]> {
  const { momentum = 0.9 } = options;
  const rate = typeof learningRate === "number" ? -learningRate : negative(learningRate);
  return describe("sm3", { learningRate, momentum }, chain(scaleBySm3({ b1: momentum }), scale(rate)));
}
