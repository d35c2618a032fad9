import type { BufferDecl, Program } from "../../../ir/kernel.ts";
import { rootsOf } from "../../../ir/rewriteKernel.ts";
import { reachable } from "../../../ir/walk.ts";
import type { MatrixProduct } from "../wgsl/matrixProduct.ts";

/** A program that is one product: what it stores are outputs, also where it loads them; what it only loads are inputs. */
export function trialOf({ kernel }: MatrixProduct, buffers: readonly BufferDecl[]): Program {
  const stored = new Set(kernel.stores.map(({ buffer }) => buffer));
  const loaded = new Set<number>();
  for (const x of reachable(rootsOf(kernel))) if (x.kind === "load" && !stored.has(x.buffer)) loaded.add(x.buffer);
  return {
    name: "trial",
    // Buffers keep their numbers; those of other kernels are constants of no size.
    buffers: buffers.map((buffer, n): BufferDecl => {
      const { type, size } = buffer;
      if (stored.has(n)) return { kind: "output", type, size };
      if (!loaded.has(n)) return { kind: "constant", type, size: 0 };
      return buffer.kind === "constant" ? buffer : { kind: "input", type, size };
    }),
    inputs: [...loaded].filter((n) => buffers[n]!.kind !== "constant"),
    outputs: [...stored],
    steps: [kernel],
    arenaBytes: 0,
  };
}

/** Milliseconds of the fastest of a few runs, after one that also compiles; few of them where each takes long. */
export function timeOf(run: () => void): number {
  const once = (): number => {
    const start = performance.now();
    run();
    return performance.now() - start;
  };
  once();
  let [least, sum] = [Number.POSITIVE_INFINITY, 0];
  for (let n = 0; n < mostRuns && sum < longEnough; n++) {
    const time = once();
    least = Math.min(least, time);
    sum += time;
  }
  return least;
}

const mostRuns = 5;
/** Milliseconds. */
const longEnough = 100;
