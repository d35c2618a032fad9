import type { BenchCase } from "../benchCase.ts";
import { slideTraining } from "../slideTraining.ts";

/** A step of slide 12 with its loss read. */
export const slideStep: BenchCase = {
  name: "slide-step",
  about: "training step of slide 12: MLP 10-20-5, batch 32, adam; loss read after each",
  kind: "time",
  make() {
    const step = slideTraining();
    return {
      first: () => [Number(step())],
      run(iterations) {
        for (let i = 0; i < iterations; i++) Number(step());
      },
    };
  },
};
