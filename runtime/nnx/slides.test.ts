/**
 * The program of slides 5 to 12, 14 and 15, as a user writes it. The numbers were printed by jax 0.10.2, flax 0.12.8 and optax 0.2.8
 * on CPU from the same program with jax.random.key(0) for the model and key(1) for the data.
 */
import { describe, expect, test } from "vitest";
import { jax, jnp, nnx, optax, tree } from "../index.ts";

class SimpleMLP extends nnx.Module<(x: jax.Array) => jax.Array> {
  linear1: nnx.Linear;
  relu: typeof nnx.relu;
  linear2: nnx.Linear;
  constructor({ din, dmid, dout, rngs }: { din: number; dmid: number; dout: number; rngs: nnx.Rngs }) {
    super();
    this.linear1 = new nnx.Linear(din, dmid, { rngs });
    this.relu = nnx.relu;
    this.linear2 = new nnx.Linear(dmid, dout, { rngs });
  }
  __call__(x: jax.Array): jax.Array {
    x = this.linear1(x);
    x = this.relu(x);
    return this.linear2(x);
  }
}

const [keyData] = jax.random.split(jax.random.key(1));
const x = jax.random.normal(keyData!, [32, 10]);
const y = jax.random.normal(keyData!, [32, 5]);

function mseLoss(model: SimpleMLP, xBatch: jax.Array, yBatch: jax.Array): jax.Array {
  const predictions = model(xBatch);
  return jnp.mean(jnp.square(predictions.sub(yBatch)));
}

const trainStep = nnx.jit(
  (model: SimpleMLP, optimizer: nnx.Optimizer<SimpleMLP>, xBatch: jax.Array, yBatch: jax.Array) => {
    const [loss, grads] = nnx.valueAndGrad((m: SimpleMLP) => mseLoss(m, xBatch, yBatch))(model);
    optimizer.update(model, grads);
    return loss;
  },
);

const fresh = (): SimpleMLP => new SimpleMLP({ din: 10, dmid: 20, dout: 5, rngs: new nnx.Rngs(jax.random.key(0)) });

function train(
  model: SimpleMLP,
  tx: optax.GradientTransformation,
  steps: number,
): { losses: number[]; after: number; step: number } {
  const optimizer = new nnx.Optimizer(model, tx, { wrt: nnx.Param });
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const loss = trainStep(model, optimizer, x, y);
    if (i % 10 === 0) losses.push(Number(loss));
  }
  return { losses, after: Number(mseLoss(model, x, y)), step: Number(optimizer.step.value) };
}

function expectClose(actual: readonly number[], expected: readonly number[], rtol: number): void {
  const errors = actual.map((a, i) => Math.abs(a / expected[i]! - 1));
  expect(actual.length).toBe(expected.length);
  expect(Math.max(...errors), `${actual} against ${expected}`).toBeLessThanOrEqual(rtol);
}

describe("the slides' program", () => {
  test("initial weights are Flax's, and the streams count four keys", () => {
    const rngs = new nnx.Rngs(jax.random.key(0));
    const model = new SimpleMLP({ din: 10, dmid: 20, dout: 5, rngs });
    expectClose(row(model.linear1.kernel), [0.3384199, -0.3066546, -0.25439018, -0.39165202, -0.29513538], 2e-7);
    expectClose(row(model.linear2.kernel), [0.3040133, 0.31662476, -0.09913256, -0.1854612, 0.09222803], 2e-7);
    expect(Number(rngs.default.count.value)).toBe(4);
  });

  test("slide 8: loss and gradients", () => {
    const [loss, grads] = nnx.valueAndGrad((m: SimpleMLP) => mseLoss(m, x, y))(fresh());
    expectClose([Number(loss), Number(optax.tree.norm(grads))], [1.9037764, 2.1663742], 1e-6);
    expectClose(
      [grads.linear1.bias, grads.linear1.kernel, grads.linear2.bias, grads.linear2.kernel].map((g) =>
        Number(jnp.sum(g.value)),
      ),
      [0.87464845, 1.0691668, 0.54418164, 7.0877709],
      5e-6,
    );
  });

  test("slide 12: a hundred steps of Adam", () => {
    const { losses, after, step } = train(fresh(), optax.adam(1e-3), 100);
    expectClose(
      losses,
      [1.9037764, 1.6896336, 1.5144408, 1.3730171, 1.2592373, 1.1664122, 1.0902473, 1.0271477, 0.9738213, 0.9285696],
      2e-6,
    );
    expectClose([after], [0.8897634], 2e-6);
    expect(step).toBe(100);
  });

  test("slide 14: clipped Adam", () => {
    const { losses, after } = train(fresh(), optax.chain(optax.clipByGlobalNorm(1), optax.adam(1e-3)), 100);
    expectClose(
      losses,
      [1.9037764, 1.6884981, 1.5075213, 1.3547988, 1.2257383, 1.116861, 1.0303577, 0.9635085, 0.9107152, 0.8673028],
      2e-6,
    );
    expectClose([after], [0.8298128], 2e-6);
  });

  test("slide 15: momentum from parts", () => {
    const tx = optax.chain(optax.clipByGlobalNorm(1), optax.trace(0.9, { nesterov: false }), optax.scale(-1e-3));
    const { losses, after } = train(fresh(), tx, 50);
    expectClose(losses, [1.9037764, 1.8170979, 1.666651, 1.5164874, 1.3857718], 2e-6);
    expectClose([after], [1.2779285], 2e-6);
  });

  test("slide 19: scheduled Adam", () => {
    const schedule = optax.warmupCosineDecaySchedule({
      initValue: 0,
      peakValue: 1e-3,
      warmupSteps: 1000,
      decaySteps: 9000,
      endValue: 1e-5,
    });
    const { losses, after } = train(fresh(), optax.adam(schedule), 100);
    expectClose(
      losses,
      [1.9037764, 1.9027233, 1.8993359, 1.8936369, 1.8856671, 1.8754851, 1.8631686, 1.8488137, 1.8325258, 1.8143349],
      2e-6,
    );
    expectClose([after], [1.7944281], 2e-6);
  });

  test("slides 23 and 24: a group for kernels and one for biases", () => {
    const model = fresh();
    const labels = tree.mapWithPath(
      (path) => (jax.treeUtil.keystr(path).includes("bias") ? "biases" : "kernels"),
      nnx.asPure(nnx.state(model, nnx.Param)),
    );
    const groups = { kernels: optax.adam(1e-4), biases: optax.sgd(1e-3), others: optax.adam(1e-5) };
    const { losses, after } = train(model, optax.partition(groups, labels), 100);
    expectClose(
      losses,
      [1.9037764, 1.8783315, 1.8534964, 1.8292364, 1.8056351, 1.7827024, 1.7604092, 1.7387234, 1.7176291, 1.6970799],
      2e-6,
    );
    expectClose([after], [1.6769209], 2e-6);
  });
});

/** The first five elements of a matrix. */
function row(kernel: nnx.Param): number[] {
  return (kernel.value.tolist() as number[][])[0]!.slice(0, 5);
}
