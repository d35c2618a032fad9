/**
 * The algebra of Optax. An optimizer is a `GradientTransformation`: a pair of pure functions, one that makes a state for the
 * parameters, one that turns gradients and state into updates and the next state. `chain` makes long ones of short ones.
 *
 *     gradients ──▶ clipByGlobalNorm ──▶ scaleByAdam ──▶ scaleByLearningRate ──▶ updates ──▶ applyUpdates
 *                                            │  ▲
 *                                          state[1]
 *
 * States are named tuples, pytrees of arrays, so that they survive `jit` and can be looked into: `state[1].mu`.
 */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { NamedTuple } from "../types/pytree.ts";

/** Any nest of arrays: parameters, gradients, updates. */
// any: a pytree has no static shape
export type Tree = any;

/** What some transformations ask for besides gradients and parameters, as `value` (the loss) for line searches. */
export type ExtraArgs = Readonly<Record<string, unknown>>;

/** A number that changes with the number of updates done so far. */
export type Schedule = (count: ArrayLike) => ArrayLike;

/** A hyperparameter: fixed, held in an array, or scheduled. */
export type ScalarOrSchedule = number | JaxArray | Schedule;

/** A pair of pure functions. `S` is the type of the state. */
export interface GradientTransformation<S = Tree> {
  /** The first state, for parameters of this structure. */
  init(params: Tree): S;
  /**
   * Transforms gradients. `params` are the current parameters, needed by some (weight decay); `extra` is ignored by those that
   * do not ask for it.
   */
  update<U>(updates: U, state: S, params?: Tree, extra?: ExtraArgs): [updates: U, state: S];
}

/** The state type of a transformation. */
export type StateOf<T> = T extends GradientTransformation<infer S> ? S : never;

/** State of a transformation that remembers nothing. */
export class EmptyState extends NamedTuple {}

/** `init` of the transformations that remember nothing. */
export function initEmptyState(): EmptyState {
  return new EmptyState();
}

/** Whether a hyperparameter is scheduled. */
export function isSchedule(value: ScalarOrSchedule | null | undefined): value is Schedule {
  return typeof value === "function";
}

/** Throws where a transformation needs the parameters and `update` was called without them. */
export function checkParams(params: Tree, name: string): void {
  if (params === null || params === undefined) {
    throw new TypeError(`Cannot apply ${name}: it needs the current parameters; call update(updates, state, params)`);
  }
}
