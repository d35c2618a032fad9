/** An LSTM on the adding problem: thirty numbers, two of them marked; the answer is the sum of the two. */
import { jax, jnp, nnx, optax, random } from "../../index.ts";
import type { TrainedModel } from "./trainedModel.ts";

const [batch, length, hidden] = [64, 30, 64];

/**
 * Sequences and their answers: f32[batch, length, 2], the second feature being the mark, and f32[batch]. One mark is in each half.
 * @see Hochreiter and Schmidhuber, "Long short-term memory", 1997, experiment 4
 */
function sample(key: jax.Array, size: number): readonly [x: jax.Array, y: jax.Array] {
  const [numbers, first, second] = random.split(key, 3);
  const values = random.uniform(numbers!, [size, length]);
  const half = length / 2;
  const mark = (k: jax.Array): jax.Array =>
    jax.nn.oneHot(random.randint({ key: k, shape: [size], minval: 0, maxval: half }), half);
  const marks = jnp.concatenate([mark(first!), mark(second!)], { axis: 1 });
  return [jnp.stack([values, marks], { axis: -1 }), jnp.sum(values.mul(marks), { axis: 1 })];
}

class AddingLstm extends nnx.Module<(x: jax.Array) => jax.Array> {
  rnn: nnx.RNN;
  out: nnx.Linear;

  constructor(rngs: nnx.Rngs) {
    super();
    this.rnn = new nnx.RNN(new nnx.OptimizedLSTMCell(2, hidden, { rngs }));
    this.out = new nnx.Linear(hidden, 1, { rngs });
  }

  /** f32[batch, length, 2] → f32[batch]: what the last output says */
  __call__(x: jax.Array): jax.Array {
    const outputs: jax.Array = this.rnn(x); // (batch, length, hidden)
    return this.out(outputs.at([jax.slice(), -1]).get()).reshape([-1]);
  }
}

const squaredError = (model: AddingLstm, [x, y]: readonly [jax.Array, jax.Array]): jax.Array =>
  jnp.mean(jnp.square(model(x).sub(y)));

const trainStep = nnx.jit((model: AddingLstm, optimizer: nnx.Optimizer<AddingLstm>, key: jax.Array) => {
  const data = sample(key, batch);
  const [value, grads] = nnx.valueAndGrad((m: AddingLstm) => squaredError(m, data))(model);
  optimizer.update(model, grads);
  return value;
});

/** 600 steps, each on new sequences. Guessing 1 has an error of 1/6. */
export const addingLstm: TrainedModel = {
  name: "addingLstm",
  about: "an LSTM of 64 cells on the adding problem of length 30, clipped Adam whose rate falls to 0",
  steps: 600,
  begin() {
    const model = new AddingLstm(new nnx.Rngs(0));
    const tx = optax.chain(optax.clipByGlobalNorm(1), optax.adam(optax.cosineDecaySchedule(5e-3, 600)));
    const optimizer = new nnx.Optimizer(model, tx, { wrt: nnx.Param });
    return {
      step: (i) => ({ loss: trainStep(model, optimizer, random.key(i)) }),
      after: () => ({ "mean squared error": Number(squaredError(model, sample(random.key(1e6), 1000))) }),
    };
  },
};
