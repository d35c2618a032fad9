/**
 * Splits the branches of a `cond` for differentiation. Each branch needs residuals of its own; values of the same shape and dtype
 * share a place, and a branch that has nothing to put there puts zeros.
 */
import { type Atom, type Jaxpr, newVar, type Var } from "../../core/jaxpr.ts";
import { traceToJaxpr } from "../../core/jaxprTrace.ts";
import { evalJaxpr } from "../../transforms/evalJaxpr.ts";
import { zerosOf } from "../../transforms/zeros.ts";
import { type Aval, sameAval } from "../../types/aval.ts";
import { keptWithJaxpr } from "../keptWithJaxpr.ts";
import { splitJaxpr } from "../splitJaxpr.ts";

export interface SplitBranches {
  /** inputs → outputs, residuals in their places */
  readonly known: readonly Jaxpr[];
  /** (residuals, tangents of the active inputs) → the tangents marked in `nonzero` */
  readonly linear: readonly Jaxpr[];
  readonly nonzero: readonly boolean[];
  /** Where each residual of the linear branches is found: among the inputs or the results of the known ones. */
  readonly residuals: readonly { readonly from: "inputs" | "results"; readonly index: number }[];
}

/** `active` marks the inputs that have a tangent. The first branch is given once more: what is made is kept with it. */
export const splitBranches: (first: Jaxpr, branches: readonly Jaxpr[], active: readonly boolean[]) => SplitBranches =
  keptWithJaxpr((_: Jaxpr, branches: readonly Jaxpr[], active: readonly boolean[]): SplitBranches => {
    const splits = branches.map((branch) => splitJaxpr(branch, active));
    const outputs = branches[0]!.outputs.length;
    const nonzero = splits[0]!.nonzero.map((_, i) => splits.some((split) => split.nonzero[i]));
    const inputs = branches[0]!.inputs.map((v) => v.aval);
    const slots: { aval: Aval; input?: number }[] = [];
    // of each branch, the slot of each of its residuals
    const places = splits.map(({ known, residuals }) => {
      const taken = new Set<number>();
      return residuals.map(({ from, index }) => {
        const aval = (from === "inputs" ? known.inputs : known.outputs)[index]!.aval;
        const fits = (slot: { aval: Aval; input?: number }, k: number) =>
          from === "inputs"
            ? slot.input === index
            : slot.input === undefined && !taken.has(k) && sameAval(slot.aval, aval);
        let place = slots.findIndex(fits);
        if (place < 0) place = slots.push(from === "inputs" ? { aval, input: index } : { aval }) - 1;
        taken.add(place);
        return place;
      });
    });
    const made = slots.flatMap((slot, k) => (slot.input === undefined ? [k] : []));
    const known = splits.map((split, b) => {
      return traceToJaxpr((...values) => {
        const results = evalJaxpr(split.known, [], values);
        const extra = made.map((k) => {
          const residual = split.residuals[places[b]!.indexOf(k)];
          return residual ? results[residual.index]! : zerosOf(slots[k]!.aval);
        });
        return [...results.slice(0, outputs), ...extra];
      }, inputs).jaxpr;
    });
    const linear = splits.map((split, b): Jaxpr => {
      const n = split.residuals.length;
      const residuals = slots.map((slot, k): Var => split.linear.inputs[places[b]!.indexOf(k)] ?? newVar(slot.aval));
      const whole: Jaxpr = { ...split.linear, inputs: [...residuals, ...split.linear.inputs.slice(n)] };
      return withZeros(whole, split.nonzero, nonzero, branches[b]!.outputs);
    });
    return {
      known,
      linear,
      nonzero,
      residuals: slots.map(({ input }, k) =>
        input === undefined ? { from: "results", index: outputs + made.indexOf(k) } : { from: "inputs", index: input },
      ),
    };
  });

/** A linear branch that also gives the tangents that are zero in it and not in others. */
function withZeros(
  linear: Jaxpr,
  own: readonly boolean[],
  wanted: readonly boolean[],
  outputs: readonly Atom[],
): Jaxpr {
  if (own.every((is, i) => is === wanted[i])) return linear;
  return traceToJaxpr(
    (...inputs) => {
      const found = evalJaxpr(linear, [], inputs);
      let next = 0;
      return wanted.flatMap((is, i) => (own[i] ? [found[next++]!] : is ? [zerosOf(outputs[i]!.aval)] : []));
    },
    linear.inputs.map((v) => v.aval),
  ).jaxpr;
}
