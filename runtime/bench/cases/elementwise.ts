import { jax, jnp } from "../../index.ts";
import { type BenchCase, repeatedAndFreed, sample } from "../benchCase.ts";
import { hashedArray } from "../hashedArray.ts";

const elements = 4 * 2 ** 20;

/** A jitted function of two f32[4M]: two arrays are read and one is written. */
const elementwise = (name: string, about: string, f: (x: jax.Array, y: jax.Array) => jax.Array): BenchCase => ({
  name,
  about: `${about} on f32[4,194,304]`,
  kind: "time",
  work: { millions: (12 * elements) / 1e6, unit: "GB/s" },
  make() {
    const [x, y] = [hashedArray([elements], 40), hashedArray([elements], 41)];
    const g = jax.jit(f);
    return { first: () => sample(g(x, y)), run: repeatedAndFreed(() => g(x, y)) };
  },
});

/** Five cheap operations: bound by memory. */
export const chain: BenchCase = elementwise("chain", "((x + y)·x − y)·0.5 + 1", (x, y) =>
  x.add(y).mul(x).sub(y).mul(0.5).add(1),
);

/** Expensive functions. */
export const tanhExp: BenchCase = elementwise("tanh-exp", "tanh(x·y) + exp(−x)", (x, y) =>
  jnp.tanh(x.mul(y)).add(jnp.exp(x.neg())),
);
