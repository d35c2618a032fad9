/** Dead code: equations that no output depends on. */
import { needsHost } from "../core/hostProgram.ts";
import type { Atom, Equation, Jaxpr } from "../core/jaxpr.ts";

/** The jaxpr without the equations that no output depends on; callbacks stay. */
export function prune(jaxpr: Jaxpr): Jaxpr {
  const used = new Set<Atom>(jaxpr.outputs);
  const equations: Equation[] = [];
  for (const equation of [...jaxpr.equations].reverse()) {
    if (!equation.outputs.some((v) => used.has(v)) && !hasEffect(equation)) continue;
    for (const atom of equation.inputs) used.add(atom);
    equations.push(equation);
  }
  return { ...jaxpr, equations: equations.reverse() };
}

/** Whether an equation calls back into JavaScript. */
export function hasEffect(equation: Equation): boolean {
  return needsHost({ constVars: [], inputs: [], equations: [equation], outputs: [] });
}
