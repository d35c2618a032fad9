import type { BenchCase } from "../benchCase.ts";
import { slideTraining } from "../slideTraining.ts";

const depth = 400;

/** Steps of slide 12 that nobody reads before the 400th. */
export const slideQueued: BenchCase = {
  name: "slide-queued",
  about: `the same step, ${depth} in a row before a loss is read; time of one`,
  kind: "time",
  atOnce: depth,
  make() {
    const step = slideTraining();
    return {
      first: () => [Number(step())],
      run(iterations) {
        for (let i = 1; i < iterations; i++)
          if (i % depth === 0) Number(step());
          else step();
        Number(step());
      },
    };
  },
};
