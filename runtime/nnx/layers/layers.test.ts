/** What wrong use of layers is answered. Numbers are checked by the cases of `conform/`. */
import { expect, test } from "vitest";
import { jax, nnx } from "../../index.ts";

const jnp = jax.numpy;
const rngs = new nnx.Rngs(0);
const none = undefined as unknown as { rngs: nnx.Rngs };

test.each([
  [
    "Linear without rngs",
    () => new nnx.Linear(2, 3, none),
    /^Cannot make a Linear without random streams: new nnx\.Linear/,
  ],
  [
    "Conv without rngs",
    () => new nnx.Conv(2, 3, 3, none),
    "Cannot make a Conv without random streams: new nnx.Conv(inFeatures, outFeatures, kernelSize, { rngs: new nnx.Rngs(0) })",
  ],
  [
    "LSTMCell without rngs",
    () => new nnx.LSTMCell(2, 3, none),
    "Cannot make an LSTMCell without random streams: new nnx.LSTMCell(inFeatures, hiddenFeatures, { rngs: new nnx.Rngs(0) })",
  ],
  [
    "negative sizes",
    () => new nnx.Embed(-1, 3, { rngs }),
    "Cannot make an Embed: numEmbeddings must be a whole number, got -1",
  ],
  [
    "dropout without rngs while training",
    () => new nnx.Dropout(0.5)(jnp.ones([2])),
    "Cannot apply Dropout without random streams while training: make it with new nnx.Dropout(rate, { rngs: new nnx.Rngs(0) })",
  ],
  ["a rate above 1", () => new nnx.Dropout(1.5), "Cannot make a Dropout: rate must be 0 … 1, got 1.5"],
  [
    "an undecided mode",
    () => new nnx.BatchNorm(2, { useRunningAverage: null, rngs })(jnp.ones([1, 2])),
    "Cannot apply BatchNorm: `useRunningAverage` is null; call model.train() or model.eval()",
  ],
  [
    "undecided decoding",
    () => new nnx.MultiHeadAttention(1, 2, { rngs })(jnp.ones([1, 3, 2])),
    "Cannot apply MultiHeadAttention: `decode` is null; make it with { decode: false }",
  ],
  [
    "decoding without a cache",
    () => new nnx.MultiHeadAttention(1, 2, { decode: true, rngs })(jnp.ones([1, 1, 2])),
    "Cannot decode with MultiHeadAttention: call layer.initCache(inputShape) first",
  ],
  [
    "heads that do not divide",
    () => new nnx.MultiHeadAttention(3, 4, { rngs }),
    "Cannot make a MultiHeadAttention of 3 heads: they must divide the 4 features of queries",
  ],
  [
    "masks of different ranks",
    () => nnx.combineMasks(jnp.ones([2]), jnp.ones([1, 2])),
    "Cannot combine masks f32[2], f32[1,2]: they must have the same rank",
  ],
  [
    "floats to Embed",
    () => new nnx.Embed(3, 2, { rngs })(jnp.ones([2])),
    'Cannot embed f32[2]: the input must be whole numbers; convert with x.astype("int32")',
  ],
  [
    "features that do not fit Conv",
    () => new nnx.Conv(2, 3, 3, { rngs })(jnp.ones([1, 5, 4])),
    "Cannot apply Conv(2 → 3) to f32[1,5,4]: its last axis must have size 2",
  ],
  [
    "features that do not fit LayerNorm",
    () => new nnx.LayerNorm(4, { rngs })(jnp.ones([3, 2])),
    "Cannot apply LayerNorm(4) to f32[3,2]: its last axis must have size 4",
  ],
  [
    "groups that do not divide",
    () => new nnx.GroupNorm(5, { numGroups: 2, rngs }),
    "Cannot make a GroupNorm: numGroups 2 must divide the 5 features",
  ],
  [
    "causal padding of images",
    () => new nnx.Conv(1, 1, [2, 2], { padding: "CAUSAL", rngs })(jnp.ones([1, 3, 3, 1])),
    'Cannot apply Conv with padding "CAUSAL" to 2 spatial axes: it is for one',
  ],
  [
    "a first state without rngs",
    () => new nnx.GRUCell(2, 3, { rngs }).initializeCarry([1, 2]),
    "Cannot make a first state of GRUCell without random streams",
  ],
  [
    "a metric without its values",
    () => new nnx.metrics.Average("loss").update({ values: 1 }),
    "Cannot update a metric Average without `loss`: call update({ loss: … })",
  ],
  [
    "labels that are logits",
    () => new nnx.metrics.Accuracy().update({ logits: jnp.ones([2, 3]), labels: jnp.ones([2, 3]) }),
    "logits must have one axis more than labels, of classes",
  ],
] as const)("%s: the error says what to do", (_, call, message) => {
  expect(call).toThrow(message);
});

test("train() and eval() reach into every layer", () => {
  const model = new nnx.Sequential(new nnx.BatchNorm(2, { rngs }), new nnx.Dropout(0.5, { rngs }));
  const modes = () => {
    const [norm, dropout] = [...model.layers] as unknown as [nnx.BatchNorm, nnx.Dropout];
    return [norm.useRunningAverage, dropout.deterministic];
  };
  model.eval();
  const x = jnp.ones([3, 2]);
  expect(`${model(x)}`).toBe(`${model(x)}`);
  expect(modes()).toEqual([true, true]);
  model.train();
  expect(modes()).toEqual([false, false]);
});

test("layers keep their state through jit, and a mask through one kernel", () => {
  const norm = new nnx.BatchNorm(2, { momentum: 0.5, rngs });
  const step = nnx.jit((m: nnx.BatchNorm, x: jax.Array) => m(x));
  step(
    norm,
    jnp.array([
      [0, 2],
      [2, 4],
    ]),
  );
  expect(`${norm.mean.value} ${norm.var.value}`).toBe("[0.5 1.5] [1. 1.]");
});

test("attention keeps its weights where asked", () => {
  const layer = new nnx.MultiHeadAttention(2, 4, { decode: false, rngs });
  layer(jnp.ones([1, 3, 4]), { sowWeights: true });
  const { attentionWeights } = nnx.pop(layer, nnx.Intermediate);
  expect(attentionWeights.value[0].shape).toEqual([1, 2, 3, 3]);
});
