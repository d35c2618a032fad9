/**
 * Brings a kernel into a form that runs well: loads in range, and accesses that step evenly through memory where that is possible. One
 * kernel may become several, which run one after another.
 */
import type { BufferDecl, Kernel } from "../../../ir/kernel.ts";
import { cutLoops } from "./cutLoops.ts";
import { keepLoadsInRange } from "./keepLoadsInRange.ts";
import { type AddScratch, packOperands } from "./packOperands.ts";
import { unflattenLoops } from "./unflattenLoops.ts";

/** The kernels in place of one. `addScratch` makes room for what is kept between them. */
export function normalize(kernel: Kernel, buffers: readonly BufferDecl[], addScratch: AddScratch): readonly Kernel[] {
  if (kernel.grid.includes(0)) return [];
  const parts = cutLoops(kernel).map((part) => keepLoadsInRange(unflattenLoops(part), buffers));
  return parts.flatMap((part) => packOperands(part, addScratch));
}
