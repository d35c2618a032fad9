/** Numbers by real Optax 0.2.8: optax.microbatch(f, 0, 2, accumulator) on jnp.arange(6.0). */
import { expect, test } from "vitest";
import { jax, jnp, optax } from "../index.ts";

const x = jnp.arange(6).astype("float32");

test("microbatch() joins parts in every way, and takes every third example", () => {
  const f = (a: jax.Array) => ({ sum: jnp.sum(a), mean: jnp.sum(a), all: a.mul(2), running: jnp.sum(a) });
  const accumulator = { sum: "sum", mean: "mean", all: "concat", running: "runningMean" };
  const result = optax.microbatch(f, 0, 2, { accumulator })(x);
  expect([result.sum.item(), result.mean.item()]).toEqual([15, 5]);
  expect(result.running.item()).toBeCloseTo(5, 5);
  expect(result.all.tolist()).toEqual([0, 2, 4, 6, 8, 10]);
  expect(
    optax.microbatch((a: jax.Array) => a.at([0]).get(), 0, 2, { accumulator: "concat" })(x.reshape([6, 1])).shape,
  ).toEqual([3]);
});

test("microbatch() can be differentiated, and stops early", () => {
  const total = optax.microbatch((a: jax.Array) => jnp.sum(jnp.square(a)), 0, 3);
  expect(jax.grad(total)(x).tolist()).toEqual([0, 2, 4, 6, 8, 10]);
  const first = optax.microbatch((a: jax.Array) => jnp.sum(a), 0, 2, { numRealMicrobatches: 1 });
  expect(first(x).item()).toBe(3); // 0 and 3
});

test("microbatch() says what does not fit", () => {
  const f = (a: jax.Array) => jnp.sum(a);
  expect(() => optax.microbatch(f, 0, 4)(x)).toThrow(/parts of 4 examples must divide the batch, got a batch of 6/);
  expect(() => optax.microbatch(f, 0, 2, { accumulator: "max" })(x)).toThrow(/got "max"/);
});
