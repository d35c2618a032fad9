import { describe, expect, test } from "vitest";
import { jax, jnp, nnx } from "../index.ts";

const words = (key: jax.Array): unknown => jax.random.keyData(key).tolist();

describe("Rngs", () => {
  // jax.random.key_data(r.params()) twice, then r.dropout(), for r = nnx.Rngs(140)
  test("gives Flax's keys; streams that were not named are the default stream", () => {
    const rngs = new nnx.Rngs(140);
    expect(words(rngs.params())).toEqual([3984391317, 3805700253]);
    expect(words(rngs.params())).toEqual([1567185317, 103444086]);
    expect(words(rngs.dropout())).toEqual([4250431983, 814849806]);
    expect(Number(rngs.default.count.value)).toBe(3);
  });

  // nnx.Rngs(params=141, dropout=142)
  test("named streams count for themselves", () => {
    const rngs = new nnx.Rngs({ params: 141, dropout: 142 });
    expect(words(rngs.dropout())).toEqual([396404362, 1018222491]);
    expect(words(rngs.params())).toEqual([1330743227, 1972083506]);
    expect([...rngs]).toEqual(["params", "dropout"]);
  });

  test("a seed, its key and its words are the same stream", () => {
    const first = (seed: number | jax.Array): unknown => words(new nnx.Rngs(seed)());
    expect(first(jax.random.key(3))).toEqual(first(3));
    expect(first(jax.random.keyData(jax.random.key(3)))).toEqual(first(3));
  });

  // f = nnx.Rngs(143).fork(); key_data(f.params()), then key_data(r.params())
  test("fork() begins new streams with the next keys", () => {
    const rngs = new nnx.Rngs(143);
    const forked = rngs.fork();
    expect(words(forked.params())).toEqual([175575029, 3916719166]);
    expect(words(rngs.params())).toEqual([2339444524, 3932258988]);
  });

  test("split() and broadcast() make streams of several keys", () => {
    const rngs = new nnx.Rngs({ params: 0, dropout: 1, noise: 2 });
    const split = rngs.split([
      ["params", 5],
      ["dropout", null],
      [true, [2, 5]],
    ]);
    expect([split.params.key.shape, split.dropout.key.shape, split.noise!.key.shape]).toEqual([[5], [], [2, 5]]);
    expect(split.params.count.shape).toEqual([5]);
    expect(new nnx.Rngs(0).broadcast(3).default.key.shape).toEqual([3]);
  });

  test("its state has count and key of each stream, tagged with its name", () => {
    const rngs = new nnx.Rngs(0, { dropout: 1 });
    const flat = nnx.toFlatState<nnx.Variable>(nnx.state(rngs));
    expect(flat.paths.map((path) => path.join("/"))).toEqual([
      "default/count",
      "default/key",
      "dropout/count",
      "dropout/key",
    ]);
    expect(flat.leaves.map((v) => v.getMetadata("tag"))).toEqual(["default", "default", "dropout", "dropout"]);
    expect(Object.keys(nnx.state(rngs, "dropout"))).toEqual(["dropout"]);
  });

  test("a stream without a default, and a seed that is none, say so", () => {
    expect(() => new nnx.Rngs({ params: 0 }).dropout()).toThrow(/stream "dropout".*only "params".*no default/);
    expect(() => new nnx.Rngs(0.5)).toThrow(/seed must be an integer or a key.*0\.5/);
    expect(() => new nnx.Rngs(jnp.array([0.5]))).toThrow(/array of float32/);
  });

  test("is no promise", async () => {
    const rngs = new nnx.Rngs(0);
    expect(await rngs).toBe(rngs);
  });
});
