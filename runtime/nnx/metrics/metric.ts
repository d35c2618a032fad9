import type { JaxArray } from "../../core/array.ts";
import type { Filter } from "../filters.ts";
import type { GraphDef } from "../graph/graphDef.ts";
import { split } from "../graph/split.ts";
import { Pytree } from "../pytree.ts";
import type { State } from "../state.ts";
import { Variable } from "../variable.ts";

/**
 * State of a metric.
 *
 * @example
 * assertEqual(new nnx.metrics.Average().total instanceof nnx.metrics.MetricState, "true");
 */
export class MetricState<T = JaxArray> extends Variable<T> {}

/** What `update` of a metric takes: values by name. */
export type MetricValues = Readonly<Record<string, unknown>>;

/**
 * The base of metrics. Keep state in `MetricState`, and write `reset`, `update` and `compute`.
 *
 * @example
 * class Largest extends nnx.metrics.Metric {
 *   best = new nnx.metrics.MetricState(jnp.array(-Infinity));
 *   reset() {
 *     this.best.set(-Infinity);
 *   }
 *   update({ values }: { values: jax.Array }) {
 *     this.best.set(jnp.maximum(this.best.value, jnp.max(values)));
 *   }
 *   compute() {
 *     return this.best.value;
 *   }
 * }
 * const metric = new Largest();
 * metric.update({ values: jnp.array([1, 5, 2]) });
 * assertEqual(metric.compute(), "5.0");
 */
export abstract class Metric extends Pytree {
  /** Forgets all values. */
  abstract reset(): void;
  /** Takes values of one batch in, by name. */
  // any: each metric has values of its own
  abstract update(values: any): void;
  /** What all values since the last reset say. */
  abstract compute(): unknown;

  /** The metric as structure and state, as `nnx.split` gives them. */
  split(...filters: readonly Filter[]): [GraphDef, ...State[]] {
    return split(this, ...(filters as [])) as [GraphDef, ...State[]];
  }
}
