import type { ArrayLike, JaxArray } from "../../core/array.ts";
import {
  add,
  asarray,
  astype,
  copy,
  divide,
  isnan,
  logicalOr,
  maximum,
  multiply,
  power,
  subtract,
  where,
  zeros,
} from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { DType } from "../../types/dtype.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { checkParams, type GradientTransformation, isSchedule, type ScalarOrSchedule, type Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { safeIncrement } from "../count.ts";
import { describe } from "../describe.ts";
import { sgd } from "../optimizers/sgd.ts";
import { warmupConstantSchedule } from "../schedules/warmupConstantSchedule.ts";
import { addDecayedWeights } from "../transforms/addDecayedWeights.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { scaleByRms } from "../transforms/scaleByRms.ts";
import { cast } from "../tree/cast.ts";
import { dtype } from "../tree/dtype.ts";
import { oneMinus } from "../tree/oneMinus.ts";

/** The fast sequence z, and the weights of the average. */
export class ScheduleFreeState extends NamedTuple {
  /** f[] */
  readonly b1: JaxArray;
  /** Sum of weights, f[]. */
  readonly weightSum: JaxArray;
  /** Number of the next step, i32[], 1 at first. */
  readonly stepCount: JaxArray;
  /** Largest learning rate so far, f[]. */
  readonly maxLr: JaxArray;
  readonly baseOptimizerState: Tree;
  /** The structure of the parameters. */
  readonly z: Tree;
  constructor(
    b1: JaxArray,
    weightSum: JaxArray,
    stepCount: JaxArray,
    maxLr: JaxArray,
    baseOptimizerState: Tree,
    z: Tree,
  ) {
    super();
    this.b1 = b1;
    this.weightSum = weightSum;
    this.stepCount = stepCount;
    this.maxLr = maxLr;
    this.baseOptimizerState = baseOptimizerState;
    this.z = z;
  }
}

/** Options of {@link scheduleFree}. */
export interface ScheduleFreeOptions {
  /** β₁, how near the gradients are taken to the average; default 0.9. */
  readonly b1?: ArrayLike;
  /** The power of the learning rate that weighs a step in the average; default 2. */
  readonly weightLrPower?: ArrayLike;
  /** Dtype of the fast sequence; default that of the parameters. */
  readonly stateDtype?: DType | null;
}

/**
 * Turns an optimizer schedule-free: instead of a learning rate that falls, an average of the parameters. The parameters that are trained
 * are y; evaluate with {@link scheduleFreeEvalParams}.
 *
 *     z ← z + update(g(y))        x ← (1 − c) x + c z        y = β₁ x + (1 − β₁) z        c = γ² / Σ γ²
 *
 * @param baseOptimizer the optimizer, without momentum
 * @param learningRate its learning rate γ, a number or a schedule
 * @param options see {@link ScheduleFreeOptions}
 * @returns an optimizer with state `{ b1, weightSum, stepCount, maxLr, baseOptimizerState, z }`; its `update` needs the parameters
 * @throws TypeError when `update` is called without parameters
 * @example
 * const tx = optax.contrib.scheduleFree(optax.sgd(0.5), 0.5);
 * const params = { w: jnp.ones([1]) };
 * const [updates, state] = tx.update({ w: jnp.ones([1]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.5], { rtol: 1e-6 });
 * assertAllClose(state.z.w, [0.5]);
 * @see Defazio et al., "The Road Less Scheduled", 2024, https://arxiv.org/abs/2405.15682
 */
export function scheduleFree(
  baseOptimizer: GradientTransformation,
  learningRate: ScalarOrSchedule,
  options: ScheduleFreeOptions = {},
): GradientTransformation<ScheduleFreeState> {
  const { b1 = 0.9, weightLrPower = 2, stateDtype = null } = options;
  /** x = (y − (1 − β₁) z) / β₁ */
  const average = (y: ArrayLike, z: ArrayLike): JaxArray => divide(subtract(y, multiply(oneMinus(b1), z)), b1);
  return describe(
    "scheduleFree",
    { baseOptimizer, learningRate, b1, weightLrPower, stateDtype },
    {
      init(params) {
        const like = { dtype: dtype(params, { mixedDtypeHandler: "lowest" }) };
        return new ScheduleFreeState(
          asarray(b1, like),
          zeros([], like),
          asarray(1, { dtype: "int32" }),
          zeros([], like),
          baseOptimizer.init(params),
          map((p) => copy(p), cast(params, stateDtype)),
        );
      },
      update(updates, state, params, extra) {
        checkParams(params, "scheduleFree");
        const like = { dtype: state.maxLr.dtype };
        const rate = isSchedule(learningRate) ? asarray(learningRate(state.stepCount), like) : learningRate;
        const maxLr = maximum(state.maxLr, rate);
        const weight = power(maxLr, weightLrPower);
        const total = add(state.weightSum, weight);
        const share = divide(weight, total);
        const c = where(logicalOr(isnan(weight), isnan(total)), Number.NaN, where(isnan(share), 0, share));
        const [moves, baseState] = baseOptimizer.update(updates, state.baseOptimizerState, params, extra);
        const z = map((zi, u) => astype(add(zi, u), asarray(zi).dtype), state.z, moves);
        const step = (y: ArrayLike, before: ArrayLike, now: ArrayLike): JaxArray => {
          const x = add(multiply(oneMinus(c), average(y, before)), multiply(c, now));
          return subtract(add(multiply(b1, x), multiply(oneMinus(b1), now)), y);
        };
        const next = new ScheduleFreeState(state.b1, total, safeIncrement(state.stepCount), maxLr, baseState, z);
        return [map(step, params, state.z, z), next];
      },
    },
  );
}

