import type { Expr } from "../ir/expr.ts";
import { reachable } from "../ir/walk.ts";

/** An expression that loads. */
export type Load = Extract<Expr, { kind: "load" }>;

const known = new WeakMap<Expr, readonly Load[]>();

/** The distinct loads of an expression, those in indices of loads included. */
export function readsOf(value: Expr): readonly Load[] {
  let reads = known.get(value);
  if (!reads) {
    reads = [...reachable([value])].filter((x): x is Load => x.kind === "load").sort((a, b) => a.id - b.id);
    known.set(value, reads);
  }
  return reads;
}
