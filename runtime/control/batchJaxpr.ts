/** A jaxpr for a batch of inputs. */
import type { Jaxpr } from "../core/jaxpr.ts";
import { traceToJaxpr } from "../core/jaxprTrace.ts";
import type { Batch } from "../core/primitive.ts";
import { batchFlat } from "../transforms/batchTrace.ts";
import { evalJaxpr } from "../transforms/evalJaxpr.ts";
import { keptWithJaxpr } from "./keptWithJaxpr.ts";

export interface BatchedJaxpr {
  readonly jaxpr: Jaxpr;
  /** The batch axis of each output; null: the same for the whole batch. */
  readonly axes: readonly (number | null)[];
}

/** `axes` are the batch axes of the inputs (null: none). */
export const batchJaxpr: (jaxpr: Jaxpr, axes: readonly (number | null)[], batch: Batch) => BatchedJaxpr = keptWithJaxpr(
  (jaxpr: Jaxpr, axes: readonly (number | null)[], batch: Batch): BatchedJaxpr => {
    let outAxes: readonly (number | null)[] = [];
    const batched = traceToJaxpr(
      (...inputs) => {
        const results = batchFlat((xs) => evalJaxpr(jaxpr, [], xs), inputs, axes, batch);
        outAxes = results.map(([, axis]) => axis);
        return results.map(([value]) => value);
      },
      jaxpr.inputs.map(({ aval: a }, i) => {
        const axis = axes[i]!;
        return axis === null ? a : { ...a, shape: [...a.shape.slice(0, axis), batch.size, ...a.shape.slice(axis)] };
      }),
    );
    if (batched.consts.length > 0) throw new Error("Cannot batch this jaxpr: a batch rule captured an array");
    return { jaxpr: batched.jaxpr, axes: outAxes };
  },
);
