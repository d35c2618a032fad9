import { jax, jnp } from "../../index.ts";
import { type BenchCase, repeatedAndFreed, sample } from "../benchCase.ts";
import { hashedArray } from "../hashedArray.ts";

const [rows, columns] = [4096, 1024];
const megabytes = (rows * columns * 4) / 1e6;

/** A jitted function of f32[4096,1024]; `passes` over that many bytes are unavoidable. */
const ofRows = (name: string, about: string, passes: number, f: (x: jax.Array) => jax.Array): BenchCase => ({
  name,
  about: `${about} of f32[4096,1024]`,
  kind: "time",
  work: { millions: passes * megabytes, unit: "GB/s" },
  make() {
    const x = hashedArray([rows, columns], 50, 3);
    const g = jax.jit(f);
    return { first: () => sample(g(x)), run: repeatedAndFreed(() => g(x)) };
  },
});

/** The sum of everything. */
export const sum: BenchCase = { ...ofRows("sum", "sum", 1, (x) => jnp.sum(x)), tolerance: 1e-3 };

/** One sum a row. */
export const rowSums: BenchCase = {
  ...ofRows("row-sums", "sums of the rows", 1, (x) => jnp.sum(x, { axis: 1 })),
  tolerance: 1e-3,
};

/** exp(x − max) / Σ, a row at a time. */
export const softmax: BenchCase = ofRows("softmax", "softmax of the rows", 2, (x) => jax.nn.softmax(x));

/** (x − mean) / √(variance + ε), a row at a time. */
export const layerNorm: BenchCase = ofRows("layer-norm", "layer normalisation of the rows", 2, (x) => {
  const centred = x.sub(jnp.mean(x, { axis: 1, keepdims: true }));
  return centred.mul(jax.lax.rsqrt(jnp.mean(jnp.square(centred), { axis: 1, keepdims: true }).add(1e-6)));
});
