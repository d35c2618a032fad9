import type { Expr } from "../ir/expr.ts";
import { topological } from "../ir/walk.ts";

export type Load = Extract<Expr, { kind: "load" }>;

/** The distinct loads of an expression, those in indices of loads included. */
export function readsOf(value: Expr): Load[] {
  return topological([value]).filter((x): x is Load => x.kind === "load");
}
