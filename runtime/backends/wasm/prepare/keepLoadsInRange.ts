import { binary, constant, load } from "../../../ir/build.ts";
import type { Expr } from "../../../ir/expr.ts";
import type { BufferDecl, Kernel } from "../../../ir/kernel.ts";
import { topological } from "../../../ir/walk.ts";
import { mapExpressions, rootsOf } from "./mapExpressions.ts";

/**
 * Makes a load whose index is not known to be in range one of the nearest element. A wrong index then gives a wrong number, never the
 * end of the program: outside of the memory a Wasm load traps.
 */
export function keepLoadsInRange(kernel: Kernel, buffers: readonly BufferDecl[]): Kernel {
  const isOutside = (x: Expr): x is Extract<Expr, { kind: "load" }> =>
    x.kind === "load" && (x.index.low < 0 || x.index.high >= buffers[x.buffer]!.size);
  if (!topological(rootsOf(kernel)).some(isOutside)) return kernel;
  return mapExpressions(kernel, (_, x) => {
    if (!isOutside(x)) return undefined;
    const last = constant("i32", Math.max(buffers[x.buffer]!.size - 1, 0));
    return load(x.type, x.buffer, binary("min", binary("max", x.index, constant("i32", 0)), last));
  });
}
