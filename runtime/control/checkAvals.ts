/** The check that operands are what a jaxpr takes. */
import type { Jaxpr } from "../core/jaxpr.ts";
import { type Aval, printAval, sameAval } from "../types/aval.ts";

/** Throws a `TypeError` with both lists where they differ. */
export function checkAvals(action: string, given: readonly Aval[], jaxpr: Jaxpr): void {
  const wanted = jaxpr.inputs.map((v) => v.aval);
  if (given.length === wanted.length && given.every((a, i) => sameAval(a, wanted[i]!))) return;
  const print = (avals: readonly Aval[]) => avals.map((a) => printAval(a)).join(", ");
  throw new TypeError(`Cannot ${action}: it takes ${print(wanted)}, got ${print(given)}`);
}
