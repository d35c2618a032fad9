import { describe, expect, test } from "vitest";
import type { DeviceArray } from "../../core/array.ts";
import { defaultBackend } from "../../execute/backends.ts";
import { jax, jnp, nnx, optax } from "../../index.ts";
import { peek } from "../variable.ts";

class Counter extends nnx.Module<(x: jax.Array) => jax.Array> {
  count: nnx.Variable = new nnx.Variable(jnp.array(0));
  calls = 0;
  __call__(x: jax.Array): jax.Array {
    this.count.value = this.count.value.add(1);
    return x.mul(this.count.value);
  }
}

const linear = (seed = 0): nnx.Linear => new nnx.Linear(2, 3, { rngs: new nnx.Rngs(seed) });

describe("nnx.jit", () => {
  test("changes the caller's Variables and traces once", () => {
    let traces = 0;
    const f = nnx.jit((m: Counter, x: jax.Array) => {
      traces++;
      return m(x);
    });
    const m = new Counter();
    const { count } = m;
    expect([1, 2, 3].map(() => f(m, jnp.array([1.5])).tolist())).toEqual([[1.5], [3], [4.5]]);
    expect(m.count).toBe(count);
    expect(Number(count.value)).toBe(3);
    expect([traces, f.cacheSize()]).toEqual([1, 1]);
  });

  test("another module of the same structure needs no tracing, another structure does", () => {
    const f = nnx.jit((m: nnx.Linear, x: jax.Array) => m(x));
    const x = jnp.ones([1, 2]);
    f(linear(0), x);
    f(linear(1), x);
    expect(f.cacheSize()).toBe(1);
    f(new nnx.Linear(2, 4, { rngs: new nnx.Rngs(0) }), x);
    f(linear(), jnp.ones([2, 2]));
    expect(f.cacheSize()).toBe(3);
  });

  test("sees static fields, metadata, exchanged Variables and lists that changed", () => {
    class M extends nnx.Module {
      factor = 2;
      sizes = [1];
      w = new nnx.Param(jnp.array(3));
    }
    const f = nnx.jit((m: M) => m.w.mul(m.factor).add(m.sizes[0]!));
    const m = new M();
    expect(f(m).item()).toBe(7);
    expect(f(m).item()).toBe(7);
    m.factor = 10;
    expect(f(m).item()).toBe(31);
    m.sizes[0] = 5;
    expect(f(m).item()).toBe(35);
    m.w = new nnx.Param(jnp.array(1));
    expect(f(m).item()).toBe(15);
    expect(f.cacheSize()).toBe(3);
    m.w.value = jnp.array(0.5);
    expect(f(m).item()).toBe(10);
    expect(f.cacheSize()).toBe(4);
  });

  test("fields added, removed and exchanged inside are so outside", () => {
    class M extends nnx.Module {
      a = new nnx.Param(jnp.array([1]));
      b = new nnx.Param(jnp.array([2]));
      n = 0;
      extra?: nnx.Param;
    }
    const m = new M();
    delete m.extra;
    const { a, b } = m;
    const f = nnx.jit((mm: M, x: jax.Array) => {
      [mm.a, mm.b] = [mm.b, mm.a];
      mm.n += 1;
      mm.extra = new nnx.Param(x);
      return x;
    });
    f(m, jnp.array([7]));
    expect([m.a === b, m.b === a, m.n, m.extra!.value.tolist()]).toEqual([true, true, 1, [7]]);
    f(m, jnp.array([8]));
    expect([m.a === a, m.n, m.extra!.value.tolist()]).toEqual([true, 2, [8]]);
  });

  test("returns new modules, and the caller's own where they are the same", () => {
    const rngs = new nnx.Rngs(0);
    const [made, same] = nnx.jit((r: nnx.Rngs, l: nnx.Linear) => [new nnx.Linear(1, 1, { rngs: r }), l] as const)(
      rngs,
      linear(),
    );
    expect(made).toBeInstanceOf(nnx.Linear);
    expect(made.kernel.value.tolist()).toEqual(new nnx.Linear(1, 1, { rngs: new nnx.Rngs(0) }).kernel.value.tolist());
    expect(Number(rngs.default.count.value)).toBe(2);
    const l = linear();
    expect(nnx.jit((m: nnx.Linear) => m)(l)).toBe(l);
    expect(same).toBeInstanceOf(nnx.Linear);
  });

  test("a Variable shared by two modules is one inside too", () => {
    const a = linear();
    const b = linear(1);
    (b as { kernel: nnx.Param }).kernel = a.kernel;
    nnx.jit((p: nnx.Linear, q: nnx.Linear) => {
      p.kernel.value = p.kernel.value.mul(0);
      return q.kernel.value;
    })(a, b);
    expect(jnp.sum(b.kernel.value).item()).toBe(0);
  });

  test("takes trees, numbers, null and static arguments", () => {
    const f = nnx.jit(
      (tree: { m: nnx.Linear; x: jax.Array[] }, scale: number, nothing: null, mode: string) =>
        mode === "on" ? tree.m(tree.x[0]!).mul(scale) : nothing,
      { staticArgnums: 3 },
    );
    const args = { m: linear(), x: [jnp.ones([1, 2])] };
    const expected = args.m(args.x[0]!).mul(0.5).tolist();
    expect(f(args, 0.5, null, "on")!.tolist()).toEqual(expected);
    expect(f(args, 0.5, null, "on")!.tolist()).toEqual(expected);
    expect(f(args, 0.5, null, "off")).toBe(null);
    expect(f.cacheSize()).toBe(2);
  });

  test("strings as arguments and results are errors with the repair", () => {
    expect(() => nnx.jit((m: nnx.Linear, s: string) => [m, s])(linear(), "a")).toThrow(
      /argument 1 has a string.*staticArgnums: \[1\]/,
    );
    expect(() =>
      nnx.jit(function named() {
        return "a";
      })(),
    ).toThrow(/return a string from the jitted function named/);
  });

  test("nests in itself, in jax.jit and in gradients", () => {
    const inner = nnx.jit((m: Counter, x: jax.Array) => m(x));
    const outer = nnx.jit((m: Counter, x: jax.Array) => inner(m, x).add(inner(m, x)));
    const m = new Counter();
    expect(outer(m, jnp.array(1.5)).item()).toBe(4.5);
    expect(Number(m.count.value)).toBe(2);
    const l = linear();
    const forward = nnx.jit((mm: nnx.Linear, x: jax.Array) => jnp.sum(mm(x)));
    const grads = nnx.grad((mm: nnx.Linear) => forward(mm, jnp.ones([4, 2])))(l);
    expect(grads.bias.value.tolist()).toEqual([4, 4, 4]);
    const f = jax.jit((x: jax.Array) => forward(l, x));
    expect(f(jnp.zeros([1, 2])).item()).toBe(0);
  });

  test("an error inside leaves everything as it was", () => {
    const m = new Counter();
    const f = nnx.jit((mm: Counter) => {
      mm.count.value = mm.count.value.add(1);
      throw new Error("inside");
    });
    expect(() => f(m)).toThrow("inside");
    expect(Number(m.count.value)).toBe(0);
  });

  test("arrays that nobody saw are used again, those that were read are kept", () => {
    const m = linear();
    const optimizer = new nnx.Optimizer(m, optax.adam(1e-3), { wrt: nnx.Param });
    const step = nnx.jit((mm: nnx.Linear, o: typeof optimizer) => {
      o.update(mm, nnx.grad((x: nnx.Linear) => jnp.sum(x(jnp.ones([1, 2]))))(mm));
    });
    const first = m.kernel.value as unknown as DeviceArray;
    step(m, optimizer);
    const second = peek(m.kernel) as DeviceArray;
    step(m, optimizer);
    expect([first.isDeleted, peek(m.kernel) === second]).toEqual([false, true]);
    const third = m.kernel.value as unknown as DeviceArray;
    const before = jnp.sum(third).item();
    step(m, optimizer);
    expect([third.isDeleted, peek(m.kernel) === third, jnp.sum(third).item()]).toEqual([false, false, before]);
    expect(Number(optimizer.step.value)).toBe(3);
  });

  test("a synchronous loop that reads loss and step runs in flat memory", () => {
    const m = linear();
    const optimizer = new nnx.Optimizer(m, optax.adam(1e-3), { wrt: nnx.Param });
    const step = nnx.jit((mm: nnx.Linear, o: typeof optimizer, x: jax.Array) => {
      const [loss, grads] = nnx.valueAndGrad((l: nnx.Linear) => jnp.sum(l(x)))(mm);
      o.update(mm, grads);
      return loss;
    });
    const x = jnp.ones([40, 2]);
    const bytesAfter = (steps: number): number => {
      for (let i = 0; i < steps; i++)
        expect(Number(step(m, optimizer, x)) + Number(optimizer.step.value)).not.toBeNaN();
      return defaultBackend().bytesInUse;
    };
    const before = bytesAfter(20);
    expect(bytesAfter(2000)).toBe(before);
    expect(step.cacheSize()).toBe(1);
  });
});
