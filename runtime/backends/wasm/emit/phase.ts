/** The expressions that one place of a kernel computes, in order, with what the emitter must know of each. */
import type { Expr } from "../../../ir/expr.ts";
import { partsOf } from "../../../ir/walk.ts";
import { type Access, accessOf, isLinear } from "./access.ts";
import type { Loops } from "./loops.ts";
import type { Scope } from "./scope.ts";

export interface Node {
  readonly expr: Expr;
  /** Unique in the kernel, from 0 on: part of the key under which scopes remember values. */
  readonly number: number;
  /** Bit mask of the loops it depends on. */
  readonly loops: number;
  /** Bits of copy numbers that make a difference to it. */
  readonly copyMask: number;
  /** Loads only. */
  readonly access: Access | undefined;
  /** An i32 that is linear in the loops: computed as a stream, not from its parts. */
  readonly linear: Access | undefined;
  /** What it is computed from: arguments; for loads, the part of the index that no stream provides. */
  readonly parts: Node[];
  /** The expressions that use its value in this phase. */
  readonly users: Node[];
  /** Stored, summed or part of an address: its own value is needed, not only a vector of it. */
  isRoot: boolean;
  /** How many users and roots there are. */
  uses: number;
  /** In the current scope: where it belongs, whether it is a vector, and whether it is only used as one. */
  home: Scope | undefined;
  isVector: boolean;
  isSplat: boolean;
}

/** What is common to the phases of a kernel. */
export interface Analysis {
  readonly loops: Loops;
  /** Loops inside of which accumulators have their values. */
  readonly accumulatorLoops: number;
  /** The bits of copy numbers that belong to loops. */
  readonly copyMask: (loops: number) => number;
  readonly numbers: Map<Expr, number>;
  readonly masks: Map<Expr, number>;
}

/** An analysis of a kernel with these loops; without copies unless said otherwise. */
export function analysisOf(loops: Loops, copyMask: (loops: number) => number = () => 0): Analysis {
  return { loops, accumulatorLoops: (1 << loops.grid) - 1, copyMask, numbers: new Map(), masks: new Map() };
}

export interface Phase {
  /** Parts before wholes. */
  readonly nodes: readonly Node[];
  readonly roots: readonly Node[];
  nodeOf(root: Expr): Node;
}

/** The nodes under the roots. */
export function phaseOf(roots: readonly Expr[], analysis: Analysis): Phase {
  const nodes = new Map<Expr, Node>();
  const pending: Node[] = [];
  const visit = (expr: Expr): Node => {
    let node = nodes.get(expr);
    if (!node) {
      node = makeNode(expr, analysis);
      nodes.set(expr, node);
      pending.push(node);
    }
    return node;
  };
  for (const root of roots) {
    const node = visit(root);
    node.uses++;
    node.isRoot = true;
  }
  for (let node = pending.pop(); node; node = pending.pop()) {
    for (const part of valueParts(node)) {
      const used = visit(part);
      used.uses++;
      used.users.push(node);
      node.parts.push(used);
      if (node.access) used.isRoot = true;
    }
  }
  return {
    nodes: partsFirst([...nodes.values()]),
    roots: roots.map((root) => nodes.get(root)!),
    nodeOf: (root) => nodes.get(root)!,
  };
}

/** In the order of their age, except that the gathered part of an address, which may be younger than its load, goes before it. */
function partsFirst(nodes: readonly Node[]): readonly Node[] {
  const ordered = new Set<Node>();
  for (const start of nodes.toSorted((a, b) => a.expr.id - b.expr.id)) {
    const pending = [start];
    for (let node = pending.at(-1); node; node = pending.at(-1)) {
      const missing = node.parts.filter((part) => !ordered.has(part));
      if (missing.length > 0) pending.push(...missing);
      else ordered.add(pending.pop()!);
    }
  }
  return [...ordered];
}

const none: readonly Expr[] = [];

function valueParts({ expr, access, linear }: Node): readonly Expr[] {
  if (linear) return none;
  if (access) return access.rest ? [access.rest] : none;
  return partsOf(expr);
}

function makeNode(expr: Expr, analysis: Analysis): Node {
  let number = analysis.numbers.get(expr);
  if (number === undefined) analysis.numbers.set(expr, (number = analysis.numbers.size));
  const loops = loopsUnder(expr, analysis);
  return {
    expr,
    number,
    loops,
    copyMask: analysis.copyMask(loops),
    access: expr.kind === "load" ? accessOf(expr.index, analysis.loops) : undefined,
    linear: isLinear(expr, analysis.loops) ? accessOf(expr, analysis.loops) : undefined,
    parts: [],
    users: [],
    isRoot: false,
    uses: 0,
    home: undefined,
    isVector: false,
    isSplat: false,
  };
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
    const before = pending.length;
    for (const part of parts) if (!masks.has(part)) pending.push(part);
    if (pending.length > before) continue;
    let mask = 0;
    if (x.kind === "index") mask = 1 << loops.numberOf(x.axis);
    else if (x.kind === "accumulator") mask = accumulatorLoops;
    for (const part of parts) mask |= masks.get(part)!;
    masks.set(x, mask);
    pending.pop();
  }
  return masks.get(root)!;
}
