import { JaxArray } from "../../core/array.ts";
import { setField } from "../pytree.ts";
import { Metric, type MetricValues } from "./metric.ts";

/**
 * Several metrics that are updated together. Each takes what it needs of the values.
 *
 * @example
 * const metrics = new nnx.MultiMetric({ accuracy: new nnx.metrics.Accuracy(), loss: new nnx.metrics.Average("loss") });
 * metrics.update({ logits: jnp.array([[0, 1]]), labels: jnp.array([1]), loss: 0.5 });
 * const { accuracy, loss } = metrics.compute();
 * assertAllClose([accuracy, loss], [1, 0.5]);
 */
export class MultiMetric extends Metric {
  readonly _metricNames: readonly string[];
  // any: metrics by name
  readonly [name: string]: any;

  /**
   * @param metrics metrics by name
   * @throws TypeError for what is no metric, and for a name that a metric's own methods have
   */
  constructor(metrics: Readonly<Record<string, Metric>>) {
    super();
    this._metricNames = Object.keys(metrics);
    for (const [name, metric] of Object.entries(metrics)) {
      if (!(metric instanceof Metric)) throw new TypeError(`Cannot make a MultiMetric: \`${name}\` is no metric`);
      if (name in this)
        throw new TypeError(`Cannot make a MultiMetric: \`${name}\` is a method of metrics, take another name`);
      setField(this, name, metric);
    }
  }

  reset(): void {
    for (const name of this._metricNames) (this[name] as Metric).reset();
  }

  /** @param values values for all metrics by name; `mask` is one mask for all, or an object of masks by metric */
  update(values: MetricValues): void {
    const { mask = null, ...updates } = values;
    for (const name of this._metricNames) {
      const own = isMasks(mask) ? (mask[name] ?? null) : mask;
      (this[name] as Metric).update(own === null ? updates : { ...updates, mask: own });
    }
  }

  /** What each metric computes, by name. */
  // any: as above
  compute(): Record<string, any> {
    return Object.fromEntries(this._metricNames.map((name) => [name, (this[name] as Metric).compute()]));
  }
}

function isMasks(mask: unknown): mask is Readonly<Record<string, unknown>> {
  return typeof mask === "object" && mask !== null && !(mask instanceof JaxArray);
}
