/** A file that PyTorch wrote gives PyTorch's results: `torch.fixtures.py` made both. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { setDefaultBackend } from "../../execute/backends.ts";
import { type jax, jnp, nnx } from "../../index.ts";

setDefaultBackend("wasm");
const file = join(import.meta.dirname, "torch.fixtures.safetensors");
const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, "torch.fixtures.json"), "utf8")) as {
  cases: Record<string, [input: never, output: never]>;
};

/** The layers of the PyTorch model, under its names; the cell of an LSTM may be either of the two. */
class Model extends nnx.Module {
  linear: nnx.Linear;
  conv: nnx.Conv;
  batchNorm: nnx.BatchNorm;
  layerNorm: nnx.LayerNorm;
  embedding: nnx.Embed;
  lstm: nnx.RNN;
  deep: nnx.Sequential;
  attention: nnx.MultiHeadAttention;
  constructor(Cell: typeof nnx.LSTMCell | typeof nnx.OptimizedLSTMCell) {
    super();
    const rngs = new nnx.Rngs(0);
    const rnn = (inputs: number): nnx.RNN => new nnx.RNN(new Cell(inputs, 2, { rngs }));
    this.linear = new nnx.Linear(3, 4, { rngs });
    this.conv = new nnx.Conv(2, 3, [2, 3], {
      padding: [
        [0, 0],
        [1, 1],
      ],
      rngs,
    });
    this.batchNorm = new nnx.BatchNorm(4, { epsilon: 1e-5, rngs });
    this.layerNorm = new nnx.LayerNorm(4, { epsilon: 1e-5, rngs });
    this.embedding = new nnx.Embed(5, 4, { rngs });
    this.lstm = rnn(4);
    this.deep = new nnx.Sequential(new nnx.Bidirectional(rnn(4), rnn(4)), new nnx.Bidirectional(rnn(4), rnn(4)));
    this.attention = new nnx.MultiHeadAttention(2, 4, { decode: false, rngs });
  }
}

const channelsLast = (x: jax.Array): jax.Array => x.transpose([0, 2, 3, 1]);

test.each([nnx.LSTMCell, nnx.OptimizedLSTMCell])("fromTorch() gives PyTorch's results, with %o", (Cell) => {
  const model = nnx.fromTorch(new Model(Cell), file);
  model.eval();
  const calls: Record<string, (x: jax.Array) => jax.Array> = {
    linear: model.linear,
    conv: (x) => model.conv(channelsLast(x)).transpose([0, 3, 1, 2]),
    batch_norm: (x) => model.batchNorm(x),
    layer_norm: model.layerNorm,
    embedding: model.embedding,
    lstm: (x) => model.lstm(x),
    deep: (x) => model.deep(x),
    attention: (x) => model.attention(x),
  };
  for (const [name, call] of Object.entries(calls)) {
    const [input, output] = cases[name]!;
    const got = call(jnp.array(input));
    expect(jnp.allclose(got, jnp.array(output), { rtol: 1e-4, atol: 1e-5 }).item(), `${name}: ${got}`).toBe(true);
  }
});

test("what of a file does not fit is listed by PyTorch's names", () => {
  const rngs = new nnx.Rngs(0);
  const lstm = new nnx.Dict({ lstm: new nnx.RNN(new nnx.OptimizedLSTMCell(4, 3, { rngs })) });
  const message = (node: object): string => {
    try {
      nnx.fromTorch(node, file);
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(message(lstm)).toContain("differs    lstm.weight_ih_l0: it becomes f32[4,8], the module has f32[4,12]");
  const gru = new nnx.Dict({ attention: new nnx.MultiHeadAttention(2, 4, { useBias: false, rngs }) });
  expect(message(gru)).toContain("left over  attention.in_proj_bias");
  const bare = new nnx.Dict({ missing: new nnx.LSTMCell(4, 2, { rngs }) });
  expect(message(bare)).toContain("missing    missing.weight_ih, for a LSTMCell");
});
