/** Looking at updates in the middle of a chain: the measurements stand in the state. */
import type { ArrayLike } from "../../core/array.ts";
import type { DType } from "../../types/dtype.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { type EmptyState, type GradientTransformation, stateless, type Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { type EmaState, ema } from "./ema.ts";

/** What was measured of the last updates, by name. */
export class SnapshotState extends NamedTuple {
  readonly measurement: Readonly<Record<string, Tree>>;
  constructor(measurement: Readonly<Record<string, Tree>>) {
    super();
    this.measurement = measurement;
  }
}

/**
 * Measures the updates that come by, and puts the result into the state; updates pass unchanged.
 *
 * @param measureName the name of the measurement
 * @param measure function of the updates
 * @returns a transformation with state `{ measurement: { [measureName]: … } }`
 * @example
 * const tx = optax.chain(optax.scale(2), optax.snapshot("norm", (u) => optax.tree.norm(u)));
 * const [, state] = tx.update({ w: jnp.array([3, 4]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(optax.tree.get(state, "norm"), 10);
 */
export function snapshot(measureName: string, measure: (updates: Tree) => Tree): GradientTransformation<SnapshotState> {
  return describe(
    "snapshot",
    { measureName, measure },
    {
      init: (params) => new SnapshotState({ [measureName]: measure(params) }),
      update: (updates) => [updates, new SnapshotState({ [measureName]: measure(updates) })],
    },
  );
}

/** What was measured of the last updates, and what the measurements remember. */
export class MonitorState extends NamedTuple {
  readonly measurements: Readonly<Record<string, Tree>>;
  readonly measureStates: readonly Tree[];
  constructor(measurements: Readonly<Record<string, Tree>>, measureStates: readonly Tree[]) {
    super();
    this.measurements = measurements;
    this.measureStates = measureStates;
  }
}

/**
 * Measures several things of the updates that come by; updates pass unchanged.
 *
 * @param measures by name, functions of the updates, or transformations (as {@link measureWithEma}) whose result is the measurement
 * @returns a transformation with state `{ measurements, measureStates }`
 * @example
 * const tx = optax.monitor({
 *   norm: (u) => optax.tree.norm(u),
 *   mean: optax.measureWithEma((u) => optax.tree.norm(u), 0.9),
 * });
 * const [, state] = tx.update({ w: jnp.array([3, 4]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose([state.measurements.norm, state.measurements.mean], [5, 5], { rtol: 1e-6 });
 */
export function monitor(
  measures: Readonly<Record<string, GradientTransformation | ((updates: Tree) => Tree)>>,
): GradientTransformation<MonitorState> {
  const transformations = Object.entries(measures).map(
    ([name, measure]) => [name, typeof measure === "function" ? stateless((u) => measure(u)) : measure] as const,
  );
  return describe(
    "monitor",
    { measures },
    {
      init: (params) =>
        new MonitorState(
          {},
          transformations.map(([, tx]) => tx.init(params)),
        ),
      update(updates, state, params, extra) {
        const results = transformations.map(([, tx], i) =>
          tx.update<Tree>(updates, state.measureStates[i], params, extra),
        );
        const measurements = Object.fromEntries(transformations.map(([name], i) => [name, results[i]![0]]));
        return [
          updates,
          new MonitorState(
            measurements,
            results.map(([, next]) => next),
          ),
        ];
      },
    },
  );
}

/**
 * A measurement of updates, averaged over time; for {@link monitor}.
 *
 * @param measure function of the updates
 * @param decay weight of the past in the average, in [0, 1)
 * @param options.debias correct the average's pull towards zero; default true
 * @param options.accumulatorDtype dtype of the average; default that of the measurement
 * @returns a transformation whose "updates" are the measurement
 * @example
 * const tx = optax.measureWithEma((u) => optax.tree.norm(u), 0.5, { debias: false });
 * const [mean] = tx.update({ w: jnp.array([3, 4]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(mean, 2.5);
 */
export function measureWithEma(
  measure: (updates: Tree) => Tree,
  decay: ArrayLike,
  options: { debias?: boolean; accumulatorDtype?: DType } = {},
): GradientTransformation<[EmptyState, EmaState]> {
  const average = ema(decay, options);
  return describe(
    "measureWithEma",
    { measure, decay, ...options },
    chain(
      stateless((updates) => measure(updates)),
      { init: (params) => average.init(measure(params)), update: average.update },
    ),
  );
}
