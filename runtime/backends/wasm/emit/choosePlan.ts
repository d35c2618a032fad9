import type { Kernel } from "../../../ir/kernel.ts";
import { chooseMapPlan } from "./chooseMapPlan.ts";
import { chooseReductionPlan } from "./chooseReductionPlan.ts";
import { factsOf } from "./facts.ts";
import type { Plan } from "./plan.ts";

/** A good way to run a kernel's loops. */
export function choosePlan(kernel: Kernel): Plan {
  const facts = factsOf(kernel);
  return kernel.accumulators.length > 0 ? chooseReductionPlan(facts) : chooseMapPlan(facts);
}
