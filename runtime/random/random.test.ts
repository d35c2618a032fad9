import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { DeviceArray, JaxArray } from "../core/array.ts";
import "../index.ts";
import { jit } from "../control/jit.ts";
import { asarray } from "../numpy/array.ts";
import { vmap } from "../transforms/index.ts";
import * as random from "./index.ts";

type Case = readonly [
  name: string,
  seed: number,
  args: unknown[],
  options: Record<string, unknown>,
  dtype: string,
  shape: number[],
  data: (number | boolean)[],
];

// Made with real JAX by random.fixtures.py
const cases = JSON.parse(readFileSync(new URL("./random.fixtures.json", import.meta.url), "utf8")) as Case[];

/** Units in the last place by which distributions made with a logarithm or an inverse error function may differ. */
const nearly: Readonly<Record<string, number>> = {
  normal: 4,
  truncatedNormal: 4,
  exponential: 4,
  gumbel: 4,
  laplace: 4,
  logistic: 4,
};
/** Differences that do not count: erf of odd bounds, and logarithms near 1, are known to so many places. */
const absolute: Readonly<Record<string, number>> = { truncatedNormal: 4e-7, logistic: 2e-7, gumbel: 2e-7 };
/** The reference backend computes erf⁻¹ in float64, more exactly than JAX does. */
const isExact = process.env.NNXLAB_BACKEND === "reference";

function decode(value: unknown): unknown {
  return value !== null && typeof value === "object" && "array" in value
    ? asarray(value.array as number[], { dtype: "float32" })
    : value;
}

function call([name, seed, args, options]: Case): DeviceArray {
  const key = random.key(seed);
  const kwargs = Object.fromEntries(Object.entries(options).map(([k, v]) => [k, decode(v)]));
  if (name === "randint") {
    const [shape, minval, maxval] = args as [number[], number, number];
    return random.randint({ key, shape, minval, maxval, ...kwargs }) as DeviceArray;
  }
  const f = (random as unknown as Record<string, (...args: unknown[]) => JaxArray>)[name]!;
  const result = f(key, ...args.map(decode), ...(Object.keys(kwargs).length ? [kwargs] : []));
  return (result.dtype === "key<fry>" ? random.keyData(result) : result) as DeviceArray;
}

/** Floats as integers whose difference counts the floats between. */
function ordered(x: number): number {
  const bits = new Int32Array(Float32Array.of(x).buffer)[0]!;
  return bits < 0 ? -(bits & 0x7fffffff) : bits;
}

test.each(
  cases.map((c) => [`${c[0]}(key(${c[1]}), ${JSON.stringify(c[2])}, ${JSON.stringify(c[3])})`, c] as const),
)("%s draws as JAX", (_, fixture) => {
  const [name, , , , dtype, shape, data] = fixture;
  const got = call(fixture);
  expect([got.dtype, got.shape]).toEqual([dtype, shape]);
  const places = dtype === "float32" ? (nearly[name] ?? 0) : 0;
  for (const [i, value] of data.entries()) {
    const [a, b] = [got.host[i]!, Number(value)];
    const isNear = places > 0 && Math.abs(a - b) <= (isExact ? 3e-5 : (absolute[name] ?? 0));
    if (a === b || isNear) continue;
    if (!(dtype === "float32" && Math.abs(ordered(a) - ordered(b)) <= places))
      expect.fail(`element ${i}: got ${a}, expected ${b}`);
  }
});

