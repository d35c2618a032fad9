import type { BenchCase } from "../benchCase.ts";
import { trainedModels } from "../models/index.ts";

/** A training step of each model of `bench/models/`: real models, with all that a step needs, from the making of a batch to the optimizer. */
export const trainings: readonly BenchCase[] = trainedModels.map(({ name, about, begin }) => ({
  name: name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
  about: `training step of ${about}; losses read after each`,
  kind: "time",
  make() {
    const training = begin();
    let steps = 0;
    const step = (): number[] => Object.values(training.step(steps++)).map(Number);
    return {
      first: () => [...step(), ...step()],
      run(iterations) {
        for (let i = 0; i < iterations; i++) step();
      },
    };
  },
}));
