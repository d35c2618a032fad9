/** Every transformation against the real Optax: four steps on the same parameters and gradients (trajectories.fixtures.py). */
import { describe, expect, test } from "vitest";
import { type jax, jnp, optax, tree } from "../index.ts";
import fixtures from "./trajectories.fixtures.json" with { type: "json" };

const arrays = (values: unknown): optax.Tree =>
  tree.map((x: number[]) => jnp.array(x, { dtype: "float32" }), values, { isLeaf: Array.isArray });
const cosine = optax.cosineDecaySchedule(0.1, 3, { alpha: 0.2, exponent: 2 });

const transformations: Record<keyof typeof fixtures.trajectories, optax.GradientTransformation> = {
  identity: optax.identity(),
  scale: optax.scale(-0.3),
  scaleBySchedule: optax.scaleBySchedule(cosine),
  scaleByLearningRate: optax.scaleByLearningRate(0.2),
  "scaleByLearningRate flipSign": optax.scaleByLearningRate(cosine, { flipSign: false }),
  trace: optax.trace(0.9),
  "trace nesterov": optax.trace(0.9, { nesterov: true }),
  clipByGlobalNorm: optax.clipByGlobalNorm(1),
  scaleByAdam: optax.scaleByAdam(),
  "scaleByAdam options": optax.scaleByAdam({ b1: 0.8, b2: 0.9, eps: 1e-3, epsRoot: 1e-4 }),
  "scaleByAdam nesterov": optax.scaleByAdam({ nesterov: true }),
  addDecayedWeights: optax.addDecayedWeights(0.1),
  "addDecayedWeights schedule": optax.addDecayedWeights(cosine),
  "addDecayedWeights mask": optax.addDecayedWeights(0.1, { mask: { b: false, w: true } }),
  adam: optax.adam(0.1),
  "adam schedule": optax.adam(cosine),
  "adam nesterov": optax.adam(0.1, { nesterov: true }),
  adamw: optax.adamw(0.1, { weightDecay: 0.01 }),
  "adamw mask": optax.adamw(0.1, {
    weightDecay: 0.5,
    mask: (p: optax.Tree) => tree.map((x: jax.Array) => x.ndim > 1, p),
  }),
  sgd: optax.sgd(0.1),
  "sgd momentum": optax.sgd(0.1, { momentum: 0.9 }),
  "sgd nesterov": optax.sgd(cosine, { momentum: 0.9, nesterov: true }),
  adagrad: optax.adagrad(0.1),
  rmsprop: optax.rmsprop(0.1),
  "rmsprop options": optax.rmsprop(0.1, {
    decay: 0.8,
    eps: 1e-3,
    initialScale: 0.5,
    epsInSqrt: false,
    momentum: 0.9,
    nesterov: true,
    biasCorrection: true,
  }),
  "rmsprop centered": optax.rmsprop(cosine, { centered: true, eps: 1e-3 }),
  "rmsprop centered corrected": optax.rmsprop(0.1, {
    centered: true,
    eps: 1e-2,
    epsInSqrt: false,
    biasCorrection: true,
  }),
  lion: optax.lion(0.1),
  "scaleByLion smooth": optax.scaleByLion({ mode: "smooth", smoothBeta: 2 }),
  "scaleByLion refined": optax.scaleByLion({ mode: "refined" }),
  nadam: optax.nadam(0.1),
  nadamw: optax.nadamw(0.1, { weightDecay: 0.1 }),
  radam: optax.radam(0.1),
  "radam b2": optax.radam(0.1, { b2: 0.8, nesterov: true }),
  partition: optax.partition({ k: optax.adam(0.1), b: optax.sgd(0.2), none: optax.adam(1) }, { b: "b", w: "k" }),
  "partition function": optax.partition({ k: optax.adamw(0.1), b: optax.setToZero() }, () => ({ b: "b", w: "k" })),
  masked: optax.masked(optax.adam(0.1), { b: false, w: true }),
  adamax: optax.adamax(0.1),
  adamaxw: optax.adamaxw(0.1, { weightDecay: 0.1 }),
  amsgrad: optax.amsgrad(0.1),
  "amsgrad uncorrected": optax.amsgrad(0.1, {
    b2: 0.8,
    epsRoot: 1e-4,
    biasCorrectionMu: false,
    biasCorrectionNu: false,
  }),
  adabelief: optax.adabelief(0.1),
  "adabelief nesterov": optax.adabelief(cosine, { nesterov: true, epsRoot: 1e-6 }),
  yogi: optax.yogi(0.1),
  scaleByYogi: optax.scaleByYogi({ b2: 0.9, epsRoot: 1e-4, initialAccumulatorValue: 0.1 }),
  adadelta: optax.adadelta(0.1, { rho: 0.8, weightDecay: 0.1 }),
  adan: optax.adan(0.1, { weightDecay: 0.1 }),
  signSgd: optax.signSgd(0.1),
  signum: optax.signum(0.1, { beta: 0.7 }),
  ema: optax.ema(0.7),
  clip: optax.clip(0.5),
  clipByBlockRms: optax.clipByBlockRms(0.5),
  centralize: optax.centralize(),
  applyEvery: optax.applyEvery(3),
  chain: optax.chain(optax.clipByGlobalNorm(0.5), optax.trace(0.9), optax.scale(-0.1)),
};

function flat(values: unknown): number[] {
  return tree.leaves(values).flatMap((x: jax.Array) => jnp.ravel(x).astype("float32").tolist() as number[]);
}

function expectClose(actual: number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, a] of actual.entries()) {
    expect(Math.abs(a - expected[i]!)).toBeLessThanOrEqual(2e-6 * Math.abs(expected[i]!) + 2e-7);
  }
}

describe("four steps as Optax does them", () => {
  for (const [name, tx] of Object.entries(transformations)) {
    test(name, () => {
      const expected = fixtures.trajectories[name as keyof typeof fixtures.trajectories];
      let params = arrays(fixtures.params);
      let state = tx.init(params);
      let updates: unknown;
      for (const gradients of fixtures.grads) {
        [updates, state] = tx.update(arrays(gradients), state, params);
        params = optax.applyUpdates(params, updates);
      }
      expectClose(flat(updates), expected.updates);
      expectClose(flat(params), expected.params);
      expectClose(flat(state), expected.state);
    });
  }
});