describe("keys", () => {
  const words = (k: JaxArray) => [...(random.keyData(k) as DeviceArray).host];

  test("split() and foldIn() of traced keys give what they give of concrete ones", () => {
    const key = random.key(12);
    expect(words(jit((k: JaxArray) => random.split(k, 3))(key))).toEqual(words(random.split(key, 3)));
    expect(words(jit((k: JaxArray) => random.foldIn(k, 7))(key))).toEqual(words(random.foldIn(key, 7)));
    expect(words(jit((k: JaxArray, n: JaxArray) => random.foldIn(k, n))(key, asarray(7)))).toEqual(
      words(random.foldIn(key, 7)),
    );
  });

  test("permutation() of a traced key is that of a concrete one", () => {
    const key = random.key(8);
    const traced = jit((k: JaxArray) => random.permutation(k, 20))(key) as DeviceArray;
    expect([...traced.host]).toEqual([...(random.permutation(key, 20) as DeviceArray).host]);
  });

  test("keys come apart by destructuring, concrete and traced", () => {
    const [a, b] = random.split(random.key(0)) as unknown as [JaxArray, JaxArray];
    expect([a.shape, a.dtype]).toEqual([[], "key<fry>"]);
    expect([...words(a), ...words(b)]).toEqual(words(random.split(random.key(0))));
    const second = jit((k: JaxArray) => [...random.split(k)][1]!)(random.key(0));
    expect(words(second)).toEqual(words(b));
  });

  test("raw keys work and give raw keys", () => {
    const raw = random.PRNGKey(5);
    expect([raw.dtype, raw.shape]).toEqual(["uint32", [2]]);
    expect([...(random.split(raw) as DeviceArray).host]).toEqual(words(random.split(random.key(5))));
    expect([...(random.normal(raw, [3]) as DeviceArray).host]).toEqual([
      ...(random.normal(random.key(5), [3]) as DeviceArray).host,
    ]);
  });

  test("seeds may be BigInts and integer arrays, also traced", () => {
    expect(words(random.key(2n ** 63n - 1n))).toEqual([0, 2 ** 32 - 1]);
    expect(words(random.key(asarray(-1)))).toEqual([0, 2 ** 32 - 1]);
    expect(words(jit((n: JaxArray) => random.key(n))(asarray(9)))).toEqual([0, 9]);
  });

  test("vmap() over keys draws what each key draws", () => {
    const keys = random.split(random.key(3), 4);
    const drawn = vmap((k: JaxArray) => random.normal(k, [2]))(keys) as DeviceArray;
    const single = [...keys].flatMap((k) => [...(random.normal(k, [2]) as DeviceArray).host]);
    expect([...drawn.host]).toEqual(single);
  });
});

describe("bad input", () => {
  test.each([
    [
      "a float key",
      () => random.normal(asarray([0.5, 1]), [2]),
      /Cannot draw normal numbers with f32\[2\] as key: make a key with jax\.random\.key\(seed\)/,
    ],
    ["a number as key", () => random.split(3 as unknown as JaxArray), /Cannot split with the number 3 as key/],
    [
      "several keys",
      () => random.uniform(random.split(random.key(0)), [2]),
      /Cannot draw uniform numbers with key<fry>\[2\] as key: it takes a single key/,
    ],
    ["a broken seed", () => random.key(1.5), /Cannot make a key from 1\.5: the seed must be a whole number/],
    ["a seed of 65 bits", () => random.key(2n ** 64n), /at most 64 bits/],
    [
      "a float array as seed",
      () => random.key(asarray(1.5)),
      /Cannot make a key from f32\[\]: the seed must be an integer/,
    ],
    [
      "a negative size",
      () => random.normal(random.key(0), [-1]),
      /Cannot draw normal numbers of shape \[-1\]: sizes must be whole numbers ≥ 0/,
    ],
    [
      "an integer dtype",
      () => random.uniform(random.key(0), [1], { dtype: "int32" }),
      /Cannot draw uniform numbers as int32/,
    ],
    [
      "arithmetic on a key",
      () => random.key(0).add(1),
      /Cannot add key<fry>\[\] and 1: random keys have no arithmetic/,
    ],
    ["folding in a negative number", () => random.foldIn(random.key(0), -1), /Cannot fold -1 into a key/],
  ])("%s is an error that says so", (_, f, message) => {
    expect(f).toThrow(message);
  });
});
