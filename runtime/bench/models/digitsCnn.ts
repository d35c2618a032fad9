/** A convolutional network with batch normalization and dropout that reads handwritten digits. */
import { jax, jnp, nnx, optax, random } from "../../index.ts";
import { digits } from "./digits.ts";
import type { TrainedModel } from "./trainedModel.ts";

const batch = 64;
const batches = 22; // whole ones, of the 1,437 images to train with
const trainingSize = 1437;

class DigitsCnn extends nnx.Module<(x: jax.Array) => jax.Array> {
  conv1: nnx.Conv;
  norm1: nnx.BatchNorm;
  conv2: nnx.Conv;
  norm2: nnx.BatchNorm;
  hidden: nnx.Linear;
  dropout: nnx.Dropout;
  out: nnx.Linear;

  constructor(rngs: nnx.Rngs) {
    super();
    // a bias before a normalization would do nothing
    this.conv1 = new nnx.Conv(1, 32, [3, 3], { useBias: false, rngs });
    this.norm1 = new nnx.BatchNorm(32, { momentum: 0.9, rngs });
    this.conv2 = new nnx.Conv(32, 64, [3, 3], { useBias: false, rngs });
    this.norm2 = new nnx.BatchNorm(64, { momentum: 0.9, rngs });
    this.hidden = new nnx.Linear(4 * 4 * 64, 128, { rngs });
    this.dropout = new nnx.Dropout(0.5, { rngs });
    this.out = new nnx.Linear(128, 10, { rngs });
  }

  /** f32[batch, 8, 8, 1] → logits f32[batch, 10] */
  __call__(x: jax.Array): jax.Array {
    x = nnx.relu(this.norm1(this.conv1(x))); // (batch, 8, 8, 32)
    x = nnx.maxPool(nnx.relu(this.norm2(this.conv2(x))), [2, 2], { strides: [2, 2] }); // (batch, 4, 4, 64)
    x = nnx.relu(this.hidden(x.reshape([x.shape[0]!, -1])));
    return this.out(this.dropout(x));
  }
}

interface Digits {
  readonly images: jax.Array;
  readonly labels: jax.Array;
}

const trainStep = nnx.jit(
  (model: DigitsCnn, optimizer: nnx.Optimizer<DigitsCnn>, { images, labels }: Digits, rows: jax.Array) => {
    const loss = (m: DigitsCnn): jax.Array =>
      jnp.mean(optax.softmaxCrossEntropyWithIntegerLabels(m(images.at(rows).get()), labels.at(rows).get()));
    const [value, grads] = nnx.valueAndGrad(loss)(model);
    optimizer.update(model, grads);
    return value;
  },
);

const accuracy = nnx.jit((model: DigitsCnn, { images, labels }: Digits, rows: jax.Array) =>
  jnp.mean(jnp.equal(jnp.argmax(model(images.at(rows).get()), { axis: -1 }), labels.at(rows).get())),
);

/** Ten epochs over 1,437 digits; the accuracy on the other 360. */
export const digitsCnn: TrainedModel = {
  name: "digitsCnn",
  about: "two convolutions with BatchNorm and Dropout on 8×8 digits, Adam",
  steps: 10 * batches,
  begin() {
    const data = digits();
    const order = random.permutation(random.key(0), data.labels.size);
    const [training, heldOut] = jnp.split(order, [trainingSize]) as [jax.Array, jax.Array];
    const model = new DigitsCnn(new nnx.Rngs({ params: 0, dropout: 1 }));
    const optimizer = new nnx.Optimizer(model, optax.adam(1e-3), { wrt: nnx.Param });
    let shuffled: readonly jax.Array[] = [];
    return {
      step(i) {
        const [epoch, place] = [Math.floor(i / batches), i % batches];
        if (place === 0) {
          const rows = training.at(random.permutation(random.key(1 + epoch), trainingSize)).get();
          shuffled = jnp.split(jax.lax.sliceInDim(rows, 0, batch * batches), batches);
        }
        return { loss: trainStep(model, optimizer, data, shuffled[place]!) };
      },
      after() {
        model.eval();
        const share = Number(accuracy(model, data, heldOut));
        model.train();
        return { accuracy: share };
      },
    };
  },
};
