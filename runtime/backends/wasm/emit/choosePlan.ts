import type { Kernel } from "../../../ir/kernel.ts";
import type { Analysis } from "./analysis.ts";
import { chooseMapPlan } from "./chooseMapPlan.ts";
import { chooseReductionPlan } from "./chooseReductionPlan.ts";
import { costOf } from "./costOf.ts";
import { factsOf } from "./facts.ts";
import type { ChosenPlan } from "./plan.ts";

/** Instructions from which on waking the other threads pays: some 50 µs. */
const leastShared = 2 ** 18;
/** Instructions of a part: some 5 µs, long enough to be worth taking. */
const partSize = 2 ** 15;
const mostParts = 32;

/** A good way to run a kernel's loops. */
export function choosePlan(kernel: Kernel, analysis: Analysis): ChosenPlan {
  const facts = factsOf(kernel, analysis);
  const plan = kernel.accumulators.length > 0 ? chooseReductionPlan(facts) : chooseMapPlan(facts);
  const cost = costOf(facts, plan);
  return { ...plan, cost, parts: plan.grid.length > 0 ? partsWorth(cost) : 0 };
}

/** How many parts to share among threads are worth it, for so many instructions: 0 where it does not pay. */
export function partsWorth(cost: number): number {
  return cost < leastShared ? 0 : Math.min(mostParts, Math.floor(cost / partSize));
}
