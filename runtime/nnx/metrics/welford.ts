import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, array, asarray, divide, mean, multiply, sqrt, subtract, var as variance } from "../../numpy/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { namedValues } from "./average.ts";
import { Metric, MetricState } from "./metric.ts";

/**
 * What {@link Welford} computes.
 *
 * @example
 * const metric = new nnx.metrics.Welford();
 * metric.update({ values: jnp.array([1, 3]) });
 * assertEqual(metric.compute() instanceof nnx.metrics.Statistics, "true");
 */
export class Statistics extends NamedTuple {
  readonly mean: JaxArray;
  /** standardDeviation / √count */
  readonly standardErrorOfMean: JaxArray;
  readonly standardDeviation: JaxArray;

  constructor(mean: JaxArray, standardErrorOfMean: JaxArray, standardDeviation: JaxArray) {
    super();
    this.mean = mean;
    this.standardErrorOfMean = standardErrorOfMean;
    this.standardDeviation = standardDeviation;
  }
}

/**
 * Mean and standard deviation of all values since the last reset, by Welford's algorithm: exact also where both are far apart.
 *
 * @example
 * const metric = new nnx.metrics.Welford();
 * metric.update({ values: jnp.array([1, 3]) });
 * metric.update({ values: 5 });
 * const { mean, standardDeviation } = metric.compute();
 * assertAllClose([mean, standardDeviation], [3, 1.632993]);
 * @see Welford, "Note on a method for calculating corrected sums of squares and products", 1962
 */
export class Welford extends Metric {
  readonly argname: string;
  readonly count: MetricState;
  readonly mean: MetricState;
  /** Sum of squared differences from the mean. */
  readonly m2: MetricState;

  /** @param argname name of the values in `update`; default "values" */
  constructor(argname = "values") {
    super();
    this.argname = argname;
    this.count = new MetricState(array(0, { dtype: "int32" }));
    this.mean = new MetricState(array(0, { dtype: "float32" }));
    this.m2 = new MetricState(array(0, { dtype: "float32" }));
  }

  reset(): void {
    for (const state of [this.count, this.mean, this.m2]) state.set(0);
  }

  /**
   * @param values `{ [argname]: number or array }`
   * @throws TypeError without the values
   */
  update(values: Readonly<Record<string, unknown>>): void {
    const x = asarray(namedValues("Welford", this.argname, values) as ArrayLike);
    const before = this.count.value;
    const count = add(before, x.size);
    const delta = subtract(mean(x), this.mean.value);
    this.count.set(count);
    this.mean.set(add(this.mean.value, divide(multiply(delta, x.size), count)));
    const between = divide(multiply(multiply(multiply(delta, delta), x.size), before), count);
    this.m2.set(add(this.m2.value, add(multiply(variance(x), x.size), between)));
  }

  compute(): Statistics {
    const standardDeviation = sqrt(divide(this.m2.value, this.count.value));
    const error = divide(standardDeviation, sqrt(this.count.value));
    return new Statistics(this.mean.value, error, standardDeviation);
  }
}
