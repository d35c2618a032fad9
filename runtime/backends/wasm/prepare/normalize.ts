/**
 * Brings a kernel into the form that is emitted: basic operations only, loads in range, and accesses that step evenly through memory
 * where that is possible. One kernel may become several, which run in any order.
 */
import type { BufferDecl, Kernel } from "../../../ir/kernel.ts";
import { expandMath } from "../../../ir/math/expand.ts";
import { cutLoops } from "./cutLoops.ts";
import { keepLoadsInRange } from "./keepLoadsInRange.ts";
import { unflattenLoops } from "./unflattenLoops.ts";

export function normalize(kernel: Kernel, buffers: readonly BufferDecl[]): readonly Kernel[] {
  if (kernel.grid.includes(0)) return [];
  return cutLoops(kernel).map((part) => keepLoadsInRange(expandMath(unflattenLoops(part)), buffers));
}
