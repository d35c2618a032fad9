/** A jaxpr for a batch whose axis is the first one wherever it is: what loops and branches need, whose avals must agree. */
import type { Jaxpr } from "../core/jaxpr.ts";
import { traceToJaxpr } from "../core/jaxprTrace.ts";
import type { Batch } from "../core/primitive.ts";
import { batchFlat } from "../transforms/batchTrace.ts";
import { evalJaxpr } from "../transforms/evalJaxpr.ts";
import { moveBatchAxis } from "../transforms/moveBatchAxis.ts";
import { keptWithJaxpr } from "./keptWithJaxpr.ts";

export interface BatchedInFront {
  readonly jaxpr: Jaxpr;
  /** For each output, whether it has a batch axis. */
  readonly batched: readonly boolean[];
}

/** `mapped` marks the inputs with a batch axis, `forced` the outputs that get one in any case. */
export const batchJaxprInFront: (
  jaxpr: Jaxpr,
  mapped: readonly boolean[],
  forced: readonly boolean[],
  batch: Batch,
) => BatchedInFront = keptWithJaxpr(
  (jaxpr: Jaxpr, mapped: readonly boolean[], forced: readonly boolean[], batch: Batch): BatchedInFront => {
    let batched: readonly boolean[] = [];
    const made = traceToJaxpr(
      (...inputs) => {
        const axes = mapped.map((isMapped) => (isMapped ? 0 : null));
        const results = batchFlat((xs) => evalJaxpr(jaxpr, [], xs), inputs, axes, batch);
        batched = results.map(([, axis], i) => axis !== null || forced[i] === true);
        return results.map(([value, axis], i) => (batched[i] ? moveBatchAxis(value, axis, 0, batch.size) : value));
      },
      jaxpr.inputs.map(({ aval }, i) => (mapped[i] ? { ...aval, shape: [batch.size, ...aval.shape] } : aval)),
    );
    if (made.consts.length > 0) throw new Error("Cannot batch this jaxpr: a batch rule captured an array");
    return { jaxpr: made.jaxpr, batched };
  },
);
