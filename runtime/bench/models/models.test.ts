/** The first steps of each model agree with real Flax; `npx nnxlab train` goes on to the end. */
import { expect, test } from "vitest";
import { trainedModels } from "./index.ts";
import { referenceOf } from "./trainedModel.ts";

const steps = 5;

test.each(trainedModels)("$name: losses of the first steps are Flax's", ({ name, begin }) => {
  const training = begin();
  const { losses } = referenceOf(name);
  const ours = Array.from({ length: steps }, (_, i) => training.step(i));
  for (const [kind, theirs] of Object.entries(losses)) {
    const errors = ours.map((step, i) => Math.abs(Number(step[kind]) / theirs[i]! - 1));
    expect(Math.max(...errors), `${kind}: ${ours.map((step) => Number(step[kind]))}`).toBeLessThan(2e-5);
  }
});
