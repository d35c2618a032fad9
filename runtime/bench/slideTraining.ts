/** The training step of slide 12 (MLP 10-20-5, batch 32, mean squared error, Adam) on hashed numbers, which the peers have too. */
import type { JaxArray } from "../core/array.ts";
import { type jax, jnp, nnx, optax } from "../index.ts";
import { hashedArray } from "./hashedArray.ts";

class SimpleMLP extends nnx.Module<(x: jax.Array) => jax.Array> {
  linear1: nnx.Linear;
  linear2: nnx.Linear;
  constructor(rngs: nnx.Rngs) {
    super();
    this.linear1 = new nnx.Linear(10, 20, { rngs });
    this.linear2 = new nnx.Linear(20, 5, { rngs });
  }
  __call__(x: jax.Array): jax.Array {
    return this.linear2(nnx.relu(this.linear1(x)));
  }
}

/** A step on a model of its own; gives the loss before the step. */
export function slideTraining(): () => JaxArray {
  const model = new SimpleMLP(new nnx.Rngs(0));
  model.linear1.kernel.value = hashedArray([10, 20], 1, 0.5);
  model.linear2.kernel.value = hashedArray([20, 5], 2, 0.5);
  const optimizer = new nnx.Optimizer(model, optax.adam(1e-3), { wrt: nnx.Param });
  const [x, y] = [hashedArray([32, 10], 3), hashedArray([32, 5], 4)];
  const step = nnx.jit((m: SimpleMLP, o: typeof optimizer, xs: jax.Array, ys: jax.Array) => {
    const [loss, grads] = nnx.valueAndGrad((mm: SimpleMLP) => jnp.mean(jnp.square(mm(xs).sub(ys))))(m);
    o.update(m, grads);
    return loss;
  });
  return () => step(model, optimizer, x, y);
}
