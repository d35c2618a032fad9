import type { Expr } from "../../../ir/expr.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import { partsOf, rebuild, topological } from "../../../ir/walk.ts";

/**
 * The kernel with every expression rebuilt from its parts up.
 *
 * @param change may replace an expression: it is given the old one, and the same with its parts replaced
 */
export function mapExpressions(kernel: Kernel, change: (old: Expr, rebuilt: Expr) => Expr | undefined): Kernel {
  const done = new Map<Expr, Expr>();
  const rewritten = (root: Expr): Expr => {
    for (const x of topological([root], (part) => !done.has(part))) {
      if (done.has(x)) continue;
      const parts = partsOf(x);
      const now = parts.map((part) => done.get(part)!);
      const rebuilt = now.every((part, n) => part === parts[n]) ? x : rebuild(x, now);
      done.set(x, change(x, rebuilt) ?? rebuilt);
    }
    return done.get(root)!;
  };
  return {
    ...kernel,
    accumulators: kernel.accumulators.map(({ op, value }) => ({ op, value: rewritten(value) })),
    stores: kernel.stores.map(({ buffer, index, value }) => ({
      buffer,
      index: rewritten(index),
      value: rewritten(value),
    })),
  };
}

/** Every expression that a kernel computes is under one of these. */
export function rootsOf({ accumulators, stores }: Kernel): Expr[] {
  return [...accumulators.map(({ value }) => value), ...stores.flatMap(({ index, value }) => [index, value])];
}
