/** The verifier of jaxprs: every variable is written before it is read, and every aval is what the shape rule says. */
import { printAval, sameAval } from "../types/aval.ts";
import type { Atom, Jaxpr, Var } from "./jaxpr.ts";

/** Throws an `Error` that names the first equation that does not hold. */
export function checkJaxpr(jaxpr: Jaxpr): void {
  const written = new Set<Var>();
  const define = (v: Var, where: string): void => {
    if (written.has(v))
      throw new Error(`Cannot accept this jaxpr: ${where} writes a variable of ${printAval(v.aval)} a second time`);
    written.add(v);
  };
  const read = (atom: Atom, where: string): void => {
    if (atom.kind === "var" && !written.has(atom)) {
      throw new Error(
        `Cannot accept this jaxpr: ${where} reads a variable of ${printAval(atom.aval)} before it is written`,
      );
    }
  };
  for (const v of [...jaxpr.constVars, ...jaxpr.inputs]) define(v, "the input list");
  jaxpr.equations.forEach(({ primitive, inputs, params, outputs }, n) => {
    const where = `equation ${n} (${primitive.name})`;
    for (const atom of inputs) read(atom, where);
    const expected = primitive.shape(
      inputs.map((atom) => atom.aval),
      params,
    );
    expected.forEach((a, k) => {
      const got = outputs[k]?.aval;
      if (!got || !sameAval(a, got)) {
        throw new Error(
          `Cannot accept this jaxpr: ${where} result ${k} is ${got ? printAval(got) : "absent"}, its shape rule says ${printAval(a)}`,
        );
      }
    });
    if (expected.length !== outputs.length)
      throw new Error(
        `Cannot accept this jaxpr: ${where} has ${outputs.length} results, its shape rule says ${expected.length}`,
      );
    for (const v of outputs) define(v, where);
  });
  for (const atom of jaxpr.outputs) read(atom, "the output list");
}
