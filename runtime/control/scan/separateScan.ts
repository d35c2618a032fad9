/** Takes a scan that is linear in some operands apart into what does not depend on them and what does. */
import type { Atom, Equation, Jaxpr, Var } from "../../core/jaxpr.ts";
import { fixpoint } from "../fixpoint.ts";
import { keptWithJaxpr } from "../keptWithJaxpr.ts";
import { placeResiduals, type Residuals } from "./placeResiduals.ts";

export interface SeparateScan extends Residuals {
  /** (fixed residuals, linear constants, carries, xs, stacked residuals) → (linear carries, linear ys) */
  readonly linear: Jaxpr;
  readonly linearInputs: readonly boolean[];
  readonly linearOutputs: readonly boolean[];
}

/** The carries that depend on an operand marked in `asked`. */
export function linearCarries(jaxpr: Jaxpr, c: number, n: number, asked: readonly boolean[]): readonly boolean[] {
  return fixpoint(asked.slice(c, c + n), (flags) => {
    const touched = dependents(jaxpr, [...asked.slice(0, c), ...flags, ...asked.slice(c + n)]);
    return jaxpr.outputs.slice(0, n).map((atom) => touched.has(atom));
  });
}

/** `asked` marks the operands whose cotangent is asked. */
export const separateScan: (
  jaxpr: Jaxpr,
  constants: number,
  carries: number,
  asked: readonly boolean[],
) => SeparateScan = keptWithJaxpr((jaxpr: Jaxpr, c: number, n: number, asked: readonly boolean[]): SeparateScan => {
  const carried = linearCarries(jaxpr, c, n, asked);
  const linearInputs = [...asked.slice(0, c), ...carried, ...asked.slice(c + n)];
  const touched = dependents(jaxpr, linearInputs);
  const linearOutputs = jaxpr.outputs.map((atom, i) => (i < n ? carried[i]! : touched.has(atom)));
  const linearEquations = jaxpr.equations.filter((equation) => isTouched(equation, touched));
  const known: Jaxpr = {
    constVars: [],
    inputs: jaxpr.inputs.filter((_, i) => !linearInputs[i]),
    equations: jaxpr.equations.filter((equation) => !isTouched(equation, touched)),
    outputs: jaxpr.outputs.filter((_, i) => !linearOutputs[i]),
  };
  const outputs = jaxpr.outputs.filter((_, i) => linearOutputs[i]);
  const read = [...linearEquations.flatMap(({ inputs }) => inputs), ...outputs];
  const residuals = [...new Set(read.filter((atom): atom is Var => atom.kind === "var" && !touched.has(atom)))];
  const count = (from: number, to: number) => linearInputs.slice(from, to).filter((is) => !is).length;
  const placed = placeResiduals(known, count(0, c), count(c, c + n), known.outputs.length, residuals);
  const linear: Jaxpr = {
    constVars: [],
    inputs: [
      ...residuals.filter((_, i) => placed.isFixed[i]),
      ...jaxpr.inputs.filter((_, i) => linearInputs[i]),
      ...residuals.filter((_, i) => !placed.isFixed[i]),
    ],
    equations: linearEquations,
    outputs,
  };
  return { ...placed, linear, linearInputs, linearOutputs };
});

function dependents(jaxpr: Jaxpr, marked: readonly boolean[]): ReadonlySet<Atom> {
  const touched = new Set<Atom>(jaxpr.inputs.filter((_, i) => marked[i]));
  for (const equation of jaxpr.equations) {
    if (isTouched(equation, touched)) for (const v of equation.outputs) touched.add(v);
  }
  return touched;
}

function isTouched({ inputs }: Equation, touched: ReadonlySet<Atom>): boolean {
  return inputs.some((atom) => touched.has(atom));
}
