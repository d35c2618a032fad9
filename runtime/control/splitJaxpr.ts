/**
 * Splits a jaxpr for differentiation:
 *
 *     known     inputs → outputs, residuals                       runs forward, now
 *     linear    residuals, tangents → tangents of the outputs     linear in the tangents
 *
 * Residuals are the intermediate values that the linear part needs. Those that are inputs or outputs anyway are not stored twice.
 */
import { type Atom, hoistConsts, type Jaxpr } from "../core/jaxpr.ts";
import { traceToJaxpr } from "../core/jaxprTrace.ts";
import { evalJaxpr } from "../transforms/evalJaxpr.ts";
import { type Linearized, linearizeFlat } from "../transforms/linearizeFlat.ts";
import { keptWithJaxpr } from "./keptWithJaxpr.ts";

export interface SplitJaxpr {
  readonly known: Jaxpr;
  /** Inputs: the residuals, then the tangents of the active inputs. Outputs: the tangents marked in `nonzero`. */
  readonly linear: Jaxpr;
  /** For each output of the original, whether it has a tangent. */
  readonly nonzero: readonly boolean[];
  /** Where each residual is found: among the inputs or the results of `known`. */
  readonly residuals: readonly { readonly from: "inputs" | "results"; readonly index: number }[];
}

/** The two parts of a jaxpr without captured arrays, for tangents of the inputs marked in `active`. */
export const splitJaxpr: (jaxpr: Jaxpr, active: readonly boolean[]) => SplitJaxpr = keptWithJaxpr(
  (jaxpr: Jaxpr, active: readonly boolean[]): SplitJaxpr => {
    let linearized: Linearized<undefined> | undefined;
    const { jaxpr: known, consts } = traceToJaxpr(
      (...inputs) => {
        linearized = linearizeFlat(
          (xs) => ({ outputs: evalJaxpr(jaxpr, [], xs), aux: undefined }),
          inputs,
          active,
          "jit",
        );
        return [...linearized.outputs, ...linearized.linear.consts];
      },
      jaxpr.inputs.map((v) => v.aval),
    );
    if (consts.length > 0) throw new Error("Cannot split this jaxpr: a derivative rule captured an array");
    const { linear, nonzero } = linearized!;
    const outputs: Atom[] = known.outputs.slice(0, nonzero.length);
    const residuals = known.outputs.slice(nonzero.length).map((atom) => {
      const input = atom.kind === "var" ? known.inputs.indexOf(atom) : -1;
      if (input >= 0) return { from: "inputs" as const, index: input };
      const output = outputs.indexOf(atom);
      return { from: "results" as const, index: output >= 0 ? output : outputs.push(atom) - 1 };
    });
    return { known: { ...known, outputs }, linear: hoistConsts(linear.jaxpr), nonzero, residuals };
  },
);
