/** Brings a kernel into the form that is emitted: only basic operations, only loads in range. */
import { binary, constant, load } from "../../ir/build.ts";
import type { Expr } from "../../ir/expr.ts";
import type { BufferDecl, Kernel } from "../../ir/kernel.ts";
import { expandMath } from "../../ir/math/expand.ts";
import { partsOf, rebuild, topological } from "../../ir/walk.ts";

export function normalize(kernel: Kernel, buffers: readonly BufferDecl[]): Kernel {
  return mapExpressions(expandMath(kernel), (x) =>
    x.kind === "load" ? inRange(x, buffers[x.buffer]!.size) : undefined,
  );
}

/** A load whose index is not known to be in range is of the nearest element: both sides of a `select` are computed. */
function inRange(x: Extract<Expr, { kind: "load" }>, size: number): Expr {
  const { index } = x;
  if (index.low >= 0 && index.high < size) return x;
  const clamped = binary("min", binary("max", index, constant("i32", 0)), constant("i32", Math.max(size - 1, 0)));
  return load(x.type, x.buffer, clamped);
}

/** The kernel with every expression rebuilt from its parts up; `change` may replace one, whose parts are done already. */
export function mapExpressions(kernel: Kernel, change: (x: Expr) => Expr | undefined): Kernel {
  const done = new Map<Expr, Expr>();
  const rewritten = (root: Expr): Expr => {
    for (const x of topological([root], (part) => !done.has(part))) {
      if (done.has(x)) continue;
      const parts = partsOf(x);
      const now = parts.map((part) => done.get(part)!);
      const same = now.every((part, n) => part === parts[n]);
      const rebuilt = same ? x : rebuild(x, now);
      done.set(x, change(rebuilt) ?? rebuilt);
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
