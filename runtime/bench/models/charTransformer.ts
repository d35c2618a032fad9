/** A transformer that writes English about Python, character by character: four layers, 128 wide. */
import { jax, jnp, nnx, optax, random } from "../../index.ts";
import { readBeside, type TrainedModel } from "./trainedModel.ts";

const [batch, context, width, heads, layers] = [16, 64, 128, 4, 4];

/** Attention, then a perceptron, each added to what it read: f32[batch, time, width] → the same. */
class Block extends nnx.Module<(x: jax.Array) => jax.Array> {
  norm1: nnx.LayerNorm;
  attention: nnx.MultiHeadAttention;
  norm2: nnx.LayerNorm;
  up: nnx.Linear;
  down: nnx.Linear;

  constructor(rngs: nnx.Rngs) {
    super();
    this.norm1 = new nnx.LayerNorm(width, { rngs });
    this.attention = new nnx.MultiHeadAttention(heads, width, { useBias: false, decode: false, rngs });
    this.norm2 = new nnx.LayerNorm(width, { rngs });
    this.up = new nnx.Linear(width, 4 * width, { rngs });
    this.down = new nnx.Linear(4 * width, width, { rngs });
  }

  __call__(x: jax.Array): jax.Array {
    x = x.add(this.attention(this.norm1(x), { isCausal: true }));
    return x.add(this.down(nnx.gelu(this.up(this.norm2(x)))));
  }
}

class CharTransformer extends nnx.Module<(x: jax.Array) => jax.Array> {
  token: nnx.Embed;
  place: nnx.Embed;
  blocks: nnx.List<Block>;
  norm: nnx.LayerNorm;
  out: nnx.Linear;

  constructor(characters: number, rngs: nnx.Rngs) {
    super();
    this.token = new nnx.Embed(characters, width, { rngs });
    this.place = new nnx.Embed(context, width, { rngs });
    this.blocks = new nnx.List(Array.from({ length: layers }, () => new Block(rngs)));
    this.norm = new nnx.LayerNorm(width, { rngs });
    this.out = new nnx.Linear(width, characters, { rngs });
  }

  /** i32[batch, time] → logits of the next character, f32[batch, time, characters] */
  __call__(x: jax.Array): jax.Array {
    x = this.token(x).add(this.place(jnp.arange(x.shape.at(-1)!)));
    for (const block of this.blocks) x = block(x);
    return this.out(this.norm(x));
  }
}

/** The mean cross-entropy of each next character, windows: i32[batch, time + 1]. */
function crossEntropy(model: CharTransformer, windows: jax.Array): jax.Array {
  const [seen, next] = [
    windows.at([jax.slice(), jax.slice(null, -1)]).get(),
    windows.at([jax.slice(), jax.slice(1)]).get(),
  ];
  return jnp.mean(optax.softmaxCrossEntropyWithIntegerLabels(model(seen), next));
}

/** Windows of the text that begin at `starts`: i32[batch, 1] → i32[batch, context + 1]. */
function windowsAt(tokens: jax.Array, starts: jax.Array): jax.Array {
  return tokens.at(starts.add(jnp.arange(context + 1))).get();
}

const trainStep = nnx.jit(
  (model: CharTransformer, optimizer: nnx.Optimizer<CharTransformer>, tokens: jax.Array, key: jax.Array) => {
    const starts = random.randint({ key, shape: [batch, 1], minval: 0, maxval: tokens.size - context });
    const windows = windowsAt(tokens, starts);
    const [value, grads] = nnx.valueAndGrad((m: CharTransformer) => crossEntropy(m, windows))(model);
    optimizer.update(model, grads);
    return value;
  },
);

/** 200 steps on 58,000 characters of the Python language reference. */
export const charTransformer: TrainedModel = {
  name: "charTransformer",
  about: "a character-level transformer, 4 layers, 128 wide, context 64, clipped AdamW with warm-up",
  steps: 200,
  begin() {
    const text = readBeside("data/pythonTopics.txt");
    const alphabet = [...new Set(text)].sort();
    const tokens = jnp.array(
      [...text].map((character) => alphabet.indexOf(character)),
      { dtype: "int32" },
    );
    const model = new CharTransformer(alphabet.length, new nnx.Rngs(0));
    const rate = optax.warmupCosineDecaySchedule({
      initValue: 0,
      peakValue: 2e-3,
      warmupSteps: 20,
      decaySteps: 200,
      endValue: 2e-4,
    });
    const tx = optax.chain(optax.clipByGlobalNorm(1), optax.adamw(rate));
    const optimizer = new nnx.Optimizer(model, tx, { wrt: nnx.Param });
    return {
      step: (i) => ({ loss: trainStep(model, optimizer, tokens, random.key(i)) }),
      after() {
        const starts = jnp.arange(16).reshape([16, 1]).mul(3000);
        return { "bits per character": Number(crossEntropy(model, windowsAt(tokens, starts))) / Math.LN2 };
      },
    };
  },
};
