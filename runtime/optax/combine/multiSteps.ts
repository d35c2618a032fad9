import type { ArrayLike, JaxArray } from "../../core/array.ts";
import {
  add,
  asarray,
  astype,
  divide,
  equal,
  greater,
  isfinite,
  less,
  logicalAnd,
  logicalNot,
  multiply,
  remainder,
  square,
  subtract,
  sum,
  where as whereArray,
} from "../../numpy/index.ts";
import { leaves, map } from "../../tree/index.ts";
import { printAval } from "../../types/aval.ts";
import type { DType } from "../../types/dtype.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { ExtraArgs, GradientTransformation, Schedule, Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { descriptionOf } from "../description.ts";
import { castLike } from "../tree/castLike.ts";
import { where } from "../tree/where.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** Gradients gathered since the last update of the parameters. */
export class MultiStepsState extends NamedTuple {
  /** Gradients gathered, i32[], from 0 to k − 1. */
  readonly miniStep: JaxArray;
  /** Updates of the parameters done, i32[]. */
  readonly gradientStep: JaxArray;
  readonly innerOptState: Tree;
  /** Their mean (or sum), the structure of the parameters. */
  readonly accGrads: Tree;
  /** What the function that skips had to say about the last gradients. */
  readonly skipState: Tree;
  constructor(miniStep: JaxArray, gradientStep: JaxArray, innerOptState: Tree, accGrads: Tree, skipState: Tree = []) {
    super();
    this.miniStep = miniStep;
    this.gradientStep = gradientStep;
    this.innerOptState = innerOptState;
    this.accGrads = accGrads;
    this.skipState = skipState;
  }
}

/** Says whether gradients are thrown away: a function of them, of the number of updates and of the parameters. */
export type ShouldSkipUpdateFunction = (
  updates: Tree,
  gradientStep: JaxArray,
  params?: Tree,
) => [shouldSkip: JaxArray, skipState: Tree];

/** Options of {@link MultiSteps}. */
export interface MultiStepsOptions {
  /** Take the mean of the gradients (default), or their sum. */
  readonly useGradMean?: boolean;
  /** Which gradients are thrown away; default none. See {@link skipNotFinite}, {@link skipLargeUpdates}. */
  readonly shouldSkipUpdateFn?: ShouldSkipUpdateFunction | null;
  /** Dtype of the gathered gradients; default float32. */
  readonly accumulatorDtype?: DType;
}

/**
 * Gathers the gradients of k steps before the optimizer sees them, as if the batch were k times as large. Between, updates are zero.
 *
 *     ḡ ← ḡ + (g − ḡ) / (n + 1)        n ← n + 1        at n = k: update with ḡ, ḡ ← 0, n ← 0
 *
 * @param opt the optimizer
 * @param everyKSchedule k, a number or a schedule of the number of updates done
 * @param options see {@link MultiStepsOptions}
 * @example
 * const tx = new optax.MultiSteps(optax.sgd(1), 2);
 * let state = tx.init({ w: jnp.zeros([1]) });
 * let updates = { w: jnp.ones([1]) };
 * [updates, state] = tx.update({ w: jnp.array([0.5]) }, state);
 * assertAllClose(updates.w, [0]);
 * [updates, state] = tx.update({ w: jnp.array([2.5]) }, state);
 * assertAllClose(updates.w, [-1.5]);
 * assertEqual(tx.hasUpdated(state), "True");
 */
export class MultiSteps implements GradientTransformation<MultiStepsState> {
  /** The optimizer that gets the gathered gradients. */
  readonly innerOpt: GradientTransformation;
  readonly #every: Schedule;
  readonly #options: Required<MultiStepsOptions>;

