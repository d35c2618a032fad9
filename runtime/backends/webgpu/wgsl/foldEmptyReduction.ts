import type { Kernel } from "../../../ir/kernel.ts";
import { identity } from "./identity.ts";
import { mapExprs } from "./mapExprs.ts";

/** A reduction over no elements is a constant. */
export function foldEmptyReduction(kernel: Kernel): Kernel {
  if (kernel.accumulators.length === 0 || !kernel.reduce.includes(0)) return kernel;
  const { accumulators } = kernel;
  const withConstants = mapExprs({ ...kernel, accumulators: [] }, (x) =>
    x.kind === "accumulator" ? identity(accumulators[x.accumulator]!.op, x.type) : undefined,
  );
  return { ...withConstants, reduce: [] };
}
