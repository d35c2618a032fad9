import type { Step } from "../ir/kernel.ts";
import { rootsOf } from "../ir/rewriteKernel.ts";
import { readsOf } from "./readsOf.ts";

/** Buffers by what is done with them. */
export interface Touched {
  readonly loads: ReadonlySet<number>;
  readonly stores: ReadonlySet<number>;
}

/** The buffers that a step loads, and those that it stores, with all that is inside of it. */
export function touchedBy(step: Step): Touched {
  const loads = new Set<number>();
  const stores = new Set<number>();
  collect(step, loads, stores);
  return { loads, stores };
}

function collect(step: Step, loads: Set<number>, stores: Set<number>): void {
  switch (step.kind) {
    case undefined:
      for (const root of rootsOf(step)) for (const { buffer } of readsOf(root)) loads.add(buffer);
      for (const { buffer } of step.stores) stores.add(buffer);
      break;
    case "sections":
      for (const kernel of step.kernels) collect(kernel, loads, stores);
      break;
    case "loop":
      if (step.predicate !== undefined) loads.add(step.predicate);
      if (step.counter) stores.add(step.counter.buffer);
      for (const inner of step.body) collect(inner, loads, stores);
      break;
    case "branch":
      loads.add(step.index);
      for (const body of step.branches) for (const inner of body) collect(inner, loads, stores);
      break;
    case "order":
      loads.add(step.keys);
      stores.add(step.keys); // keys are overwritten
      stores.add(step.places);
      break;
    default:
      throw step satisfies never;
  }
}
