/**
 * Replaces the functions of a kernel by basic operations. Every backend that generates code calls this first, so that all of them
 * compute the same expression tree.
 */
import type { Expr, MathOp } from "../expr.ts";
import type { Kernel } from "../kernel.ts";
import { partsOf, reachable, rebuild, topological } from "../walk.ts";
import { erfInv } from "./erfInv.ts";
import { exp } from "./exp.ts";
import { expm1 } from "./expm1.ts";
import { log } from "./log.ts";
import { log1p } from "./log1p.ts";
import { pow } from "./pow.ts";
import { cos, sin } from "./sinCos.ts";
import { tanh } from "./tanh.ts";

/** The expansion of each function. */
export const expansions: Readonly<Record<MathOp, (...args: Expr[]) => Expr>> = {
  exp: (x) => exp(x!),
  expm1: (x) => expm1(x!),
  log: (x) => log(x!),
  log1p: (x) => log1p(x!),
  tanh: (x) => tanh(x!),
  sin: (x) => sin(x!),
  cos: (x) => cos(x!),
  pow: (x, y) => pow(x!, y!),
  erfInv: (x) => erfInv(x!),
};

/** The same kernel without `math` expressions; the kernel itself if it has none. */
export function expandMath(kernel: Kernel): Kernel {
  const { accumulators, stores } = kernel;
  const roots = [...accumulators.map(({ value }) => value), ...stores.flatMap(({ index, value }) => [index, value])];
  if (![...reachable(roots)].some(({ kind }) => kind === "math")) return kernel;
  const done = new Map<Expr, Expr>();
  const rewrite = (expr: Expr): Expr => expandExpr(expr, done);
  return {
    ...kernel,
    accumulators: accumulators.map(({ op, value }) => ({ op, value: rewrite(value) })),
    stores: stores.map(({ buffer, index, value }) => ({ buffer, index: rewrite(index), value: rewrite(value) })),
  };
}

/** The same value without `math` expressions. `done` remembers what was rewritten, so shared parts stay shared. */
export function expandExpr(expr: Expr, done: Map<Expr, Expr> = new Map()): Expr {
  for (const x of topological([expr], (x) => !done.has(x))) {
    if (done.has(x)) continue;
    const parts = partsOf(x);
    const now = parts.map((part) => done.get(part)!);
    if (x.kind === "math") done.set(x, expansions[x.op](...now));
    else done.set(x, now.every((part, n) => part === parts[n]) ? x : rebuild(x, now));
  }
  return done.get(expr)!;
}
