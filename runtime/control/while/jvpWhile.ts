/** The forward derivative of a loop: its tangents as further carries. */
import type { Jaxpr } from "../../core/jaxpr.ts";
import { newVar } from "../../core/jaxpr.ts";
import { fixpoint } from "../fixpoint.ts";
import { jvpJaxpr } from "../jvpJaxpr.ts";
import { keptWithJaxpr } from "../keptWithJaxpr.ts";

export interface JvpWhile {
  /** (condition constants, carries, tangents of the active carries) → bool[] */
  readonly condition: Jaxpr;
  /** (body constants, their tangents, carries, tangents) → (carries, tangents) */
  readonly body: Jaxpr;
  readonly bodyConstants: number;
  /** For each carry, whether it has a tangent. */
  readonly active: readonly boolean[];
}

/** `active` marks the operands that have a tangent: constants of the body, then carries. */
export const jvpWhile: (body: Jaxpr, condition: Jaxpr, active: readonly boolean[]) => JvpWhile = keptWithJaxpr(
  (body: Jaxpr, condition: Jaxpr, active: readonly boolean[]): JvpWhile => {
    const carries = body.outputs.length;
    const constants = body.inputs.length - carries;
    const given = active.slice(0, constants);
    const carried = fixpoint(active.slice(constants), (flags) => jvpJaxpr(body, [...given, ...flags], []).nonzero);
    const { jaxpr } = jvpJaxpr(body, [...given, ...carried], carried);
    const directions = given.filter(Boolean).length;
    const [fixed, values] = [jaxpr.inputs.slice(0, constants), jaxpr.inputs.slice(constants, constants + carries)];
    const tangents = jaxpr.inputs.slice(constants + carries);
    const carriedTangents = tangents.slice(directions);
    return {
      condition: { ...condition, inputs: [...condition.inputs, ...carriedTangents.map((v) => newVar(v.aval))] },
      body: { ...jaxpr, inputs: [...fixed, ...tangents.slice(0, directions), ...values, ...carriedTangents] },
      bodyConstants: constants + directions,
      active: carried,
    };
  },
);
