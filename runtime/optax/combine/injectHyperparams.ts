import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { JaxArray as JaxArrayClass } from "../../core/array.ts";
import { asarray, astype } from "../../numpy/index.ts";
import { type DType, dtypes } from "../../types/dtype.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { ExtraArgs, GradientTransformation, Schedule, Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { dtype as dtypeOfTree } from "../tree/dtype.ts";
import { parametersOf } from "./hyperparameters.ts";

/** Hyperparameters as arrays, the states of their schedules, and the state of the optimizer they are of. */
export class InjectStatefulHyperparamsState extends NamedTuple {
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  /** The present value of every hyperparameter, by name; may be replaced. */
  readonly hyperparams: Record<string, JaxArray>;
  /** States of the schedules, by name of the hyperparameter. */
  readonly hyperparamsStates: Record<string, Tree>;
  readonly innerState: Tree;
  constructor(
    count: JaxArray,
    hyperparams: Record<string, JaxArray>,
    hyperparamsStates: Record<string, Tree>,
    innerState: Tree,
  ) {
    super();
    this.count = count;
    this.hyperparams = hyperparams;
    this.hyperparamsStates = hyperparamsStates;
    this.innerState = innerState;
  }
}

/** A schedule that remembers more than a count, as one that looks at the loss. */
export interface StatefulSchedule<S = Tree> {
  /** The first state. */
  init(): S;
  /** The next state. */
  update(state: S, extra?: ExtraArgs): S;
  /** The value in a state. */
  value(state: S, extra?: ExtraArgs): ArrayLike;
}

/** How often a schedule was asked to go on. */
export class WrappedScheduleState extends NamedTuple {
  /** i32[] */
  readonly count: JaxArray;
  constructor(count: JaxArray) {
    super();
    this.count = count;
  }
}

/** A plain schedule as a stateful one: its state is the count. */
export class WrappedSchedule implements StatefulSchedule<WrappedScheduleState> {
  readonly scheduleFn: Schedule;
  constructor(scheduleFn: Schedule) {
    this.scheduleFn = scheduleFn;
  }
  init(): WrappedScheduleState {
    return new WrappedScheduleState(zeroCount());
  }
  update(state: WrappedScheduleState): WrappedScheduleState {
    return new WrappedScheduleState(safeIncrement(state.count));
  }
  value(state: WrappedScheduleState): ArrayLike {
    return this.scheduleFn(state.count);
  }
}

/** Options of {@link injectHyperparams}. */
export interface InjectOptions {
  /** Names of hyperparameters that stay what they are instead of becoming arrays. */
  readonly staticArgs?: string | Iterable<string>;
  /** Dtype of the arrays; default the widest float dtype of the parameters. */
  readonly hyperparamDtype?: DType | null;
}

/**
 * Puts an optimizer's hyperparameters into its state, where they can be read, logged and changed while it trains.
 *
 * Numbers become arrays in `state.hyperparams`, also those that were left at their default; schedules are asked at every step and their
 * values stand there too. To change one, assign: `state.hyperparams.learningRate = jnp.array(0.01)`. Booleans, functions of
 * trees, dtypes, numbers that must be known beforehand (sizes) and `staticArgs` stay as they are.
 *
 * @param innerFactory function that makes the optimizer, as `optax.adam`
 * @param options see {@link InjectOptions}
 * @returns a function that takes the arguments of `innerFactory`, or all of them in one object by name, and gives an optimizer with state
 *   `{ count, hyperparams, hyperparamsStates, innerState }`
 * @throws RangeError for a static argument that the factory does not have
 * @example
 * const tx = optax.injectHyperparams(optax.adam)(optax.linearSchedule(1, 0, 10), { b1: 0.8 });
 * let state = tx.init({ w: jnp.zeros([2]) });
 * assertAllClose([state.hyperparams.learningRate, state.hyperparams.b1, state.hyperparams.b2], [1, 0.8, 0.999], { rtol: 1e-6 });
 * [, state] = tx.update({ w: jnp.ones([2]) }, state, { w: jnp.zeros([2]) });
 * state.hyperparams.b1 = jnp.array(0.5);
 */