/**
 * The parameters to evaluate a schedule-free model with: the average x.
 *
 * @param state the state of {@link scheduleFree}
 * @param params the parameters y that are trained
 * @returns x = (y − (1 − β₁) z) / β₁
 * @throws TypeError for the state of another optimizer
 * @example
 * const tx = optax.contrib.scheduleFreeSgd();
 * const params = { w: jnp.ones([1]) };
 * assertAllClose(optax.contrib.scheduleFreeEvalParams(tx.init(params), params).w, [1], { rtol: 1e-6 });
 */
export function scheduleFreeEvalParams<P extends Tree>(state: Tree, params: P): P {
  if (!(state instanceof ScheduleFreeState)) {
    throw new TypeError(
      "Cannot make parameters for evaluation: the state is not that of scheduleFree; inside a chain it is one of the list",
    );
  }
  const { b1, z } = state;
  return map((y, zi) => divide(subtract(y, multiply(oneMinus(b1), zi)), b1), params, z);
}

/** What the schedule-free optimizers share. */
export interface ScheduleFreeOptimizerOptions extends ScheduleFreeOptions {
  /** γ; default 1 (gradient descent) or 0.0025 (AdamW). */
  readonly learningRate?: ArrayLike;
  /** Steps over which the learning rate rises from 0; default none. */
  readonly warmupSteps?: number | null;
  /** Weight decay λ; default none. */
  readonly weightDecay?: ArrayLike | null;
}

function withWarmup(learningRate: ArrayLike, warmupSteps?: number | null): ScalarOrSchedule {
  if (warmupSteps === null || warmupSteps === undefined) return learningRate as ScalarOrSchedule;
  return warmupConstantSchedule(0, learningRate as number, warmupSteps);
}

/**
 * Schedule-free gradient descent: see {@link scheduleFree}.
 *
 * @param options see {@link ScheduleFreeOptimizerOptions}; the learning rate is 1
 * @returns an optimizer; its `update` needs the parameters
 * @example
 * const tx = optax.contrib.scheduleFreeSgd({ learningRate: 0.5 });
 * const params = { w: jnp.ones([1]) };
 * const [updates] = tx.update({ w: jnp.ones([1]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.5], { rtol: 1e-6 });
 * @see Defazio et al., "The Road Less Scheduled", 2024, https://arxiv.org/abs/2405.15682
 */
export function scheduleFreeSgd(options: ScheduleFreeOptimizerOptions = {}): GradientTransformation<ScheduleFreeState> {
  const { learningRate = 1, warmupSteps, weightDecay, ...rest } = options;
  const rate = withWarmup(learningRate, warmupSteps);
  const optimizer = sgd(rate);
  const decays = weightDecay !== null && weightDecay !== undefined;
  return describe(
    "scheduleFreeSgd",
    { learningRate, warmupSteps, weightDecay, ...rest },
    scheduleFree(decays ? chain(addDecayedWeights(weightDecay as number), optimizer) : optimizer, rate, rest),
  );
}

/**
 * Schedule-free AdamW: see {@link scheduleFree}.
 *
 * @param options see {@link ScheduleFreeOptimizerOptions}, and `b2` (0.999), `eps` (1e-8); the learning rate is 0.0025
 * @returns an optimizer; its `update` needs the parameters
 * @example
 * const tx = optax.contrib.scheduleFreeAdamw({ learningRate: 0.1 });
 * const params = { w: jnp.ones([1]) };
 * const [updates] = tx.update({ w: jnp.ones([1]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.1], { rtol: 1e-5 });
 * @see Defazio et al., "The Road Less Scheduled", 2024, https://arxiv.org/abs/2405.15682
 */
export function scheduleFreeAdamw(
  options: ScheduleFreeOptimizerOptions & { b2?: ArrayLike; eps?: ArrayLike } = {},
): GradientTransformation<ScheduleFreeState> {
  const { learningRate = 0.0025, warmupSteps, b2 = 0.999, eps = 1e-8, weightDecay, ...rest } = options;
  const rate = withWarmup(learningRate, warmupSteps);
  const optimizer = chain(
    scaleByRms({ decay: b2, eps, epsInSqrt: false, biasCorrection: true }),
    addDecayedWeights((weightDecay ?? 0) as number),
    scaleByLearningRate(rate),
  );
  return describe(
    "scheduleFreeAdamw",
    { learningRate, warmupSteps, b2, eps, weightDecay, ...rest },
    scheduleFree(optimizer, rate, rest),
  );
}
