/**
 * Where the values that a linear scan needs come from. Only what differs from step to step is stacked:
 *
 *     a constant                         read as a constant again
 *     a value of constants only          computed once, outside (`hoisted`), and read as a constant
 *     a slice of xs or ys                that stack is read
 *     anything else                      a further stacked result of the known scan
 */
import type { Atom, Jaxpr, Var } from "../../core/jaxpr.ts";
import { hasEffect, prune } from "../prune.ts";

export interface Residuals {
  /** The known body with the further ys. */
  readonly known: Jaxpr;
  /** Of the constants, the values that do not change; undefined if there are none. */
  readonly hoisted: Jaxpr | undefined;
  /** Residuals that are constants of the linear scan, in order. */
  readonly fixed: readonly { readonly from: "constants" | "hoisted"; readonly index: number }[];
  /** Residuals that are xs of the linear scan, in order: xs or ys of the known one. */
  readonly stacked: readonly { readonly from: "xs" | "ys"; readonly index: number }[];
  /** For each residual, whether it is among the fixed. */
  readonly isFixed: readonly boolean[];
}

/** `residuals` are atoms of `known`, whose first `outputs` results stay as they are. */
export function placeResiduals(
  known: Jaxpr,
  constants: number,
  carries: number,
  outputs: number,
  residuals: readonly Atom[],
): Residuals {
  const invariant = invariantsOf(known, constants);
  const ys: Atom[] = known.outputs.slice(carries, outputs);
  const hoisted: Var[] = [];
  const fixed: { from: "constants" | "hoisted"; index: number }[] = [];
  const stacked: { from: "xs" | "ys"; index: number }[] = [];
  const isFixed = residuals.map((atom) => {
    const input = known.inputs.indexOf(atom as Var);
    if (input >= 0 && input < constants) fixed.push({ from: "constants", index: input });
    else if (invariant.has(atom)) fixed.push({ from: "hoisted", index: indexIn(hoisted, atom as Var) });
    else {
      const isX = input >= constants + carries;
      stacked.push(isX ? { from: "xs", index: input - constants - carries } : { from: "ys", index: indexIn(ys, atom) });
      return false;
    }
    return true;
  });
  return {
    known: prune({ ...known, outputs: [...known.outputs.slice(0, carries), ...ys] }),
    hoisted:
      hoisted.length > 0
        ? prune({
            ...known,
            inputs: known.inputs.slice(0, constants),
            equations: known.equations.filter((equation) => equation.outputs.every((v) => invariant.has(v))),
            outputs: hoisted,
          })
        : undefined,
    fixed,
    stacked,
    isFixed,
  };
}

/** The place of an item, put at the end if it is new. */
function indexIn<T>(list: T[], item: T): number {
  const at = list.indexOf(item);
  return at >= 0 ? at : list.push(item) - 1;
}

/** Variables that are the same in every step. */
function invariantsOf(jaxpr: Jaxpr, constants: number): ReadonlySet<Atom> {
  const invariant = new Set<Atom>(jaxpr.inputs.slice(0, constants));
  for (const equation of jaxpr.equations) {
    const isSame = equation.inputs.every((atom) => atom.kind === "literal" || invariant.has(atom));
    if (isSame && !hasEffect(equation)) for (const v of equation.outputs) invariant.add(v);
  }
  return invariant;
}
