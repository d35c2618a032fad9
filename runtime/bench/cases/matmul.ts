import { jax, jnp } from "../../index.ts";
import { type BenchCase, repeatedAndFreed, sample } from "../benchCase.ts";
import { hashedArray } from "../hashedArray.ts";

/** C = A·B of f32[n,n], jitted. */
const matmul = (n: number): BenchCase => ({
  name: `matmul-${n}`,
  about: `product of two f32[${n},${n}]`,
  kind: "time",
  work: { millions: (2 * n ** 3) / 1e6, unit: "GFLOP/s" },
  make() {
    const [a, b] = [hashedArray([n, n], 30), hashedArray([n, n], 31)];
    const product = jax.jit((x: jax.Array, y: jax.Array) => jnp.matmul(x, y));
    return { first: () => sample(product(a, b)), run: repeatedAndFreed(() => product(a, b)) };
  },
});

/** Square products of several sizes. */
export const matmuls: readonly BenchCase[] = [64, 128, 256, 512, 1024, 2048].map(matmul);
