/** Cuts an expression that loads more buffers than a kernel may touch: `concatenate` of twenty arrays on a GPU that binds eight. */
import type { Expr } from "../ir/expr.ts";
import { partsOf, rebuild, topological } from "../ir/walk.ts";
import { readsOf } from "./readsOf.ts";

/**
 * The same value with at most `mostBuffers` buffers loaded. Parts that load several are handed to `keep`, which makes a value of
 * each and gives the load that stands for it.
 */
export function cut(value: Expr, mostBuffers: number, keep: (part: Expr) => Expr): Expr {
  if (distinct(readsOf(value)) <= mostBuffers) return value;
  const rebuilt = new Map<Expr, Expr>();
  for (const x of topological([value])) {
    let parts = partsOf(x).map((part) => rebuilt.get(part)!);
    while (distinct(parts.flatMap(readsOf)) + (x.kind === "load" ? 1 : 0) > mostBuffers) {
      const largest = parts.reduce((a, b) => (distinct(readsOf(b)) > distinct(readsOf(a)) ? b : a));
      if (distinct(readsOf(largest)) < 2) break; // every part is one load already
      const kept = keep(largest);
      parts = parts.map((part) => (part === largest ? kept : part));
    }
    rebuilt.set(x, rebuild(x, parts));
  }
  return rebuilt.get(value)!;
}

function distinct(reads: readonly { readonly buffer: number }[]): number {
  return new Set(reads.map(({ buffer }) => buffer)).size;
}
