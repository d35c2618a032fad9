import type { Expr } from "./expr.ts";
import type { Kernel } from "./kernel.ts";
import { type Rewriter, rewrite } from "./walk.ts";

/** A kernel with all its expressions rewritten; loops and buffer numbers of stores stay. */
export function rewriteKernel(kernel: Kernel, rewriter: Rewriter): Kernel {
  const memo = new Map<Expr, Expr>();
  const move = (x: Expr): Expr => rewrite(x, rewriter, memo);
  return {
    ...kernel,
    accumulators: kernel.accumulators.map(({ op, value }) => ({ op, value: move(value) })),
    stores: kernel.stores.map(({ buffer, index, value }) => ({ buffer, index: move(index), value: move(value) })),
  };
}

/** Every expression that a kernel computes at the top: values of accumulators, indices and values of stores. */
export function rootsOf({ accumulators, stores }: Kernel): Expr[] {
  return [...accumulators.map(({ value }) => value), ...stores.flatMap(({ index, value }) => [index, value])];
}
