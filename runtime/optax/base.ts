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
import { type ArrayLike, DeviceArray, type JaxArray } from "../core/array.ts";
import { asarray } from "../numpy/index.ts";
import { map } from "../tree/index.ts";
import { printAval } from "../types/aval.ts";
import { NamedTuple } from "../types/pytree.ts";
import { describe } from "./describe.ts";

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

/**
 * A transformation that uses extra arguments. Here every transformation takes them, and those that do not need any ignore them, so this
 * is another name of the same thing.
 */
export type GradientTransformationExtraArgs<S = Tree> = GradientTransformation<S>;

/** The parameters of a model. */
export type Params = Tree;

/** Gradients, or what becomes of them: the structure of the parameters. */
export type Updates = Tree;

/** The state of an optimizer. */
export type OptState = Tree;

/** Type of `init` of a transformation. */
export type TransformInitFn<S = Tree> = GradientTransformation<S>["init"];

/** Type of `update` of a transformation. */
export type TransformUpdateFn<S = Tree> = GradientTransformation<S>["update"];

/** Type of `update` of a transformation that uses extra arguments. */
export type TransformUpdateExtraArgsFn<S = Tree> = GradientTransformation<S>["update"];

/** The state type of a transformation. */
export type StateOf<T> = T extends GradientTransformation<infer S> ? S : never;

/** State of a transformation that remembers nothing. */
export class EmptyState extends NamedTuple {}

/**
 * `init` of the transformations that remember nothing.
 *
 * @param params not looked at
 * @returns an empty state
 * @example
 * assertEqual(optax.initEmptyState({ w: jnp.ones([2]) }), "EmptyState()");
 */
export function initEmptyState(params?: Tree): EmptyState {
  void params;
  return new EmptyState();
}

/**
 * A transformation that remembers nothing, from a function of the updates.
 *
 * @param f function of updates and parameters that returns the new updates
 * @returns a transformation with an empty state
 * @example
 * const tx = optax.stateless((updates) => optax.tree.scale(0.5, updates));
 * const [updates] = tx.update({ w: jnp.array([3]) }, tx.init({}));
 * assertAllClose(updates.w, [1.5]);
 */
export function stateless(f: (updates: Tree, params?: Tree) => Tree): GradientTransformation<EmptyState> {
  return describe(
    "stateless",
    { f },
    { init: initEmptyState, update: (updates, _state, params) => [f(updates, params), new EmptyState()] },
  );
}

/**
 * A transformation that remembers nothing, from a function of one array.
 *
 * @param f function of an update and its parameter (null where `update` was called without) that returns the new update
 * @returns a transformation with an empty state
 * @example
 * const tx = optax.statelessWithTreeMap((u, p) => jnp.multiply(u, p));
 * const [updates] = tx.update({ w: jnp.array([3]) }, tx.init({}), { w: jnp.array([2]) });
 * assertAllClose(updates.w, [6]);
 */
export function statelessWithTreeMap(
  f: (update: JaxArray, param: JaxArray | null) => ArrayLike,
): GradientTransformation<EmptyState> {
  return describe(
    "statelessWithTreeMap",
    { f },
    stateless((updates, params) =>
      params === null || params === undefined
        ? map((u) => f(u, null), updates)
        : map((u, p) => f(u, p), updates, params),
    ),
  );
}

/**
 * A transformation that can be called with extra arguments. All can, here; the name is there for programs written for Optax.
 *
 * @param tx any transformation
 * @returns the same transformation
 * @example
 * const tx = optax.withExtraArgsSupport(optax.scale(2));
 * const [updates] = tx.update({ w: jnp.array([3]) }, tx.init({}), undefined, { value: jnp.array(1) });
 * assertAllClose(updates.w, [6]);
 */
export function withExtraArgsSupport<S>(tx: GradientTransformation<S>): GradientTransformationExtraArgs<S> {
  return tx;
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

/** An extra argument that a transformation cannot do without; throws where `update` was called without it. */
export function extraArg(extra: ExtraArgs | undefined, argument: string, name: string): Tree {
  const value = extra?.[argument];
  if (value === null || value === undefined) {
    throw new TypeError(
      `Cannot apply ${name}: it needs the extra argument ${argument}; call update(updates, state, params, { ${argument} })`,
    );
  }
  return value;
}

/** The value of a hyperparameter after `count` updates. */
export function valueAt(value: ScalarOrSchedule, count: JaxArray): ArrayLike {
  return isSchedule(value) ? value(count) : value;
}

/** Throws where a schedule gives no number at count 0; asked once, when a state is made outside `jit`. */
export function checkSchedule(schedule: Schedule, count: JaxArray): void {
  const value = asarray(schedule(count));
  if (value.shape.length > 0) {
    throw new TypeError(`Cannot use a schedule: it must return a scalar, got ${printAval(value.aval)} at count 0`);
  }
  if (value instanceof DeviceArray && Number.isNaN(value.item())) {
    throw new RangeError(
      "Cannot use a schedule: it returns NaN at count 0; look for 0 / 0 or a power of a negative number",
    );
  }
}
