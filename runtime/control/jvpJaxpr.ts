/** The forward derivative of a jaxpr as a jaxpr: values and tangents side by side, in one program. */
import type { Jaxpr } from "../core/jaxpr.ts";
import { traceToJaxpr } from "../core/jaxprTrace.ts";
import { evalJaxpr } from "../transforms/evalJaxpr.ts";
import { jvpFlat } from "../transforms/jvpTrace.ts";
import { zerosOf } from "../transforms/zeros.ts";
import { keptWithJaxpr } from "./keptWithJaxpr.ts";

export interface JvpJaxpr {
  /** Inputs: those of the original, then the tangents of the active ones. Outputs: those of the original, then the tangents marked in `nonzero`. */
  readonly jaxpr: Jaxpr;
  /** For each output of the original, whether its tangent is given. */
  readonly nonzero: readonly boolean[];
}

/** `active` marks the inputs that have a tangent, `forced` the outputs whose tangent is given even if it is zero. */
export const jvpJaxpr: (jaxpr: Jaxpr, active: readonly boolean[], forced: readonly boolean[]) => JvpJaxpr =
  keptWithJaxpr((jaxpr: Jaxpr, active: readonly boolean[], forced: readonly boolean[]): JvpJaxpr => {
    let nonzero: readonly boolean[] = [];
    const n = jaxpr.inputs.length;
    const avals = jaxpr.inputs.map((v) => v.aval);
    const derived = traceToJaxpr(
      (...values) => {
        let next = n;
        const { outputs, tangents } = jvpFlat(
          (xs) => ({ outputs: evalJaxpr(jaxpr, [], xs), aux: undefined }),
          values.slice(0, n),
          active.map((isActive) => (isActive ? values[next++]! : null)),
          "jvp",
        );
        nonzero = tangents.map((tangent, i) => tangent !== null || forced[i] === true);
        const given = tangents.flatMap((tangent, i) => (nonzero[i] ? [tangent ?? zerosOf(outputs[i]!.aval)] : []));
        return [...outputs, ...given];
      },
      [...avals, ...avals.filter((_, i) => active[i])],
    );
    if (derived.consts.length > 0)
      throw new Error("Cannot differentiate this jaxpr: a derivative rule captured an array");
    return { jaxpr: derived.jaxpr, nonzero };
  });