  constructor(opt: GradientTransformation, everyKSchedule: number | Schedule, options: MultiStepsOptions = {}) {
    if (typeof everyKSchedule === "number" && !(everyKSchedule >= 1)) {
      throw new RangeError(`Cannot gather gradients: everyKSchedule must be ≥ 1, got ${everyKSchedule}`);
    }
    this.innerOpt = opt;
    this.#every = typeof everyKSchedule === "number" ? () => everyKSchedule : everyKSchedule;
    const { useGradMean = true, shouldSkipUpdateFn = null, accumulatorDtype = "float32" } = options;
    this.#options = { useGradMean, shouldSkipUpdateFn, accumulatorDtype };
    describe("MultiSteps", { opt, everyKSchedule, ...this.#options }, this);
  }

  /** The first state. */
  init(params: Tree): MultiStepsState {
    const { accumulatorDtype, shouldSkipUpdateFn: skip } = this.#options;
    const skipState = skip ? skip(zerosLike(params), zeroCount(), params)[1] : [];
    const accGrads = zerosLike(params, { dtype: accumulatorDtype });
    return new MultiStepsState(zeroCount(), zeroCount(), this.innerOpt.init(params), accGrads, skipState);
  }

  /** Gathers gradients; gives the optimizer's updates at every k-th step, and zeros between. */
  update<U>(updates: U, state: MultiStepsState, params?: Tree, extra?: ExtraArgs): [U, MultiStepsState] {
    const { shouldSkipUpdateFn } = this.#options;
    if (!shouldSkipUpdateFn) return this.#gather(updates, state, [], params, extra);
    const [skip, skipState] = shouldSkipUpdateFn(updates, state.gradientStep, params);
    if (skip.dtype !== "bool" || skip.shape.length > 0) {
      throw new TypeError(
        `Cannot gather gradients: shouldSkipUpdateFn must return a boolean scalar first, got ${printAval(skip.aval)}`,
      );
    }
    const [done, next] = this.#gather(updates, state, skipState, params, extra);
    const { miniStep, gradientStep, innerOptState, accGrads } = state;
    const skipped = new MultiStepsState(miniStep, gradientStep, innerOptState, accGrads, skipState);
    return [where(skip, zerosLike(done), done), where(skip, skipped, next)];
  }

  #gather<U>(
    updates: U,
    state: MultiStepsState,
    skipState: Tree,
    params?: Tree,
    extra?: ExtraArgs,
  ): [U, MultiStepsState] {
    const { useGradMean, accumulatorDtype } = this.#options;
    const k = this.#every(state.gradientStep);
    const gather = (g: ArrayLike, sum: ArrayLike): JaxArray =>
      useGradMean ? add(sum, divide(subtract(g, sum), add(state.miniStep, 1))) : add(g, sum);
    const gathered = map(gather, updates, state.accGrads);
    const [next, innerState] = this.innerOpt.update(castLike(gathered, updates), state.innerOptState, params, extra);
    const emit = equal(state.miniStep, subtract(k, 1));
    const keep = logicalNot(emit);
    const newState = new MultiStepsState(
      remainder(safeIncrement(state.miniStep), asarray(k, { dtype: "int32" })),
      whereArray(emit, safeIncrement(state.gradientStep), state.gradientStep),
      castLike(where(emit, innerState, state.innerOptState), state.innerOptState),
      map((sum: JaxArray) => astype(multiply(keep, sum), accumulatorDtype), gathered),
      skipState,
    );
    return [map((u: JaxArray) => multiply(emit, u), next) as U, newState];
  }

  /** Whether the step that gave this state updated the parameters, bool[]. */
  hasUpdated(state: MultiStepsState): JaxArray {
    return logicalAnd(equal(state.miniStep, 0), greater(state.gradientStep, 0));
  }

  /** This as a plain pair of functions, to be put into a chain. */
  gradientTransformation(): GradientTransformation<MultiStepsState> {
    return describe("MultiSteps", descriptionOf(this)!.parameters, {
      init: (params) => this.init(params),
      update: (updates, state, params, extra) => this.update(updates, state, params, extra),
    });
  }
}

/**
 * Throws gradients with NaN or infinities away; for `MultiSteps`.
 *
 * @param updates the gradients
 * @param gradientStep not looked at
 * @param params not looked at
 * @returns `[shouldSkip, { should_skip, num_not_finite }]`
 * @example
 * const [skip, state] = optax.skipNotFinite({ w: jnp.array([1, NaN]) });
 * assertEqual([String(skip), String(state.num_not_finite)], ["True", "1"]);
 */
export function skipNotFinite(
  updates: Tree,
  gradientStep?: ArrayLike,
  params?: Tree,
): [shouldSkip: JaxArray, skipState: { should_skip: JaxArray; num_not_finite: JaxArray }] {
  void gradientStep;
  void params;
  const broken = leaves(updates)
    .map((u) => sum(logicalNot(isfinite(u))))
    .reduce((total, n) => add(total, n), zeroCount());
  const shouldSkip = greater(broken, 0);
  return [shouldSkip, { should_skip: shouldSkip, num_not_finite: broken }];
}

/**
 * Throws gradients away whose squared norm is too large (or NaN); for `MultiSteps`, with the bound filled in:
 * `(u, step, p) => optax.skipLargeUpdates({ updates: u, gradientStep: step, params: p, maxSquaredNorm: 100 })`.
 *
 * @param options.updates the gradients
 * @param options.gradientStep not looked at
 * @param options.params not looked at
 * @param options.maxSquaredNorm the bound; gradients of this squared norm or more are thrown away
 * @returns `[shouldSkip, { should_skip, norm_squared }]`
 * @example
 * const [skip] = optax.skipLargeUpdates({ updates: { w: jnp.array([3, 4]) }, maxSquaredNorm: 20 });
 * assertEqual(skip, "True");
 */
export function skipLargeUpdates(options: {
  updates: Tree;
  gradientStep?: ArrayLike;
  params?: Tree;
  maxSquaredNorm: ArrayLike;
}): [shouldSkip: JaxArray, skipState: { should_skip: JaxArray; norm_squared: JaxArray }] {
  const length = leaves(options.updates)
    .map((u) => sum(square(u)))
    .reduce((total, n) => add(total, n), asarray(0, { dtype: "float32" }));
  const shouldSkip = logicalNot(less(length, options.maxSquaredNorm));
  return [shouldSkip, { should_skip: shouldSkip, norm_squared: length }];
}
