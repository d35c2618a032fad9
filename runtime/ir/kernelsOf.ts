import type { Kernel, Step } from "./kernel.ts";

/** All kernels of a list of steps, those inside sections, loops and branches included, in the order in which they are written down. */
export function kernelsOf(steps: readonly Step[]): Kernel[] {
  return steps.flatMap((step) => {
    switch (step.kind) {
      case undefined:
        return [step];
      case "sections":
        return [...step.kernels];
      case "loop":
        return kernelsOf(step.body);
      case "branch":
        return step.branches.flatMap(kernelsOf);
      case "order":
        return [];
      default:
        throw step satisfies never;
    }
  });
}
