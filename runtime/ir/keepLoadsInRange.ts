import { binary, constant, load } from "./build.ts";
import type { Expr } from "./expr.ts";
import type { BufferDecl, Kernel } from "./kernel.ts";
import { rewriteKernel, rootsOf } from "./rewriteKernel.ts";
import { topological } from "./walk.ts";

/**
 * Makes a load whose index is not known to be in range one of the nearest element. A wrong index then gives a wrong number, never the
 * end of the program or what lies beside the buffer: outside of the memory a Wasm load traps, and one on a GPU reads what it finds.
 */
export function keepLoadsInRange(kernel: Kernel, buffers: readonly BufferDecl[]): Kernel {
  const isOutside = ({ low, high }: Expr, buffer: number): boolean => low < 0 || high >= buffers[buffer]!.size;
  if (!topological(rootsOf(kernel)).some((x) => x.kind === "load" && isOutside(x.index, x.buffer))) return kernel;
  return rewriteKernel(kernel, {
    after(x, [index]) {
      if (x.kind !== "load" || !isOutside(index!, x.buffer)) return undefined;
      const last = constant("i32", Math.max(buffers[x.buffer]!.size - 1, 0));
      return load(x.type, x.buffer, binary("min", binary("max", index!, constant("i32", 0)), last));
    },
  });
}
