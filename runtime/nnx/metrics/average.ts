import { type ArrayLike, JaxArray } from "../../core/array.ts";
import { add, array, asarray, astype, divide, multiply, sum } from "../../numpy/index.ts";
import { Metric, MetricState } from "./metric.ts";

/** Values of {@link Average}, under the name that it was made with. */
export interface AverageValues {
  /** Bool or 0/1, of the shape of the values: only those where it holds count. */
  readonly mask?: ArrayLike | null;
  readonly [name: string]: unknown;
}

/**
 * The mean of all values since the last reset.
 *
 * @example
 * const loss = new nnx.metrics.Average("loss");
 * loss.update({ loss: jnp.array([1, 2]) });
 * loss.update({ loss: 6 });
 * assertEqual(loss.compute(), "3.0");
 */
export class Average extends Metric {
  readonly argname: string;
  /** Sum of the values: f32[] */
  readonly total: MetricState;
  /** Number of the values: i32[] */
  readonly count: MetricState;

  /** @param argname name of the values in `update`; default "values" */
  constructor(argname = "values") {
    super();
    this.argname = argname;
    this.total = new MetricState(array(0, { dtype: "float32" }));
    this.count = new MetricState(array(0, { dtype: "int32" }));
  }

  reset(): void {
    this.total.set(0);
    this.count.set(0);
  }

  /**
   * @param values `{ [argname]: number or array, mask? }`
   * @throws TypeError without the values, and for a mask of a number
   */
  update(values: AverageValues): void {
    const { mask = null } = values;
    const given = namedValues("Average", this.argname, values);
    const x = asarray(given as ArrayLike);
    if (mask !== null && !(given instanceof JaxArray))
      throw new TypeError(
        `Cannot update an Average with a mask: \`${this.argname}\` must be an array, got ${String(given)}`,
      );
    const kept = mask === null ? x : multiply(x, astype(asarray(mask), x.dtype));
    const count = mask === null ? x.size : astype(sum(astype(asarray(mask), "float32")), "int32");
    this.total.set(add(this.total.value, sum(kept)));
    this.count.set(add(this.count.value, count));
  }

  /** The mean; NaN of no values. */
  compute(): JaxArray {
    return divide(this.total.value, this.count.value);
  }
}

/** The values of a name; throws without them. */
export function namedValues(metric: string, argname: string, values: Readonly<Record<string, unknown>>): unknown {
  const given = values?.[argname];
  if (given !== undefined && given !== null) return given;
  throw new TypeError(`Cannot update a metric ${metric} without \`${argname}\`: call update({ ${argname}: … })`);
}
