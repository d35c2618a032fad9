/** The transpose of a jaxpr that is linear in some inputs, as a jaxpr. */
import type { JaxArray } from "../core/array.ts";
import type { Jaxpr } from "../core/jaxpr.ts";
import { traceToJaxpr } from "../core/jaxprTrace.ts";
import type { Linear } from "../core/primitive.ts";
import { backwardPass } from "../transforms/backwardPass.ts";
import { keptWithJaxpr } from "./keptWithJaxpr.ts";

export interface TransposedJaxpr {
  /** Inputs: the operands that are not linear, then the cotangents given. Outputs: the cotangents marked in `nonzero`. */
  readonly jaxpr: Jaxpr;
  /** For each input of the original, whether it has a cotangent. */
  readonly nonzero: readonly boolean[];
}

/** `linear` marks the inputs whose cotangent is asked, `given` the outputs that have one. */
export const transposeJaxpr: (jaxpr: Jaxpr, linear: readonly boolean[], given: readonly boolean[]) => TransposedJaxpr =
  keptWithJaxpr((jaxpr: Jaxpr, linear: readonly boolean[], given: readonly boolean[]): TransposedJaxpr => {
    let nonzero: readonly boolean[] = [];
    const known = jaxpr.inputs.filter((_, i) => !linear[i]).map((v) => v.aval);
    const cotangents = jaxpr.outputs.filter((_, i) => given[i]).map((atom) => atom.aval);
    const transposed = traceToJaxpr(
      (...values) => {
        let next = 0;
        const inputs = jaxpr.inputs.map((v, i): JaxArray | Linear =>
          linear[i] ? { linear: true, aval: v.aval } : values[next++]!,
        );
        const found = backwardPass(
          jaxpr,
          inputs,
          given.map((isGiven) => (isGiven ? values[next++]! : null)),
        );
        nonzero = found.map(Boolean);
        return found.filter((ct) => ct !== null);
      },
      [...known, ...cotangents],
    );
    if (transposed.consts.length > 0)
      throw new Error("Cannot transpose this jaxpr: a transpose rule captured an array");
    return { jaxpr: transposed.jaxpr, nonzero };
  });
