/** Outputs that are stored over inputs which nobody looks at any more. */
import { expect, test } from "vitest";
import { compile } from "../compile/compile.ts";
import { mayReplace } from "../compile/mayReplace.ts";
import { jax, jnp, nnx, optax } from "../index.ts";
import { backendNamed, withBackend } from "./backends.ts";
import { emptyPool, memoryStats } from "./memory.ts";

type Lowers = { lower(...args: unknown[]): { readonly jaxpr: Parameters<typeof compile>[0] } };

/** By place: which outputs may lie where which inputs are. */
function replaceable(f: (...args: jax.Array[]) => unknown, ...args: jax.Array[]): boolean[][] {
  const jitted = jax.jit(f as (...args: jax.Array[]) => jax.Array[]) as unknown as Lowers;
  const { program } = compile(jitted.lower(...args).jaxpr, { buffersPerKernel: Number.POSITIVE_INFINITY });
  return program.outputs.map((output) => program.inputs.map((input) => mayReplace(program, output, input)));
}

const x = jnp.arange(0, 12, 1, { dtype: "float32" }).reshape([3, 4]);

test("an output may lie over what is read element by element, or was read before", () => {
  expect(replaceable((a, b) => [a.mul(2).add(b)], x, x)).toEqual([[true, true]]);
  expect(replaceable((a) => [a.T], x)).toEqual([[false]]);
  // the sum is read whole before anything is stored over it; other sizes never are
  expect(replaceable((a) => [a.sub(jnp.sum(a))], x)).toEqual([[true]]);
  expect(replaceable((a) => [jnp.sum(a)], x)).toEqual([[false]]);
  // a product reads its operands again and again
  expect(replaceable((a, b) => [jnp.matmul(a, b)], jnp.ones([4, 4]), jnp.ones([4, 4]))).toEqual([[false, false]]);
});

test("what is read after it would be overwritten is not overwritten", () => {
  // the first output would lie over a, which the second one's kernel reads backwards
  const f = (a: jax.Array): jax.Array[] => [a.add(1), jnp.matmul(a, a)];
  const square = jnp.arange(0, 16, 1, { dtype: "float32" }).reshape([4, 4]);
  const wanted = f(square).map((y) => y.tolist());
  for (const name of ["wasm", "reference"] as const) {
    withBackend(name, () => {
      const donating = jax.jit(f, { donateArgnums: 0 });
      const given = square.add(0);
      expect(donating(given).map((y) => y.tolist())).toEqual(wanted);
      expect(() => given.tolist()).toThrow("donated to a jitted call");
    });
  }
});

test("an array with another holder, or given twice, keeps its numbers", () => {
  const f = jax.jit((a: jax.Array, b: jax.Array) => a.mul(2).add(jnp.flip(b)), { donateArgnums: 0 });
  const big = jnp.arange(0, 100, 1, { dtype: "float32" });
  const other = big.reshape([10, 10]); // shares the memory
  expect(
    f(big, jnp.zeros([100]))
      .at(99)
      .get()
      .item(),
  ).toBe(198);
  expect(other.at([9, 9]).get().item()).toBe(99);
  const twice = jnp.arange(0, 100, 1, { dtype: "float32" });
  expect(f(twice, twice).tolist()).toEqual(Array.from({ length: 100 }, (_, i) => 2 * i + 99 - i));
});

test("a training step stores parameters and moments over the old ones; a caller's handle keeps its numbers", () => {
  const size = 256;
  const model = new nnx.Linear(size, size, { rngs: new nnx.Rngs(0) });
  const optimizer = new nnx.Optimizer(model, optax.adam(1e-3), { wrt: nnx.Param });
  const batch = jnp.ones([4, size]);
  const step = nnx.jit((m: nnx.Linear, o: typeof optimizer, xs: jax.Array) => {
    const [loss, grads] = nnx.valueAndGrad((mm: nnx.Linear) => jnp.mean(jnp.square(mm(xs))))(m);
    o.update(m, grads);
    return loss;
  });
  for (let n = 0; n < 3; n++) step(model, optimizer, batch);
  const backend = backendNamed("wasm");
  const { bytesInUse } = memoryStats(backend); // gives back what was dropped
  emptyPool(backend);
  step(model, optimizer, batch);
  // nothing of the size of a weight was asked for: what the pool holds now are small things
  expect(memoryStats(backend).bytesPooled).toBeLessThan(4 * size * size);
  expect(memoryStats(backend).bytesInUse).toBe(bytesInUse);

  const seen = model.kernel.value;
  const before = seen.at([0, 0]).get().item();
  step(model, optimizer, batch);
  step(model, optimizer, batch);
  expect(seen.at([0, 0]).get().item()).toBe(before);
  expect(model.kernel.value.at([0, 0]).get().item()).not.toBe(before);
});
