import { referenceOf, type TrainedModel } from "./trainedModel.ts";

/** A loss before a step, here and in real Flax. */
export interface LossRow {
  readonly step: number;
  readonly loss: string;
  readonly ours: number;
  readonly flax: number;
}

/** A training, with what real Flax has beside it. */
export interface TrainedBeside {
  readonly steps: number;
  readonly seconds: number;
  /** At the steps that the reference has. */
  readonly rows: readonly LossRow[];
  /** What the model is good for; nothing where it was not trained to the end. */
  readonly after: readonly { readonly what: string; readonly ours: number; readonly flax: number }[];
}

/**
 * Trains a model, and compares with real Flax.
 *
 * @param model one of `trainedModels`
 * @param steps how many steps, at most `model.steps`
 * @param onStep called after each
 */
export function trainBeside(model: TrainedModel, steps: number, onStep: () => void = () => {}): TrainedBeside {
  const reference = referenceOf(model.name);
  const start = performance.now();
  const training = model.begin();
  const rows: LossRow[] = [];
  for (let step = 0; step < steps; step++) {
    const losses = training.step(step);
    const at = reference.steps.indexOf(step);
    if (at >= 0) {
      for (const [loss, value] of Object.entries(losses))
        rows.push({ step, loss, ours: Number(value), flax: reference.losses[loss]![at]! });
    }
    onStep();
  }
  const seconds = (performance.now() - start) / 1000;
  if (steps < model.steps) return { steps, seconds, rows, after: [] };
  const after = Object.entries(training.after()).map(([what, ours]) => ({ what, ours, flax: reference.after[what]! }));
  return { steps, seconds, rows, after };
}
