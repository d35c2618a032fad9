import { describe, expect, test } from "vitest";
import { type jax, jnp, nnx, optax } from "../index.ts";

const model = (): nnx.Linear => new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
const loss = (m: nnx.Linear): jax.Array => jnp.sum(m(jnp.ones([1, 2])));

describe("Optimizer", () => {
  // nnx.state(nnx.Optimizer(model, optax.adam(1e-3), wrt=nnx.Param)) of flax 0.12.8
  test("its state has Flax's tree, in OptVariables", () => {
    const optimizer = new nnx.Optimizer(model(), optax.adam(1e-3), { wrt: nnx.Param });
    const flat = nnx.toFlatState(nnx.state(optimizer));
    expect(flat.paths.map((path) => path.join("/"))).toEqual([
      "optState/0/count",
      "optState/0/mu/bias",
      "optState/0/mu/kernel",
      "optState/0/nu/bias",
      "optState/0/nu/kernel",
      "step",
    ]);
    expect(flat.leaves.map((leaf) => (leaf as object).constructor.name)).toEqual([
      "OptArray",
      "OptVariable",
      "OptVariable",
      "OptVariable",
      "OptVariable",
      "OptState",
    ]);
    expect(optimizer.step.dtype).toBe("uint32");
    expect(Object.keys(nnx.state(optimizer, nnx.OptState))).toEqual(["optState", "step"]);
  });

  test("update() changes model and state in place and returns the updates", () => {
    const m = model();
    const optimizer = new nnx.Optimizer(m, optax.sgd(0.5, { momentum: 0.9 }), { wrt: nnx.Param });
    const before = m.kernel;
    const updates = optimizer.update(m, nnx.grad(loss)(m));
    expect(m.kernel).toBe(before);
    expect(m.bias.value.tolist()).toEqual([-0.5, -0.5, -0.5]);
    expect(updates.bias.tolist()).toEqual([-0.5, -0.5, -0.5]);
    expect(optimizer.optState[0].trace.bias.value.tolist()).toEqual([1, 1, 1]);
    expect(Number(optimizer.step.value)).toBe(1);
  });

  test("keeps metadata of parameters, with optimizerSharding as the sharding", () => {
    const m = model();
    m.kernel.setMetadata({ note: 1, optimizerSharding: ["data"] });
    const optimizer = new nnx.Optimizer(m, optax.adam(1e-3), { wrt: nnx.Param });
    expect(optimizer.optState[0].mu.kernel.getMetadata()).toEqual({ note: 1, outSharding: ["data"] });
  });

  test("wrt chooses what is trained", () => {
    const m = model();
    const bias = nnx.PathContains("bias");
    const optimizer = new nnx.Optimizer(m, optax.sgd(0.5), { wrt: bias });
    const kernel = m.kernel.value;
    optimizer.update(m, nnx.grad(loss)(m));
    expect(m.kernel.value).toBe(kernel);
    expect(m.bias.value.tolist()).toEqual([-0.5, -0.5, -0.5]);
  });

  test("without wrt, with a wrt that matches nothing, and without gradients, it says what to do", () => {
    const m = model();
    expect(() => new nnx.Optimizer(m, optax.sgd(1), {} as { wrt: nnx.Filter })).toThrow(
      /without `wrt`.*wrt: nnx\.Param/,
    );
    expect(() => new nnx.Optimizer(m, optax.sgd(1), { wrt: nnx.BatchStat })).toThrow(/no Variable of Linear matches/);
    const optimizer = new nnx.Optimizer(m, optax.sgd(1), { wrt: nnx.Param });
    expect(() => (optimizer.update as unknown as (grads: object) => void)({})).toThrow(
      /without gradients.*update\(model, grads\)/,
    );
  });

  test("gradients of another structure name the place", () => {
    const m = model();
    const optimizer = new nnx.Optimizer(m, optax.adam(1e-3), { wrt: nnx.Param });
    const without = nnx.grad(loss)(new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0), useBias: false }) as never);
    expect(() => optimizer.update(m, without)).toThrow(
      "differ at 1 path; take the gradients with nnx.grad of this model",
    );
    const norm = nnx.state(new nnx.BatchNorm(3, { rngs: new nnx.Rngs(0) }), nnx.Param);
    expect(() => optimizer.update(m, norm)).toThrow("  missing     kernel\n  left over   scale");
    const wide = nnx.state(new nnx.Linear(4, 3, { rngs: new nnx.Rngs(0) }));
    expect(() => optimizer.update(m, wide)).toThrow(
      "differs     kernel: the parameter has shape (2, 3), the gradient (4, 3)",
    );
    expect(optimizer.step.value.item()).toBe(0);
  });

  test("cannot be changed from inside a transformation that does not have it as an argument", () => {
    const m = model();
    const optimizer = new nnx.Optimizer(m, optax.sgd(1), { wrt: nnx.Param });
    const step = nnx.jit((mm: nnx.Linear) => {
      optimizer.update(mm, nnx.grad(loss)(mm));
      return mm.bias.value;
    });
    expect(() => step(m)).toThrow(nnx.TraceContextError);
    expect(m.bias.value.tolist()).toEqual([0, 0, 0]);
  });

  test("ModelAndOptimizer takes gradients alone", () => {
    const optimizer = new nnx.ModelAndOptimizer(model(), optax.sgd(1));
    optimizer.update(nnx.grad(loss)(optimizer.model));
    expect(optimizer.model.bias.value.tolist()).toEqual([-1, -1, -1]);
  });
});
