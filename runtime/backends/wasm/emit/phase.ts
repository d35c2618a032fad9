/** The expressions that one place of a kernel computes, in order, with what the emitter must know of each. */
import type { Expr } from "../../../ir/expr.ts";
import { partsOf } from "../../../ir/walk.ts";
import { type Access, accessOf, isLinear } from "./access.ts";
import type { Loops } from "./loops.ts";

export interface Node {
  readonly expr: Expr;
  /** Unique in the kernel, from 0 on: part of the key under which scopes remember values. */
  readonly number: number;
  /** Bit mask of the loops it depends on. */
  readonly loops: number;
  /** How many expressions and roots use its value in this phase, and the one that does, if it is one expression. */
  uses: number;
  user: Node | undefined;
  /** Used as a root, or by an address. */
  isRoot: boolean;
  /** Loads only. */
  readonly access: Access | undefined;
  /** An i32 that is linear in the loops: computed as a stream, not from its parts. */
  readonly linear: Access | undefined;
  readonly users: Node[];
}

/** What is common to the phases of a kernel. */
export interface Analysis {
  readonly loops: Loops;
  /** Loops inside of which accumulators have their values. */
  readonly accumulatorLoops: number;
  readonly numbers: Map<Expr, number>;
  readonly masks: Map<Expr, number>;
}

export type Phase = readonly Node[];

/** The nodes under the roots, parts before wholes. */
export function phaseOf(roots: readonly Expr[], analysis: Analysis): Phase {
  const nodes = new Map<Expr, Node>();
  const pending: Expr[] = [];
  const visit = (expr: Expr): Node => {
    let node = nodes.get(expr);
    if (!node) {
      node = makeNode(expr, analysis);
      nodes.set(expr, node);
      pending.push(expr);
    }
    return node;
  };
  for (const root of roots) {
    const node = visit(root);
    node.uses++;
    node.isRoot = true;
  }
  for (let expr = pending.pop(); expr; expr = pending.pop()) {
    const node = nodes.get(expr)!;
    for (const part of valueParts(node)) {
      const used = visit(part);
      used.uses++;
      used.user = node;
      used.users.push(node);
      if (expr.kind === "load") used.isRoot = true;
    }
  }
  return partsFirst(nodes);
}

/** In the order of their age, except that the gathered part of an address, which may be younger than its load, goes before it. */
function partsFirst(nodes: ReadonlyMap<Expr, Node>): Phase {
  const ordered = new Set<Node>();
  for (const start of [...nodes.values()].sort((a, b) => a.expr.id - b.expr.id)) {
    const pending = [start];
    for (let node = pending.at(-1); node; node = pending.at(-1)) {
      const missing = valueParts(node)
        .map((part) => nodes.get(part)!)
        .filter((part) => !ordered.has(part));
      if (missing.length > 0) pending.push(...missing);
      else ordered.add(pending.pop()!);
    }
  }
  return [...ordered];
}

/** What a node is computed from: for loads and linear indices, what no stream provides. */
export function valueParts({ expr, access, linear }: Node): readonly Expr[] {
  if (linear) return [];
  if (access) return access.rest ? [access.rest] : [];
  return partsOf(expr);
}

function makeNode(expr: Expr, analysis: Analysis): Node {
  const { loops, numbers } = analysis;
  let number = numbers.get(expr);
  if (number === undefined) numbers.set(expr, (number = numbers.size));
  const access = expr.kind === "load" ? accessOf(expr.index, loops) : undefined;
  const linear = isLinear(expr, loops) ? accessOf(expr, loops) : undefined;
  const mask = loopsUnder(expr, analysis);
  return { expr, number, loops: mask, uses: 0, user: undefined, isRoot: false, access, linear, users: [] };
}

/** The loops an expression depends on. */
export function loopsUnder(root: Expr, { loops, accumulatorLoops, masks }: Analysis): number {
  const pending = [root];
  for (let x = pending.at(-1); x; x = pending.at(-1)) {
    if (masks.has(x)) {
      pending.pop();
      continue;
    }
    const parts = partsOf(x);
    const missing = parts.filter((part) => !masks.has(part));
    if (missing.length > 0) {
      pending.push(...missing);
      continue;
    }
    let mask = 0;
    if (x.kind === "index") mask = 1 << loops.numberOf(x.axis);
    else if (x.kind === "accumulator") mask = accumulatorLoops;
    for (const part of parts) mask |= masks.get(part)!;
    masks.set(x, mask);
    pending.pop();
  }
  return masks.get(root)!;
}
