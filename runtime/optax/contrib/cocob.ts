import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { abs, add, divide, maximum, multiply, negative, subtract } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { checkParams, type GradientTransformation, type ScalarOrSchedule, type Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights, type Mask } from "../transforms/addDecayedWeights.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { fullLike } from "../tree/fullLike.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** The bets so far. */
export class COCOBState extends NamedTuple {
  /** The parameters at the start. */
  readonly initParticles: Tree;
  /** Sum of negative gradients. */
  readonly cumulativeGradients: Tree;
  /** Largest gradients. */
  readonly scale: Tree;
  /** Sum of absolute gradients. */
  readonly subgradients: Tree;
  /** What was won. */
  readonly reward: Tree;
  constructor(initParticles: Tree, cumulativeGradients: Tree, scale: Tree, subgradients: Tree, reward: Tree) {
    super();
    this.initParticles = initParticles;
    this.cumulativeGradients = cumulativeGradients;
    this.scale = scale;
    this.subgradients = subgradients;
    this.reward = reward;
  }
}

/** Options of {@link scaleByCocob}. */
export interface CocobOptions {
  /** α, which bounds the first bets: larger is slower at first; default 100. */
  readonly alpha?: ArrayLike;
  /** ε, the first scale of gradients; default 1e-8. */
  readonly eps?: ArrayLike;
}

/**
 * The rule of COCOB: every parameter is a gambler who bets on the next gradient's sign what it has won so far. No learning rate.
 *
 *     L ← max(L, |g|)        G ← G + |g|        R ← max(R − g (w − w₀), 0)        C ← C − g
 *     w ← w₀ + C / (L max(G + L, α L)) · (L + R)
 *
 * @param options see {@link CocobOptions}
 * @returns a transformation with state `{ initParticles, cumulativeGradients, scale, subgradients, reward }` whose `update` needs the
 *   parameters; it comes last in a chain
 * @example
 * const tx = optax.contrib.scaleByCocob({ alpha: 1 });
 * const params = { w: jnp.array([1]) };
 * const [updates] = tx.update({ w: jnp.array([2]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.5]);
 * @see Orabona and Tommasi, "Training Deep Networks without Learning Rates Through Coin Betting", 2017, https://arxiv.org/abs/1705.07795
 */
export function scaleByCocob(options: CocobOptions = {}): GradientTransformation<COCOBState> {
  const { alpha = 100, eps = 1e-8 } = options;
  return describe(
    "scaleByCocob",
    { alpha, eps },
    {
      init: (params) =>
        new COCOBState(params, zerosLike(params), fullLike(params, eps), zerosLike(params), zerosLike(params)),
      update(updates, state, params) {
        checkParams(params, "scaleByCocob");
        const scale = map((l, g) => maximum(l, abs(g)), state.scale, updates);
        const subgradients = map((s, g) => add(s, abs(g)), state.subgradients, updates);
        const reward = map(
          (r, g, p, p0) => maximum(subtract(r, multiply(g, subtract(p, p0))), 0),
          state.reward,
          updates,
          params,
          state.initParticles,
        );
        const total = map((c, g) => subtract(c, g), state.cumulativeGradients, updates);
        const bet = (p: ArrayLike, p0: ArrayLike, c: ArrayLike, l: ArrayLike, s: ArrayLike, r: ArrayLike): JaxArray => {
          const fraction = divide(c, multiply(l, maximum(add(s, l), multiply(alpha, l))));
          return add(negative(p), add(p0, multiply(fraction, add(l, r))));
        };
        const next = map(bet, params, state.initParticles, total, scale, subgradients, reward);
        return [next, new COCOBState(state.initParticles, total, scale, subgradients, reward)];
      },
    },
  );
}

/**
 * COCOB: gradient descent without a learning rate, by betting on the signs of gradients.
 *
 * @param options those of {@link scaleByCocob}, `learningRate` (1; a factor of the gradients), `weightDecay` (0) and `mask`
 * @returns an optimizer whose `update` needs the parameters
 * @example
 * const tx = optax.contrib.cocob({ alpha: 1 });
 * const params = { w: jnp.array([1]) };
 * const [updates] = tx.update({ w: jnp.array([2]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.5]);
 * @see Orabona and Tommasi, "Training Deep Networks without Learning Rates Through Coin Betting", 2017, https://arxiv.org/abs/1705.07795
 */
export function cocob(
  options: CocobOptions & { learningRate?: ScalarOrSchedule; weightDecay?: ScalarOrSchedule; mask?: Mask | null } = {},
): GradientTransformation<[Tree, Tree, COCOBState]> {
  const { learningRate = 1, weightDecay = 0, mask, ...rest } = options;
  return describe(
    "cocob",
    { learningRate, weightDecay, mask, ...rest },
    chain(
      addDecayedWeights(weightDecay, { mask }),
      scaleByLearningRate(learningRate, { flipSign: false }),
      scaleByCocob(rest),
    ),
  );
}
