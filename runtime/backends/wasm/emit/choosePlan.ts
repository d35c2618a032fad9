import type { Kernel } from "../../../ir/kernel.ts";
import type { Analysis } from "./analysis.ts";
import { chooseMapPlan } from "./chooseMapPlan.ts";
import { chooseReductionPlan } from "./chooseReductionPlan.ts";
import { factsOf } from "./facts.ts";
import type { Plan } from "./plan.ts";

/** A good way to run a kernel's loops. */
export function choosePlan(kernel: Kernel, analysis: Analysis): Plan {
  const facts = factsOf(kernel, analysis);
  return kernel.accumulators.length > 0 ? chooseReductionPlan(facts) : chooseMapPlan(facts);
}
