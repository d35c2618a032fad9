/** Splits a jaxpr for a derivative that computes again what it needs, except for what a policy saves. */

import type { JaxArray } from "../../core/array.ts";
import { type Atom, type Equation, type Jaxpr, newVar, type Var } from "../../core/jaxpr.ts";
import { traceToJaxpr } from "../../core/jaxprTrace.ts";
import { optimizationBarrier } from "../../primitives/optimizationBarrier.ts";
import { evalJaxpr } from "../../transforms/evalJaxpr.ts";
import { prune } from "../prune.ts";
import { splitJaxpr } from "../splitJaxpr.ts";
import type { CheckpointPolicy } from "./checkpointPolicies.ts";

export interface RematJaxpr {
  /** inputs → outputs, saved values */
  readonly known: Jaxpr;
  /** (saved values, tangents) → tangents; computes what else it needs again */
  readonly linear: Jaxpr;
  readonly nonzero: readonly boolean[];
  /** Where each saved value is found: among the inputs or the results of `known`. */
  readonly saved: readonly { readonly from: "inputs" | "results"; readonly index: number }[];
}

const made = new WeakMap<CheckpointPolicy, WeakMap<Jaxpr, Map<string, RematJaxpr>>>();

/** `active` marks the inputs that have a tangent. Made once for each jaxpr and policy. */
export function rematJaxpr(jaxpr: Jaxpr, active: readonly boolean[], policy: CheckpointPolicy): RematJaxpr {
  let ofPolicy = made.get(policy);
  if (!ofPolicy) made.set(policy, (ofPolicy = new WeakMap()));
  let ofJaxpr = ofPolicy.get(jaxpr);
  if (!ofJaxpr) ofPolicy.set(jaxpr, (ofJaxpr = new Map()));
  const key = active.join();
  let remat = ofJaxpr.get(key);
  if (!remat) ofJaxpr.set(key, (remat = split(jaxpr, active, policy)));
  return remat;
}

function split(jaxpr: Jaxpr, active: readonly boolean[], policy: CheckpointPolicy): RematJaxpr {
  const { known, linear, nonzero, residuals } = splitJaxpr(jaxpr, active);
  const flat = inlined(known);
  const wanted = residuals.map(({ from, index }): Atom => (from === "inputs" ? flat.inputs : flat.outputs)[index]!);
  const isSaveable = new Set<Atom>(
    flat.equations.flatMap((equation) => (policy(equation.primitive, equation.params) ? equation.outputs : [])),
  );
  // from the residuals back to what is saved or given
  const again = prune({
    ...flat,
    equations: flat.equations.filter((equation) => !equation.outputs.every((v) => isSaveable.has(v))),
    outputs: wanted,
  });
  const written = new Set<Atom>(again.equations.flatMap(({ outputs }) => outputs));
  const read = [...again.equations.flatMap(({ inputs }) => inputs), ...wanted];
  const sources = [...new Set(read)].filter((atom): atom is Var => atom.kind === "var" && !written.has(atom));
  const outputs: Atom[] = flat.outputs.slice(0, jaxpr.outputs.length);
  const saved = sources.map((v) => {
    const input = flat.inputs.indexOf(v);
    if (input >= 0) return { from: "inputs" as const, index: input };
    const output = outputs.indexOf(v);
    return { from: "results" as const, index: output >= 0 ? output : outputs.push(v) - 1 };
  });
  const recompute: Jaxpr = { ...again, inputs: sources };
  const tangents = linear.inputs.slice(residuals.length).map((v) => v.aval);
  const later = traceToJaxpr(
    (...values) => {
      const kept = values.slice(0, sources.length);
      // behind the barrier equal values do not count as equal, or the compiler would keep those of the forward pass
      const hidden = again.equations.length > 0 ? barrier(kept) : kept;
      return evalJaxpr(linear, [], [...evalJaxpr(recompute, [], hidden), ...values.slice(sources.length)]);
    },
    [...sources.map((v) => v.aval), ...tangents],
  );
  return { known: prune({ ...flat, outputs }), linear: later.jaxpr, nonzero, saved };
}

function barrier(values: readonly JaxArray[]): readonly JaxArray[] {
  return values.length > 0 ? optimizationBarrier(...values) : values;
}

/** The jaxpr with the equations of nested programs in their place, so that a policy sees them. */
function inlined(jaxpr: Jaxpr): Jaxpr {
  const equations: Equation[] = [];
  const outputs = copyInto(equations, jaxpr, new Map());
  return { ...jaxpr, equations, outputs };
}

function copyInto(equations: Equation[], jaxpr: Jaxpr, names: Map<Var, Atom>): Atom[] {
  const read = (atom: Atom): Atom => (atom.kind === "var" ? (names.get(atom) ?? atom) : atom);
  for (const equation of jaxpr.equations) {
    const inputs = equation.inputs.map(read);
    const inner = equation.primitive.inline?.(equation.params);
    if (inner) {
      const innerNames = new Map<Var, Atom>();
      [...inner.constVars, ...inner.inputs].forEach((v, n) => void innerNames.set(v, inputs[n]!));
      const results = copyInto(equations, inner, innerNames);
      equation.outputs.forEach((v, n) => void names.set(v, results[n]!));
    } else {
      const outputs = equation.outputs.map((v) => {
        const fresh = newVar(v.aval);
        names.set(v, fresh);
        return fresh;
      });
      equations.push({ ...equation, inputs, outputs });
    }
  }
  return jaxpr.outputs.map(read);
}
