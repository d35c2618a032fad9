import type { Expr } from "../../../ir/expr.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import { rewrite } from "../../../ir/walk.ts";

/** The same kernel with expressions replaced, everywhere; see `rewrite`. */
export function mapExprs(kernel: Kernel, replace: (x: Expr) => Expr | undefined): Kernel {
  const memo = new Map<Expr, Expr>();
  const change = (x: Expr): Expr => rewrite(x, { before: replace }, memo);
  return {
    ...kernel,
    accumulators: kernel.accumulators.map(({ op, value }) => ({ op, value: change(value) })),
    stores: kernel.stores.map(({ buffer, index, value }) => ({ buffer, index: change(index), value: change(value) })),
  };
}
