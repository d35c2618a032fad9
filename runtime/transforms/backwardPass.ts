/** The backward pass: runs a linear jaxpr from its outputs to its inputs, each equation by its transpose rule. */
import { JaxArray } from "../core/array.ts";
import type { Atom, Equation, Jaxpr, Var } from "../core/jaxpr.ts";
import { isLinear, type Linear, type Tangent } from "../core/primitive.ts";
import { bind } from "../core/tracer.ts";
import { addAny } from "../primitives/addAny.ts";
import { valueOf } from "./evalJaxpr.ts";

/**
 * Cotangents of the linear inputs of a jaxpr.
 *
 * @param jaxpr a program linear in some of its inputs
 * @param inputs values of `constVars` and `inputs`, in this order, or `Linear` for those whose cotangent is asked
 * @param cotangents of the outputs; null: zero
 * @returns a cotangent, or null for zero, for each place of `inputs`; null too where a value was given
 */
export function backwardPass(
  jaxpr: Jaxpr,
  inputs: readonly (JaxArray | Linear)[],
  cotangents: readonly Tangent[],
): Tangent[] {
  const values = new Map<Var, JaxArray>();
  const binders = [...jaxpr.constVars, ...jaxpr.inputs];
  binders.forEach((v, i) => {
    const input = inputs[i]!;
    if (input instanceof JaxArray) values.set(v, input);
  });
  const linear = jaxpr.equations.filter((equation) => !runIfKnown(equation, values));
  const pending = new Map<Var, JaxArray>();
  const give = (atom: Atom, cotangent: Tangent): void => {
    if (!cotangent || atom.kind !== "var" || values.has(atom)) return;
    const sum = pending.get(atom);
    pending.set(atom, sum ? addAny(sum, cotangent) : cotangent);
  };
  for (const [i, atom] of jaxpr.outputs.entries()) give(atom, cotangents[i]!);
  for (const { primitive, inputs: atoms, params, outputs } of linear.reverse()) {
    const out = outputs.map((v) => pending.get(v) ?? null);
    for (const v of outputs) pending.delete(v);
    if (!out.some(Boolean)) continue;
    if (!primitive.transpose) {
      throw new TypeError(`Cannot transpose ${primitive.name}: it is not linear in the operand asked for`);
    }
    const operands = atoms.map((atom): JaxArray | Linear =>
      atom.kind === "var" && !values.has(atom) ? { linear: true, aval: atom.aval } : valueOf(atom, values),
    );
    const given = primitive.transpose(out, operands, params);
    for (const [i, atom] of atoms.entries()) give(atom, given[i] ?? null);
  }
  return binders.map((v, i) => (isLinear(inputs[i]!) ? (pending.get(v) ?? null) : null));
}

/** Runs an equation none of whose operands is linear; says whether it did. */
function runIfKnown({ primitive, inputs, params, outputs }: Equation, values: Map<Var, JaxArray>): boolean {
  if (inputs.some((atom) => atom.kind === "var" && !values.has(atom))) return false;
  const results = bind(
    primitive,
    inputs.map((atom) => valueOf(atom, values)),
    params,
  );
  outputs.forEach((v, i) => void values.set(v, results[i]!));
  return true;
}
