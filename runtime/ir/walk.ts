/** Walks over expression graphs. All are iterative: an expression may be thousands of operations deep. */
import { binary, bitcast, convert, load, math, select, unary } from "./build.ts";
import type { Expr } from "./expr.ts";

const none: readonly Expr[] = [];

/** The expressions an expression is made of: arguments, or the index of a load. */
export function partsOf(x: Expr): readonly Expr[] {
  switch (x.kind) {
    case "const":
    case "index":
    case "accumulator":
      return none;
    case "load":
      return [x.index];
    default:
      return x.args;
  }
}

/** Every distinct expression under the roots, in no order in particular; `enter` says whether to go into an expression's parts. */
export function reachable(roots: Iterable<Expr>, enter: (x: Expr) => boolean = always): Set<Expr> {
  const seen = new Set<Expr>(roots);
  for (const x of seen) if (enter(x)) for (const part of partsOf(x)) seen.add(part);
  return seen;
}

const always = (): boolean => true;

/** The same, parts before wholes. */
export function topological(roots: Iterable<Expr>, enter: (x: Expr) => boolean = always): Expr[] {
  return [...reachable(roots, enter)].sort((a, b) => a.id - b.id);
}

/** The same operation on other parts, simplified anew. */
export function rebuild(x: Expr, parts: readonly Expr[]): Expr {
  switch (x.kind) {
    case "const":
    case "index":
    case "accumulator":
      return x;
    case "load":
      return load(x.type, x.buffer, parts[0]!);
    case "unary":
      return unary(x.op, parts[0]!);
    case "binary":
      return binary(x.op, parts[0]!, parts[1]!);
    case "convert":
      return x.op === "bitcast" ? bitcast(x.type, parts[0]!) : convert(x.type, parts[0]!);
    case "math":
      return math(x.op, ...parts);
    case "select":
      return select(parts[0]!, parts[1]!, parts[2]!);
    default:
      throw x satisfies never;
  }
}

/** What to do at each expression of a rewrite; both may be left out. */
export interface Rewriter {
  /** Called first: where it gives an expression, that stands for the old one, whose parts are not visited. */
  before?(x: Expr): Expr | undefined;
  /** Called with the new parts; default: `rebuild`. */
  after?(x: Expr, parts: readonly Expr[]): Expr | undefined;
}

/** Rebuilds an expression from the leaves up. `memo` may be shared by calls with the same rewriter. */
export function rewrite(root: Expr, rewriter: Rewriter, memo: Map<Expr, Expr> = new Map()): Expr {
  const pending = [root];
  for (let x = pending.at(-1); x; x = pending.at(-1)) {
    if (memo.has(x)) {
      pending.pop();
      continue;
    }
    const replaced = rewriter.before?.(x);
    if (replaced) {
      memo.set(x, replaced);
      pending.pop();
      continue;
    }
    const parts = partsOf(x);
    const before = pending.length;
    for (const part of parts) if (!memo.has(part)) pending.push(part);
    if (pending.length > before) continue;
    pending.pop();
    const now = parts.map((part) => memo.get(part)!);
    memo.set(x, rewriter.after?.(x, now) ?? (now.every((part, n) => part === parts[n]) ? x : rebuild(x, now)));
  }
  return memo.get(root)!;
}
