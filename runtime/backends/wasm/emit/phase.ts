/** The expressions that one place of a kernel computes, in order, with what the emitter must know of each. */
import type { Expr } from "../../../ir/expr.ts";
import { partsOf } from "../../../ir/walk.ts";
import type { Access, Analysis } from "./analysis.ts";
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
export interface PhaseOptions {
  readonly analysis: Analysis;
  /** The bits of copy numbers that belong to loops. */
  readonly copyMask: (loops: number) => number;
  /** The number of each expression seen so far. */
  readonly numbers: Map<Expr, number>;
}

/** The nodes a place computes. */
export interface Phase {
  /** Parts before wholes. */
  readonly nodes: readonly Node[];
  readonly roots: readonly Node[];
  nodeOf(root: Expr): Node;
}

/** The nodes under the roots. */
export function phaseOf(roots: readonly Expr[], options: PhaseOptions): Phase {
  const nodes = new Map<Expr, Node>();
  const pending: Node[] = [];
  const visit = (expr: Expr): Node => {
    let node = nodes.get(expr);
    if (!node) {
      node = makeNode(expr, options);
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

function makeNode(expr: Expr, { analysis, copyMask, numbers }: PhaseOptions): Node {
  let number = numbers.get(expr);
  if (number === undefined) numbers.set(expr, (number = numbers.size));
  const loops = analysis.loopsUnder(expr);
  return {
    expr,
    number,
    loops,
    copyMask: copyMask(loops),
    access: expr.kind === "load" ? analysis.accessOf(expr.index) : undefined,
    linear: analysis.linear(expr),
    parts: [],
    users: [],
    isRoot: false,
    uses: 0,
    home: undefined,
    isVector: false,
    isSplat: false,
  };
}
