import { inspect } from "node:util";
import { expect, test } from "vitest";
import { jax, jnp, random } from "../index.ts";
import { textOf } from "./textOf.cases.ts";

const shown = (value: unknown): Record<string, string> =>
  (value as { [key: symbol]: () => Record<string, string> })[Symbol.for("Jupyter.display")]!();

test("an array says what it is, what its numbers are like, and shows them as JAX prints them", () => {
  const bundle = shown(
    jnp
      .array([
        [1, 2.5],
        [-3, 0],
      ])
      .add(0),
  );
  expect(Object.keys(bundle)).toEqual(["text/html"]); // the text is what the console prints
  expect(textOf(bundle["text/html"]!)).toBe(
    `float32[2, 2] ${jax.devices()[0]} 16 B min -3 max 2.5 mean 0.125 std 2.012 [[ 1. 2.5] [-3. 0. ]]`,
  );
  expect(bundle["text/html"]).toContain('<img alt="heat map" width="32" height="32" src="data:image/bmp;base64,');
});

test("a scalar and a traced value stay text", () => {
  expect(shown(jnp.array(1.5))).toEqual({});
  jax.jit((x: jax.Array) => {
    expect(shown(x)).toEqual({});
    return x;
  })(jnp.ones([2]));
});

test.each([
  ["NaN and infinities", jnp.array([1, NaN, Infinity, 3]), "min 1 max 3 mean 2 std 1 NaN 1 inf 1 [ 1. nan inf 3.]"],
  ["nothing finite", jnp.array([NaN, NaN]), "NaN 2 [nan nan]"],
  ["booleans", jnp.array([true, false, true]), "true 2 of 3 (66.7 %) [ True False True]"],
  ["integers", jnp.arange(4), "min 0 max 3 mean 1.5 std 1.118 [0 1 2 3]"],
  ["bfloat16", jnp.ones([2], { dtype: "bfloat16" }), "min 1 max 1 mean 1 std 0 [1 1]"],
  ["complex numbers", jnp.fft.fft(jnp.array([1, 0])), "min |x| 1 max |x| 1 mean |x| 1 std |x| 0 [1.+0.j 1.+0.j]"],
  ["no elements", jnp.zeros([0, 3]), "0 B []"],
  ["keys", random.split(random.key(0), 2), "16 B Array((2,), dtype=key<fry>) overlaying: [["],
])("of %s", (_, x, text) => {
  expect(textOf(shown(x)["text/html"]!)).toContain(text);
});

test("a deleted array says so", () => {
  const x = jnp.ones([3]).add(1);
  x.delete();
  expect(textOf(shown(x)["text/html"]!)).toBe("float32[3] deleted");
});

test("a large array stays on the device, its card is light, and also while tracing", () => {
  const x = jnp.arange(1_000_000, { dtype: "float32" }).add(1).reshape([1000, 1000]);
  const check = (): void => {
    const html = shown(x)["text/html"]!;
    expect(html.length).toBeLessThan(4000);
    expect(textOf(html)).toContain("min 1 max 1000000 mean 500000 std 288700");
    expect(inspect(x)).toMatch(/^Array\(\[\[1\.00000e\+00, 2\.00000e\+00, 3\.00000e\+00, \.\.\.,/);
  };
  check();
  jax.jit(() => {
    check();
    return jnp.ones([1]);
  })();
  expect((x as unknown as { hostIfKnown: unknown }).hostIfKnown).toBeUndefined();
});

test("what is printed of an array on the device is what is printed of the same numbers on the host", () => {
  for (const shape of [[400_000], [2, 200_000], [400, 1000], [60, 70, 5, 20]]) {
    const x = random.normal(random.key(1), shape).mul(100);
    const [text, repr] = [String(x), inspect(x)];
    const host = (x as unknown as { host: Float32Array }).host;
    expect(host.length).toBe(x.size);
    expect([String(x), inspect(x)]).toEqual([text, repr]);
  }
});

test("a matrix of more than 32 × 32 has a picture of block means, which opens", () => {
  const html = shown(jnp.ones([100, 40]).add(0))["text/html"]!;
  expect(html).toMatch(/<details><summary class="q">heat map<\/summary><img alt="heat map" width="192" height="192"/);
  expect(html.length).toBeLessThan(5000);
});
