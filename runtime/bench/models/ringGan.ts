/** Two networks against each other, each with its optimizer: a generator learns to put points where a discriminator expects real ones. */
import { type jax, jnp, nnx, optax, random } from "../../index.ts";
import type { TrainedModel } from "./trainedModel.ts";

const [batch, latent, hidden, modes, spread] = [256, 8, 128, 8, 0.1];

/** The eight places on the unit circle, or those of some angles: f32[…] → f32[…, 2]. */
const onCircle = (angle: jax.Array): jax.Array => jnp.stack([jnp.cos(angle), jnp.sin(angle)], { axis: -1 });

/** Points near the eight places: f32[size, 2]. */
function realPoints(key: jax.Array, size: number): jax.Array {
  const [place, noise] = random.split(key);
  const angle = random.randint({ key: place!, shape: [size], minval: 0, maxval: modes }).mul((2 * Math.PI) / modes);
  return onCircle(angle).add(random.normal(noise!, [size, 2]).mul(spread));
}

class Perceptron extends nnx.Module<(x: jax.Array) => jax.Array> {
  layers: nnx.List<nnx.Linear>;

  constructor(sizes: readonly number[], rngs: nnx.Rngs) {
    super();
    this.layers = new nnx.List(sizes.slice(1).map((size, i) => new nnx.Linear(sizes[i]!, size, { rngs })));
  }

  __call__(x: jax.Array): jax.Array {
    const [last, ...others] = [...this.layers].reverse();
    for (const layer of others.reverse()) x = nnx.leakyRelu(layer(x), { negativeSlope: 0.2 });
    return last!(x);
  }
}

/** A network and the optimizer of its parameters. */
interface Player {
  readonly network: Perceptron;
  readonly optimizer: nnx.Optimizer<Perceptron>;
}

/** The mean cross-entropy of logits where all labels are the same. */
const crossEntropy = (logits: jax.Array, label: number): jax.Array =>
  jnp.mean(optax.sigmoidBinaryCrossEntropy(logits, jnp.full(logits.shape, label, { dtype: "float32" })));

/** A step of both: first the discriminator's on points old and new, then the generator's against the discriminator that came of it. */
const trainStep = nnx.jit((generator: Player, discriminator: Player, key: jax.Array) => {
  const [data, first, second] = random.split(key, 3);
  const [generate, judge] = [generator.network, discriminator.network];

  const points = realPoints(data!, batch);
  const fakes = generate(random.normal(first!, [batch, latent]));
  const [discriminatorLoss, discriminatorGrads] = nnx.valueAndGrad((network: Perceptron) =>
    crossEntropy(network(points), 1).add(crossEntropy(network(fakes), 0)),
  )(judge);
  discriminator.optimizer.update(judge, discriminatorGrads);

  const z = random.normal(second!, [batch, latent]);
  const [generatorLoss, generatorGrads] = nnx.valueAndGrad((network: Perceptron) => crossEntropy(judge(network(z)), 1))(
    generate,
  );
  generator.optimizer.update(generate, generatorGrads);
  return { discriminator: discriminatorLoss, generator: generatorLoss };
});

/** What of 2,000 points is within three standard deviations of a place, and how many of the eight places have their share. */
function coverage(generator: Perceptron): { readonly "points near a mode": number; readonly modes: number } {
  const points = generator(random.normal(random.key(1e6), [2000, latent]));
  const places = onCircle(jnp.arange(modes).mul((2 * Math.PI) / modes));
  const distance = jnp.linalg.norm(jnp.expandDims(points, 1).sub(places), { axis: -1 }); // (2000, modes)
  const near = jnp.less(jnp.min(distance, { axis: 1, keepdims: true }), 3 * spread);
  const nearest = jnp.equal(jnp.argmin(distance, { axis: 1, keepdims: true }), jnp.arange(modes));
  const counts = jnp.sum(jnp.logicalAnd(nearest, near), { axis: 0 });
  return {
    "points near a mode": Number(jnp.mean(near)),
    modes: Number(jnp.sum(jnp.greater(counts, 2000 / modes / 4))),
  };
}

/** 2,000 steps on points around a ring of eight places. */
export const ringGan: TrainedModel = {
  name: "ringGan",
  about: "a generator and a discriminator on a ring of eight Gaussians, an Adam each",
  steps: 2000,
  begin() {
    const player = (sizes: readonly number[], seed: number, rate: number): Player => {
      const network = new Perceptron(sizes, new nnx.Rngs(seed));
      return { network, optimizer: new nnx.Optimizer(network, optax.adam(rate, { b1: 0.5 }), { wrt: nnx.Param }) };
    };
    const generator = player([latent, hidden, hidden, 2], 0, 1e-3);
    const discriminator = player([2, hidden, hidden, 1], 1, 2e-3);
    return {
      step: (i) => trainStep(generator, discriminator, random.key(i)),
      after: () => coverage(generator.network),
    };
  },
};