export function injectHyperparams(
  // the factory's own parameters: their types are those of the returned function
  innerFactory: (...args: any[]) => GradientTransformation,
  options: InjectOptions = {},
): (...args: any[]) => GradientTransformation<InjectStatefulHyperparamsState> {
  const { staticArgs = [], hyperparamDtype = null } = options;
  const parameters = parametersOf(innerFactory);
  const fixed = new Set(typeof staticArgs === "string" ? [staticArgs] : staticArgs);
  const unknown = [...fixed].find((name) => parameters.known && !parameters.names.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(
      `Cannot inject hyperparameters: ${innerFactory.name} has no parameter "${unknown}" to keep static; it has ${parameters.names.join(", ")}`,
    );
  }
  return (...args) => {
    const given = parameters.bind(args);
    const schedules: Record<string, StatefulSchedule> = {};
    const numbers: Record<string, ArrayLike> = {};
    const others: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(given)) {
      if (fixed.has(name) || parameters.isStatic(name) || typeof value === "boolean") others[name] = value;
      else if (isStatefulSchedule(value)) schedules[name] = value;
      else if (typeof value === "function") schedules[name] = new WrappedSchedule(value as Schedule);
      else if (typeof value === "number" || value instanceof JaxArrayClass) numbers[name] = value as ArrayLike;
      else others[name] = value;
    }
    const make = (hyperparams: Record<string, ArrayLike>): GradientTransformation =>
      parameters.call({ ...others, ...hyperparams });
    const valuesOf = (states: Record<string, Tree>, dtype: DType, extra?: ExtraArgs): Record<string, JaxArray> =>
      mapValues(schedules, (schedule, name) => inDtype(schedule.value(states[name], extra), dtype));

    // the optimizer is made to be described only when somebody looks
    const description = {
      get inner(): GradientTransformation {
        return parameters.call(given);
      },
    };
    return describe("injectHyperparams", description, {
      init(params) {
        const dtype = hyperparamDtype ?? dtypeOfTree(params, { mixedDtypeHandler: "highest" });
        const states = mapValues(schedules, (schedule) => schedule.init());
        const hyperparams = { ...mapValues(numbers, (value) => inDtype(value, dtype)), ...valuesOf(states, dtype) };
        return new InjectStatefulHyperparamsState(zeroCount(), hyperparams, states, make(hyperparams).init(params));
      },
      update<U>(updates: U, state: InjectStatefulHyperparamsState, params?: Tree, extra?: ExtraArgs) {
        const dtype = hyperparamDtype ?? dtypeOfTree(params ?? updates, { mixedDtypeHandler: "highest" });
        const current = mapValues(state.hyperparams, (value) => inDtype(value, dtype));
        const hyperparams = { ...current, ...valuesOf(state.hyperparamsStates, dtype, extra) };
        const states = mapValues(schedules, (schedule, name) => schedule.update(state.hyperparamsStates[name], extra));
        const [next, innerState] = make(hyperparams).update(updates, state.innerState, params, extra);
        const newState = new InjectStatefulHyperparamsState(
          safeIncrement(state.count),
          hyperparams,
          states,
          innerState,
        );
        return [next, newState] as [U, InjectStatefulHyperparamsState];
      },
    });
  };
}

function isStatefulSchedule(value: unknown): value is StatefulSchedule {
  const schedule = value as Partial<StatefulSchedule> | null;
  return (
    typeof schedule === "object" &&
    schedule !== null &&
    !(value instanceof JaxArrayClass) &&
    typeof schedule.init === "function" &&
    typeof schedule.update === "function" &&
    typeof schedule.value === "function"
  );
}

/** An array; floats that are numbers, or weakly typed, in the given dtype. */
function inDtype(value: ArrayLike, dtype: DType): JaxArray {
  if (typeof value === "number") return asarray(value, { dtype });
  const x = asarray(value);
  return x.weakType && dtypes[x.dtype].kind === "float" ? astype(x, dtype) : x;
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, f: (value: A, name: string) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value, name)]));
}
