/** What it costs to compute one element, in units of one addition. Index arithmetic and loads are not counted. */
import type { Expr, MathOp } from "../ir/expr.ts";
import { reachable } from "../ir/walk.ts";

const mathCosts: Readonly<Record<MathOp, number>> = {
  exp: 14,
  expm1: 18,
  log: 14,
  log1p: 18,
  tanh: 18,
  sin: 20,
  cos: 20,
  pow: 40,
  erfInv: 40,
};

const known = new WeakMap<Expr, number>();

/** Operations of an expression outside of its load indices, each shared one once. */
export function costOf(value: Expr): number {
  let cost = known.get(value);
  if (cost === undefined) {
    cost = 0;
    for (const x of reachable([value], (part) => part.kind !== "load")) cost += ownCost(x);
    known.set(value, cost);
  }
  return cost;
}

function ownCost(x: Expr): number {
  switch (x.kind) {
    case "const":
    case "index":
    case "load":
    case "accumulator":
      return 0;
    case "math":
      return mathCosts[x.op];
    case "unary":
      return x.op === "sqrt" ? 4 : 1;
    case "binary":
      return x.op === "div" || x.op === "rem" ? 4 : 1;
    case "convert":
    case "select":
      return 1;
    default:
      throw x satisfies never;
  }
}
