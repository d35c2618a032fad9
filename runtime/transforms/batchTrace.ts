/** The trace of vmap: a `BatchTracer` is an array with one axis that the function does not see. */
import type { JaxArray } from "../core/array.ts";
import { axesIn } from "../core/axesIn.ts";
import type { Batch, Params, Primitive } from "../core/primitive.ts";
import { bind, Trace, Tracer, withTrace } from "../core/tracer.ts";
import { type Aval, aval } from "../types/aval.ts";

/** An array whose axis `axis` is the batch. */
export class BatchTracer extends Tracer {
  readonly trace: BatchTrace;
  readonly value: JaxArray;
  readonly axis: number;
  readonly aval: Aval;
  constructor(trace: BatchTrace, value: JaxArray, axis: number) {
    super();
    this.trace = trace;
    this.value = value;
    this.axis = axis;
    this.aval = aval(
      value.shape.filter((_, k) => k !== axis),
      value.dtype,
      value.weakType,
    );
  }
}

/** Carries the batch axis through each operation. */
export class BatchTrace extends Trace {
  readonly transformation = "vmap";
  override readonly axis: { readonly name: string; readonly size: number } | undefined;
  readonly batch: Batch;

  constructor(level: number, batch: Batch) {
    super(level);
    this.batch = batch;
    this.axis = batch.name === undefined ? undefined : { name: batch.name, size: batch.size };
  }

  /** An array to be mapped over; without an axis it stays as it is. */
  lift(value: JaxArray, axis: number | null): JaxArray {
    return axis === null ? value : new BatchTracer(this, value, axis);
  }

  /** The whole array behind something this trace made, and its batch axis; null for a constant. */
  split(x: JaxArray): readonly [value: JaxArray, axis: number | null] {
    return x instanceof BatchTracer && x.trace === this ? [x.value, x.axis] : [x, null];
  }

  process(primitive: Primitive, operands: readonly JaxArray[], params: Params): JaxArray[] {
    const pairs = operands.map((x) => this.split(x));
    const values = pairs.map(([value]) => value);
    const axes = pairs.map(([, axis]) => axis);
    if (primitive.along && primitive.axisName!(params) === this.axis?.name) {
      return this.#lifted(primitive.along(values, axes, params, this.batch.size));
    }
    if (axes.every((axis) => axis === null) && !this.#isAskedIn(primitive, params)) {
      return bind(primitive, values, params);
    }
    if (!primitive.batch) throw new TypeError(`Cannot vmap ${primitive.name}: it has no batch rule`);
    return this.#lifted(primitive.batch(values, axes, params, this.batch));
  }

  /** Whether a program that is the same for the whole batch looks across it inside. */
  #isAskedIn(primitive: Primitive, params: Params): boolean {
    return this.axis !== undefined && axesIn(primitive, params).includes(this.axis.name);
  }

  #lifted([results, resultAxes]: readonly [readonly JaxArray[], readonly (number | null)[]]): JaxArray[] {
    return results.map((result, i) => this.lift(result, resultAxes[i]!));
  }
}

/**
 * Outputs and their batch axes (null: the same for every element) of a function of flat lists. The size of the batch is that of
 * the mapped axes unless `batch` says it, and with it the name of the axis.
 */
export function batchFlat(
  f: (inputs: readonly JaxArray[]) => readonly JaxArray[],
  values: readonly JaxArray[],
  axes: readonly (number | null)[],
  batch: Batch = batchOf(values, axes),
): readonly (readonly [value: JaxArray, axis: number | null])[] {
  return withTrace(
    (level) => new BatchTrace(level, batch),
    (trace) => f(values.map((x, i) => trace.lift(x, axes[i]!))).map((out) => trace.split(out)),
  );
}

function batchOf(values: readonly JaxArray[], axes: readonly (number | null)[]): Batch {
  const mapped = axes.findIndex((axis) => axis !== null);
  return { size: mapped < 0 ? 1 : values[mapped]!.shape[axes[mapped]!]!, name: undefined };
}
