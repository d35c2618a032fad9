/**
 * Step 6: replaces loads of values that are not roots by their definitions, until every root's expression loads only roots and
 * inputs. The definition of a value at an index tuple is computed once, and no walk recurses: chains may be thousands long.
 */

import { load } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { rewrite } from "../ir/walk.ts";
import { type Graph, isComputed, ownIndex } from "./graph.ts";
import { type Load, readsOf } from "./readsOf.ts";

/** The expression of each root over its own loops, in the order of the graph. */
export function compose(graph: Graph, roots: ReadonlySet<number>): Map<number, Expr> {
  /** Loads of inlined values → the definition at the load's index, with loads of inlined values left in it. */
  const opened = new Map<Expr, Expr>();
  /** The same, with none left. */
  const closed = new Map<Expr, Expr>();
  const isOpen = (x: Load): boolean =>
    !closed.has(x) && !roots.has(x.buffer) && isComputed(graph.values[x.buffer]!.definition);
  const close = (x: Expr): Expr => rewrite(x, { before: (y) => closed.get(y) });

  const composeRoot = (value: Expr): Expr => {
    const pending = readsOf(value).filter(isOpen);
    for (let x = pending.at(-1); x; x = pending.at(-1)) {
      let definition = opened.get(x);
      if (!definition) opened.set(x, (definition = definitionAt(x, graph)));
      const missing = readsOf(definition).filter(isOpen);
      if (missing.length > 0) {
        pending.push(...missing);
      } else {
        if (!closed.has(x)) closed.set(x, close(definition));
        pending.pop();
      }
    }
    return close(value);
  };

  const result = new Map<number, Expr>();
  for (const number of [...roots].sort((a, b) => a - b)) {
    const { definition } = graph.values[number]!;
    if (isComputed(definition)) result.set(number, composeRoot(definition.value));
  }
  return result;
}

/** The definition of a loaded value, with its loop counters replaced by the load's index tuple. */
function definitionAt(x: Load, graph: Graph): Expr {
  const { definition, shape } = graph.values[x.buffer]!;
  if (definition.kind !== "map")
    throw new Error(`Cannot compose b${x.buffer}: it is a ${definition.kind}, which has no definition by element`);
  const tuple = graph.tuples.get(x)!;
  const own = ownIndex(shape);
  return tuple.every((part, axis) => part === own[axis])
    ? definition.value
    : substituteIndex(definition.value, tuple, graph);
}

/** Puts other expressions for the loop counters, and keeps the index tuples of loads. */
function substituteIndex(value: Expr, tuple: readonly Expr[], graph: Graph): Expr {
  const memo = new Map<Expr, Expr>();
  const before = (x: Expr): Expr | undefined => (x.kind === "index" ? tuple[x.axis.position]! : undefined);
  const after = (x: Expr, [index]: readonly Expr[]): Expr | undefined => {
    if (x.kind !== "load") return undefined;
    const moved = load(x.type, x.buffer, index!);
    if (!graph.tuples.has(moved)) {
      graph.tuples.set(
        moved,
        graph.tuples.get(x)!.map((part) => rewrite(part, { before, after }, memo)),
      );
    }
    return moved;
  };
  return rewrite(value, { before, after }, memo);
}
