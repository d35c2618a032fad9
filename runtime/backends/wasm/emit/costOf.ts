import { type Facts, vectorCost } from "./facts.ts";
import type { Plan } from "./plan.ts";

/** About how many instructions a kernel takes with a plan. */
export function costOf(facts: Facts, { vectorLoop }: Plan): number {
  const { loops, loads, stores, operations, epilogue, accumulators } = facts;
  const steps = (from: number, to: number): number => loops.sizes.slice(from, to).reduce((a, b) => a * b, 1);
  const accesses = (list: Facts["loads"]): number =>
    list.reduce((sum, access) => sum + (vectorLoop < 0 ? 1 : vectorCost(access, vectorLoop)), 0);
  const computing = (list: Facts["operations"]): number =>
    list.reduce((sum, { instructions }) => sum + instructions, 0);
  const lanes = vectorLoop < 0 ? 1 : 4;
  const inner = accesses(loads) + computing(operations) + accumulators;
  const outer = accesses(stores) + accesses(epilogue.loads) + computing(epilogue.operations);
  return (steps(0, loops.sizes.length) * inner + steps(0, loops.grid) * outer) / lanes;
}
