/**
 * The primitive `checkpoint`: runs a jaxpr whose intermediate values are not kept for the backward pass, but computed again there.
 *
 *     jit           x ──▶ y, residuals                     residuals wait for the backward pass
 *     checkpoint    x ──▶ y                                x waits; the recorded derivative computes the residuals from it
 *
 * What a policy calls saveable waits too, and is not computed again.
 */
import type { JaxArray } from "../../core/array.ts";
import type { Jaxpr } from "../../core/jaxpr.ts";
import { isRecorded } from "../../core/jaxprTrace.ts";
import { definePrimitiveMany, isLinear, type Primitive, type Tangent } from "../../core/primitive.ts";
import { batchJaxpr } from "../batchJaxpr.ts";
import { checkAvals } from "../checkAvals.ts";
import { jvpJaxpr } from "../jvpJaxpr.ts";
import { transposeJaxpr } from "../transposeJaxpr.ts";
import type { CheckpointPolicy } from "./checkpointPolicies.ts";
import { rematJaxpr } from "./rematJaxpr.ts";

/** What a call of a checkpointed function carries. */
export type CheckpointParams = {
  readonly name: string;
  /** Without captured arrays: they are among the inputs. */
  readonly jaxpr: Jaxpr;
  readonly policy: CheckpointPolicy;
};

/** Runs a jaxpr; its derivative computes again what it needs. */
export const checkpointPrimitive: Primitive<JaxArray[], CheckpointParams, JaxArray[]> = definePrimitiveMany<
  JaxArray[],
  CheckpointParams
>({
  name: "checkpoint",
  shape(inputs, { name, jaxpr }) {
    checkAvals(`run the program of ${name}`, inputs, jaxpr);
    return jaxpr.outputs.map((atom) => atom.aval);
  },
  inline: ({ jaxpr }) => jaxpr,
  jvp(primals, tangents, { name, jaxpr, policy }) {
    const active = tangents.map(Boolean);
    const directions = tangents.filter((tangent) => tangent !== null);
    if (!tangents.some(isRecorded)) {
      const derived = jvpJaxpr(jaxpr, active, []);
      const results = checkpointPrimitive(...primals, ...directions, { name, jaxpr: derived.jaxpr, policy });
      const n = jaxpr.outputs.length;
      return [results.slice(0, n), spread(results.slice(n), derived.nonzero)];
    }
    const { known, linear, nonzero, saved } = rematJaxpr(jaxpr, active, policy);
    const results = checkpointPrimitive(...primals, { name, jaxpr: known, policy });
    const kept = saved.map(({ from, index }) => (from === "inputs" ? primals : results)[index]!);
    const found = linear.outputs.length
      ? checkpointPrimitive(...kept, ...directions, { name, jaxpr: linear, policy })
      : [];
    return [results.slice(0, nonzero.length), spread(found, nonzero)];
  },
  transpose(cotangents, operands, { name, jaxpr, policy }) {
    // what the jaxpr computes of its known operands is computed here: in the backward pass
    const transposed = transposeJaxpr(jaxpr, operands.map(isLinear), cotangents.map(Boolean));
    const known = operands.filter((operand): operand is JaxArray => !isLinear(operand));
    const given = cotangents.filter((ct) => ct !== null);
    const found = transposed.jaxpr.outputs.length
      ? checkpointPrimitive(...known, ...given, { name, jaxpr: transposed.jaxpr, policy })
      : [];
    return spread(found, transposed.nonzero);
  },
  batch(operands, axes, { name, jaxpr, policy }, batch) {
    const batched = batchJaxpr(jaxpr, axes, batch);
    return [checkpointPrimitive(...operands, { name, jaxpr: batched.jaxpr, policy }), batched.axes];
  },
  printParams: ({ name, jaxpr, policy }) => ({ name, jaxpr, policy: policy.name }),
});

function spread(values: readonly JaxArray[], marked: readonly boolean[]): Tangent[] {
  let next = 0;
  return marked.map((is) => (is ? values[next++]! : null));
}
