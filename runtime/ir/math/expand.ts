/**
 * Replaces the functions of a kernel by basic operations. Every backend that generates code calls this first, so that all of them
 * compute the same expression tree.
 */
import { binary, bitcast, convert, load, select, unary } from "../build.ts";
import type { Expr, MathOp } from "../expr.ts";
import type { Kernel } from "../kernel.ts";
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
  const done = new Map<Expr, Expr>();
  const rewrite = (expr: Expr): Expr => expandExpr(expr, done);
  const expanded: Kernel = {
    ...kernel,
    accumulators: kernel.accumulators.map(({ op, value }) => ({ op, value: rewrite(value) })),
    stores: kernel.stores.map(({ buffer, index, value }) => ({ buffer, index: rewrite(index), value: rewrite(value) })),
  };
  for (const [before, after] of done) if (before !== after) return expanded;
  return kernel;
}

/** The same value without `math` expressions. `done` remembers what was rewritten, so shared parts stay shared. */
export function expandExpr(expr: Expr, done: Map<Expr, Expr> = new Map()): Expr {
  const pending = [expr];
  while (pending.length > 0) {
    const next = pending.at(-1)!;
    if (done.has(next)) {
      pending.pop();
      continue;
    }
    const missing = partsOf(next).filter((part) => !done.has(part));
    if (missing.length > 0) {
      pending.push(...missing);
      continue;
    }
    pending.pop();
    done.set(next, rebuild(next, (part) => done.get(part)!));
  }
  return done.get(expr)!;
}

function partsOf(expr: Expr): readonly Expr[] {
  if (expr.kind === "load") return [expr.index];
  return "args" in expr ? expr.args : [];
}

function rebuild(expr: Expr, of: (part: Expr) => Expr): Expr {
  if (expr.kind === "math") return expansions[expr.op](...expr.args.map(of));
  if (partsOf(expr).every((part) => of(part) === part)) return expr;
  switch (expr.kind) {
    case "load":
      return load(expr.type, expr.buffer, of(expr.index));
    case "unary":
      return unary(expr.op, of(expr.args[0]));
    case "binary":
      return binary(expr.op, of(expr.args[0]), of(expr.args[1]));
    case "convert":
      return expr.op === "convert" ? convert(expr.type, of(expr.args[0])) : bitcast(expr.type, of(expr.args[0]));
    case "select":
      return select(of(expr.args[0]), of(expr.args[1]), of(expr.args[2]));
    default:
      return expr;
  }
}
