/**
 * Brings a kernel into a form that runs well: loads in range, and accesses that step evenly through memory where that is possible. One
 * kernel may become several, which run one after another.
 */

import { keepLoadsInRange } from "../../../ir/keepLoadsInRange.ts";
import type { BufferDecl, Kernel } from "../../../ir/kernel.ts";
import { rootsOf } from "../../../ir/rewriteKernel.ts";
import { reachable } from "../../../ir/walk.ts";
import { arranged } from "./arranged.ts";
import { cutLoops } from "./cutLoops.ts";
import { type AddScratch, packOperands } from "./packOperands.ts";
import { splitEpilogue } from "./splitEpilogue.ts";
import { splitReduction } from "./splitReduction.ts";
import { unflattenLoops } from "./unflattenLoops.ts";

/** The kernels in place of one. `addScratch` makes room for what is kept between them. */
export function normalize(kernel: Kernel, buffers: readonly BufferDecl[], addScratch: AddScratch): readonly Kernel[] {
  if (kernel.grid.includes(0)) return [];
  const parts = needsWork(kernel, buffers)
    ? cutLoops(kernel).map((part) => arranged(keepLoadsInRange(unflattenLoops(part), buffers)))
    : [kernel];
  return parts
    .flatMap((part) => splitReduction(part, addScratch))
    .flatMap((part) => packOperands(part, addScratch))
    .flatMap((part) => splitEpilogue(part, addScratch));
}

const decided: ReadonlySet<string> = new Set(["div", "rem", "min", "max", "lt", "le", "gt", "ge"]);

/** Whether some index is divided, compared or out of bounds; most kernels have none. */
function needsWork(kernel: Kernel, buffers: readonly BufferDecl[]): boolean {
  for (const x of reachable(rootsOf(kernel))) {
    if (x.kind === "load" && (x.index.low < 0 || x.index.high >= buffers[x.buffer]!.size)) return true;
    if (x.kind === "binary" && x.args[0].type === "i32" && decided.has(x.op)) return true;
  }
  return false;
}
