import { type jax, jnp, nnx, optax } from "../../index.ts";
import type { BenchCase } from "../benchCase.ts";
import { hashedLabels } from "../hashed.ts";
import { hashedArray } from "../hashedArray.ts";

const batch = 256;
const sizes = [784, 1024, 1024, 10] as const;
/** Forward, the gradient of the weights, and of the inputs of all layers but the first. */
const products = 3 * (784 * 1024 + 1024 * 1024 + 1024 * 10) - 784 * 1024;

class MLP extends nnx.Module<(x: jax.Array) => jax.Array> {
  layers: nnx.List<nnx.Linear>;
  constructor(rngs: nnx.Rngs) {
    super();
    this.layers = new nnx.List([0, 1, 2].map((n) => new nnx.Linear(sizes[n]!, sizes[n + 1]!, { rngs })));
  }
  __call__(x: jax.Array): jax.Array {
    const [first, second, last] = this.layers;
    return last!(nnx.relu(second!(nnx.relu(first!(x)))));
  }
}

/** A training step that is mostly matrix products. */
export const mlp: BenchCase = {
  name: "mlp",
  about: "training step of an MLP 784-1024-1024-10, batch 256, adamw, cross-entropy; loss read after each",
  kind: "time",
  work: { millions: (2 * batch * products) / 1e6, unit: "GFLOP/s" },
  make() {
    const model = new MLP(new nnx.Rngs(0));
    for (const [n, layer] of [...model.layers].entries())
      layer.kernel.value = hashedArray([sizes[n]!, sizes[n + 1]!], 10 + n, Math.sqrt(3 / sizes[n]!));
    const optimizer = new nnx.Optimizer(model, optax.adamw(1e-3), { wrt: nnx.Param });
    const x = hashedArray([batch, 784], 20);
    const y = jnp.array(hashedLabels(batch, 21, 10));
    const step = nnx.jit((m: MLP, o: typeof optimizer, xs: jax.Array, ys: jax.Array) => {
      const loss = (mm: MLP): jax.Array => jnp.mean(optax.softmaxCrossEntropyWithIntegerLabels(mm(xs), ys));
      const [value, grads] = nnx.valueAndGrad(loss)(m);
      o.update(m, grads);
      return value;
    });
    const stepRead = (): number => Number(step(model, optimizer, x, y));
    return {
      first: () => [stepRead(), stepRead()],
      run(iterations) {
        for (let i = 0; i < iterations; i++) stepRead();
      },
    };
  },
};
