import { jax, jnp } from "../../index.ts";
import { type BenchCase, repeatedAndFreed, sample } from "../benchCase.ts";
import { hashedArray } from "../hashedArray.ts";

const flops = 2 * 32 * 28 * 28 * 9 * 32 * 64;

function convolve(x: jax.Array, w: jax.Array): jax.Array {
  return jax.lax.convGeneralDilated({
    lhs: x,
    rhs: w,
    windowStrides: [1, 1],
    padding: "SAME",
    dimensionNumbers: ["NHWC", "HWIO", "NHWC"],
  });
}

const data = (): readonly [x: jax.Array, w: jax.Array] => [
  hashedArray([32, 28, 28, 32], 70),
  hashedArray([3, 3, 32, 64], 71, 0.1),
];

/** A convolution as in the middle of a small image network. */
export const conv: BenchCase = {
  name: "conv",
  about: "3×3 convolution of f32[32,28,28,32] to 64 channels, same padding",
  kind: "time",
  work: { millions: flops / 1e6, unit: "GFLOP/s" },
  tolerance: 1e-3,
  make() {
    const [x, w] = data();
    const f = jax.jit(convolve);
    return { first: () => sample(f(x, w)), run: repeatedAndFreed(() => f(x, w)) };
  },
};

/** Its gradients. */
export const convGradient: BenchCase = {
  name: "conv-gradient",
  about: "gradients of the sum of squares of that convolution, of input and kernel",
  kind: "time",
  work: { millions: (3 * flops) / 1e6, unit: "GFLOP/s" },
  tolerance: 1e-3,
  make() {
    const [x, w] = data();
    const loss = (a: jax.Array, b: jax.Array): jax.Array => jnp.sum(jnp.square(convolve(a, b)));
    const f = jax.jit(jax.grad(loss, { argnums: [0, 1] }));
    const both = (): readonly jax.Array[] => f(x, w) as unknown as readonly jax.Array[];
    return {
      first: () => both().flatMap(sample),
      run: repeatedAndFreed(() => {
        const [dx, dw] = both();
        dw!.delete();
        return dx!;
      }),
    };
  },
};
