/**
 * The training step of slide 12 (MLP 10-20-5, batch 32, mean squared error, Adam), with the loss read after each step.
 *
 *     node dist/runtime/bench/slideStep.js          median of 1000 steps after 200 to warm up
 */
import { jax, jnp, nnx, optax } from "../index.ts";

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

/** What one run of the benchmark says. */
export interface SlideStepTimes {
  /** Milliseconds of the first call: tracing, compiling, running. */
  readonly first: number;
  /** Milliseconds of a step with its loss read: median, and the tenth and ninetieth of a hundred. */
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
  readonly loss: number;
}

/**
 * Times the step.
 *
 * @param steps how many steps are timed, after 200 to warm up; default 1000
 */
export function slideStep(steps = 1000): SlideStepTimes {
  const [keyX, keyY] = jax.random.split(jax.random.key(1));
  const x = jax.random.normal(keyX!, [32, 10]);
  const y = jax.random.normal(keyY!, [32, 5]);
  const model = new SimpleMLP(new nnx.Rngs(0));
  const optimizer = new nnx.Optimizer(model, optax.adam(1e-3), { wrt: nnx.Param });
  const trainStep = nnx.jit((m: SimpleMLP, o: typeof optimizer, xs: jax.Array, ys: jax.Array) => {
    const [loss, grads] = nnx.valueAndGrad((mm: SimpleMLP) => jnp.mean(jnp.square(mm(xs).sub(ys))))(m);
    o.update(m, grads);
    return loss;
  });
  const once = (): number => {
    const start = performance.now();
    Number(trainStep(model, optimizer, x, y));
    return performance.now() - start;
  };
  const first = once();
  for (let i = 0; i < 200; i++) once();
  const times = Array.from({ length: steps }, once).sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(share * (times.length - 1))]!;
  return { first, median: at(0.5), p10: at(0.1), p90: at(0.9), loss: Number(trainStep(model, optimizer, x, y)) };
}

if (globalThis.process?.argv[1]?.endsWith("slideStep.js")) {
  const { first, median, p10, p90 } = slideStep();
  console.log(
    `slide 12 step: ${median.toFixed(4)} ms median, ${p10.toFixed(4)} to ${p90.toFixed(4)} (p10, p90); first call ${first.toFixed(1)} ms`,
  );
}
