import { describe, expect, test } from "vitest";
import { type jax, jnp, nnx } from "../../index.ts";

const linear = (): nnx.Linear => new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
const total = (m: nnx.Linear): jax.Array => jnp.sum(m(jnp.ones([1, 2])));

describe("nnx.grad and nnx.valueAndGrad", () => {
  // type(nnx.grad(loss)(m)) is State, of Params, in flax 0.12.8
  test("the gradient of a module is a State of its Params", () => {
    const m = linear();
    m.kernel.setMetadata("note", 1);
    const [value, grads] = nnx.valueAndGrad(total)(m);
    expect(value.item()).toBeCloseTo(total(m).item() as number, 6);
    expect(grads).toBeInstanceOf(nnx.State);
    expect(grads.kernel).toBeInstanceOf(nnx.Param);
    expect(grads.kernel.getMetadata("note")).toBe(1);
    expect(grads.kernel.value.tolist()).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
    expect(Object.keys(grads)).toEqual(["bias", "kernel"]);
  });

  test("argnums: a list gives a list, arrays and modules side by side", () => {
    const f = (m: nnx.Linear, b: jax.Array): jax.Array => jnp.sum(m(jnp.ones([1, 2])).mul(b));
    const [dm, db] = nnx.grad(f, { argnums: [0, 1] })(linear(), jnp.array([1.5, 2, 3]));
    expect([dm.bias.value.tolist(), db.shape]).toEqual([[1.5, 2, 3], [3]]);
    expect(
      nnx
        .grad(f, { argnums: 1 })(linear(), jnp.array([1.5, 2, 3]))
        .tolist(),
    ).toEqual(db.tolist());
  });

  test("a Variable's gradient is a Variable, a list's a list", () => {
    const dv = nnx.grad((p: nnx.Param) => jnp.sum(p.mul(p)))(new nnx.Param(jnp.array([1.5, 2])));
    expect(dv).toBeInstanceOf(nnx.Param);
    expect(dv.value.tolist()).toEqual([3, 4]);
    const [dm, dx] = nnx.grad((list: [nnx.Linear, jax.Array]) => jnp.sum(list[0](list[1])))([
      linear(),
      jnp.zeros([1, 2]),
    ]);
    expect([dm.bias.value.tolist(), dx.shape]).toEqual([
      [1, 1, 1],
      [1, 2],
    ]);
  });

  test("DiffState chooses the Variables", () => {
    const grads = nnx.grad(total, { argnums: new nnx.DiffState(0, nnx.PathContains("bias")) })(linear());
    expect(Object.keys(grads)).toEqual(["bias"]);
  });

  test("only Params are differentiated, and changes to others come through", () => {
    class M extends nnx.Module {
      w = new nnx.Param(jnp.array([1.5, 2]));
      mean = new nnx.BatchStat(jnp.zeros([2]));
      calls = 0;
    }
    const m = new M();
    const { mean } = m;
    const grads = nnx.grad((mm: M) => {
      mm.mean.value = mm.w.mul(10);
      mm.calls += 1;
      return jnp.sum(mm.w.value);
    })(m);
    expect(Object.keys(grads)).toEqual(["w"]);
    expect([m.mean === mean, m.mean.value.tolist(), m.calls]).toEqual([true, [15, 20], 1]);
  });

  test("hasAux passes arrays, modules and anything else on", () => {
    const m = linear();
    const [[value, aux], grads] = nnx.valueAndGrad(
      (mm: nnx.Linear) => [total(mm), { x: mm.bias.add(1), note: "n", mm }] as const,
      { hasAux: true },
    )(m) as [[jax.Array, { x: jax.Array; note: string; mm: nnx.Linear }], nnx.State];
    expect([aux.x.tolist(), aux.note, aux.mm === m, grads.bias.value.tolist()]).toEqual([
      [1, 1, 1],
      "n",
      true,
      [1, 1, 1],
    ]);
    expect(value.shape).toEqual([]);
    const [g, aux2] = nnx.grad((mm: nnx.Linear) => [total(mm), 3] as const, { hasAux: true })(m);
    expect([g.bias.value.tolist(), Number(aux2)]).toEqual([[1, 1, 1], 3]);
    expect(() => nnx.grad(total, { hasAux: true })(m)).toThrow(/must return a list \[loss, more\]/);
  });

  test("a shared parameter has the sum of its gradients", () => {
    class M extends nnx.Module {
      a = new nnx.Param(jnp.array([1.5, 2]));
      b = this.a;
    }
    const grads = nnx.grad((m: M) => jnp.sum(m.a.mul(m.b)))(new M());
    expect(Object.keys(grads)).toEqual(["a"]);
    expect(grads.a.value.tolist()).toEqual([3, 4]);
  });

  test("wrong positions, repeated ones and results that are no scalar are errors", () => {
    expect(() => nnx.grad(total, { argnums: [0, 0] })).toThrow(/argument 0 is named twice/);
    expect(() => nnx.grad(total, { argnums: 1 })(linear())).toThrow(/argument 1: the call has 1/);
    const nothing = { argnums: new nnx.DiffState(0, nnx.BatchStat) };
    expect(() => nnx.grad(total, nothing)(linear())).toThrow(
      "with respect to argument 0: its DiffState matches no Variable; there are bias (Param), kernel (Param)",
    );
    expect(() => nnx.grad((m: nnx.Linear) => m(jnp.ones([1, 2])))(linear())).toThrow(/scalar|shape/);
  });
});
