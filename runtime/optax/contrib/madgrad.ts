import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, asarray, astype, divide, multiply, power, sqrt, square, subtract } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { checkParams, type GradientTransformation, type ScalarOrSchedule, type Tree, valueAt } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights } from "../transforms/addDecayedWeights.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** Weighted sums of gradients and of their squares. */
export class MadgradState extends NamedTuple {
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  /** Weighted sum of squared gradients. */
  readonly gradSumSq: Tree;
  /** Weighted sum of gradients. */
  readonly s: Tree;
  /** The parameters at the start. */
  readonly x0: Tree;
  constructor(count: JaxArray, gradSumSq: Tree, s: Tree, x0: Tree) {
    super();
    this.count = count;
    this.gradSumSq = gradSumSq;
    this.s = s;
    this.x0 = x0;
  }
}

/** Options of {@link scaleByMadgrad}. */
export interface MadgradOptions {
  /** Momentum, in [0, 1); default 0.9. */
  readonly momentum?: number;
  /** ε; default 1e-6. */
  readonly eps?: number;
}

/**
 * MADGRAD's rule: dual averaging whose divisor is a cube root.
 *
 *     λ = (α + ε) √(t + 1)        ν ← ν + λ g²        s ← s + λ g
 *     z = w₀ − s / (∛ν + ε)        w ← (1 − c) z + c w
 *
 * @param learningRate α, a number or a schedule
 * @param options see {@link MadgradOptions}
 * @returns a transformation with state `{ count, gradSumSq, s, x0 }` whose `update` needs the parameters; it comes last in a chain
 * @example
 * const tx = optax.contrib.scaleByMadgrad(1, { momentum: 0 });
 * const params = { w: jnp.array([1]) };
 * const [updates] = tx.update({ w: jnp.array([8]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-2], { rtol: 1e-5 });
 * @see Defazio and Jelassi, "Adaptivity without Compromise: A Momentumized, Adaptive, Dual Averaged Gradient Method", 2021,
 * https://arxiv.org/abs/2101.11075
 */
export function scaleByMadgrad(
  learningRate: ScalarOrSchedule,
  options: MadgradOptions = {},
): GradientTransformation<MadgradState> {
  const { momentum = 0.9, eps = 1e-6 } = options;
  return describe(
    "scaleByMadgrad",
    { learningRate, momentum, eps },
    {
      init: (params) => new MadgradState(zeroCount(), zerosLike(params), zerosLike(params), params),
      update(updates, state, params) {
        checkParams(params, "madgrad");
        const weight = multiply(
          add(valueAt(learningRate, state.count), eps),
          sqrt(astype(add(state.count, 1), "float32")),
        );
        const alike = (x: ArrayLike, g: ArrayLike): JaxArray => astype(x, asarray(g).dtype);
        const gradSumSq = map((v, g) => add(v, alike(multiply(weight, square(g)), g)), state.gradSumSq, updates);
        const s = map((total, g) => add(total, alike(multiply(weight, g), g)), state.s, updates);
        const move = (x0: ArrayLike, total: ArrayLike, v: ArrayLike, p: ArrayLike): JaxArray => {
          const z = subtract(x0, divide(total, add(power(v, 1 / 3), eps)));
          return subtract(add(multiply(1 - momentum, z), multiply(momentum, p)), p);
        };
        const next = map(move, state.x0, s, gradSumSq, params);
        return [next, new MadgradState(safeIncrement(state.count), gradSumSq, s, state.x0)];
      },
    },
  );
}

/**
 * MADGRAD: a momentumized, adaptive, dual averaged gradient method.
 *
 * @param learningRate α, a number or a schedule
 * @param options those of {@link scaleByMadgrad}, and `weightDecay` (0; added to the gradient)
 * @returns an optimizer with state `[…, { count, gradSumSq, s, x0 }]`; its `update` needs the parameters
 * @example
 * const tx = optax.contrib.madgrad(1, { momentum: 0 });
 * const params = { w: jnp.array([1]) };
 * const [updates] = tx.update({ w: jnp.array([8]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-2], { rtol: 1e-5 });
 * @see Defazio and Jelassi, "Adaptivity without Compromise: A Momentumized, Adaptive, Dual Averaged Gradient Method", 2021,
 * https://arxiv.org/abs/2101.11075
 */
export function madgrad(
  learningRate: ScalarOrSchedule,
  options: MadgradOptions & { weightDecay?: ScalarOrSchedule } = {},
): GradientTransformation<[Tree, MadgradState]> {
  const { weightDecay = 0, ...rest } = options;
  return describe(
    "madgrad",
    { learningRate, weightDecay, ...rest },
    chain(addDecayedWeights(weightDecay), scaleByMadgrad(learningRate, rest)),
  );
}
