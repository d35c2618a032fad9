/** Counts what a step does: operations, and bytes that must move. */
import type { Work } from "../core/inspection.ts";
import type { Expr } from "../ir/expr.ts";
import type { BufferDecl, Kernel, Order, Step } from "../ir/kernel.ts";
import { rootsOf } from "../ir/rewriteKernel.ts";
import { reachable } from "../ir/walk.ts";
import { sizeOf } from "../types/shape.ts";
import { readsOf } from "./readsOf.ts";

const wordBytes = 4;
const none: Work = { flops: 0, transcendentals: 0, bytesRead: 0, bytesWritten: 0 };

/** The work of one run of a step. A loop without a known end counts as one trip, a branch as its costliest case. */
export function workOf(step: Step, buffers: readonly BufferDecl[]): Work {
  if (step.kind === undefined) return workOfKernel(step, buffers);
  if (step.kind === "sections") return total(step.kernels, buffers);
  if (step.kind === "loop") return times(step.trips ?? 1, total(step.body, buffers));
  if (step.kind === "order") return workOfOrder(step);
  const cases = step.branches.map((steps) => total(steps, buffers));
  return cases.reduce((a, b) =>
    b.flops + b.bytesRead + b.bytesWritten > a.flops + a.bytesRead + a.bytesWritten ? b : a,
  );
}

/** The work of steps, one after the other. */
export function total(steps: readonly Step[], buffers: readonly BufferDecl[]): Work {
  return steps.map((step) => workOf(step, buffers)).reduce(sum, none);
}

/** As many comparisons as a sort needs; keys are read and places written once. */
function workOfOrder({ rows, length }: Order): Work {
  const elements = rows * length;
  const flops = Math.round(elements * Math.log2(length));
  return { flops, transcendentals: 0, bytesRead: wordBytes * elements, bytesWritten: wordBytes * elements };
}

function workOfKernel(kernel: Kernel, buffers: readonly BufferDecl[]): Work {
  const { grid, reduce, accumulators, stores } = kernel;
  const points = sizeOf(grid);
  const inner = points * sizeOf(reduce);
  const folded = count(accumulators.map(({ value }) => value));
  const stored = count(stores.map(({ value }) => value));
  const loads = new Map<number, number>();
  const note = (roots: readonly Expr[], often: number): void => {
    for (const { buffer } of new Set(roots.flatMap(readsOf))) loads.set(buffer, (loads.get(buffer) ?? 0) + often);
  };
  note(
    accumulators.map(({ value }) => value),
    inner,
  );
  note(rootsOf({ ...kernel, accumulators: [] }), points);
  let bytesRead = 0;
  for (const [buffer, often] of loads) bytesRead += wordBytes * Math.min(often, buffers[buffer]!.size);
  return {
    flops: inner * (folded.flops + accumulators.length) + points * stored.flops,
    transcendentals: inner * folded.transcendentals + points * stored.transcendentals,
    bytesRead,
    bytesWritten: wordBytes * points * stores.length,
  };
}

/** Operations of expressions outside of load indices, each shared one once; arithmetic of loop counters is not counted. */
function count(roots: readonly Expr[]): { flops: number; transcendentals: number } {
  let [flops, transcendentals] = [0, 0];
  for (const x of reachable(roots, (part) => part.kind !== "load")) {
    if (x.kind === "math") transcendentals++;
    else if (x.kind === "unary" || x.kind === "binary" || x.kind === "select" || x.kind === "convert") {
      if (x.type !== "i32" || !Number.isFinite(x.low)) flops++;
    }
  }
  return { flops, transcendentals };
}

function sum(a: Work, b: Work): Work {
  return {
    flops: a.flops + b.flops,
    transcendentals: a.transcendentals + b.transcendentals,
    bytesRead: a.bytesRead + b.bytesRead,
    bytesWritten: a.bytesWritten + b.bytesWritten,
  };
}

function times(n: number, { flops, transcendentals, bytesRead, bytesWritten }: Work): Work {
  return {
    flops: n * flops,
    transcendentals: n * transcendentals,
    bytesRead: n * bytesRead,
    bytesWritten: n * bytesWritten,
  };
}
