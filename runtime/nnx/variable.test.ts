import { describe, expect, expectTypeOf, test } from "vitest";
import { jax, jnp, nnx } from "../index.ts";
import { adopt, peek } from "./variable.ts";

describe("Variable", () => {
  test("holds an array that can be read and replaced", () => {
    const v = new nnx.Param(jnp.array([1, 2]));
    v.value = v.value.add(1);
    expect(v.value.tolist()).toEqual([2, 3]);
    expect(v.get()).toBe(v.value);
  });

  test("stands for its array in jnp functions, methods and conversions", () => {
    const v = new nnx.Param(jnp.array([1.5, 2]));
    expect(jnp.sum(v).item()).toBe(3.5);
    expect(jnp.array([1, 1]).add(v).tolist()).toEqual([2.5, 3]);
    expect(v.mul(2).tolist()).toEqual([3, 4]);
    expect([v.shape, v.ndim, v.dtype]).toEqual([[2], 1, "float32"]);
    expect(Number(new nnx.OptState(jnp.array(7)))).toBe(7);
    expectTypeOf(v).toExtend<jax.Array>();
  });

  test("set() keeps shape and dtype, as variable[...] = x does", () => {
    const v = new nnx.Variable(jnp.zeros([2, 3]));
    v.set(1);
    expect([v.shape, v.dtype, v.value.tolist()]).toEqual([
      [2, 3],
      "float32",
      [
        [1, 1, 1],
        [1, 1, 1],
      ],
    ]);
    v.set(jnp.array([1, 2, 3]));
    expect(v.value.tolist()).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  test("metadata can be set, read, merged and deleted", () => {
    const v = new nnx.Param(jnp.array(1), { outSharding: [null, "model"] });
    v.setMetadata("note", 1);
    v.setMetadata({ note: 2, more: 3 });
    v.delMetadata("more");
    expect(v.getMetadata()).toEqual({ outSharding: [null, "model"], note: 2 });
    expect([v.getMetadata("note"), v.getMetadata("absent", 0), v.hasMetadata("more")]).toEqual([2, 0, false]);
  });

  test("is a pytree of one leaf, .value", () => {
    const v = new nnx.Param(jnp.array([1, 2]), { tag: "t" });
    const twice = jax.tree.map((x: jax.Array) => x.mul(2), v) as nnx.Param;
    expect(twice).toBeInstanceOf(nnx.Param);
    expect([twice.value.tolist(), twice.getMetadata("tag")]).toEqual([[2, 4], "t"]);
  });

  test("subclasses by users work without registration", () => {
    class Momentum extends nnx.Variable {}
    class M extends nnx.Module {
      m = new Momentum(jnp.array(1));
      p = new nnx.Param(jnp.array(2));
    }
    expect(Object.keys(nnx.state(new M(), Momentum))).toEqual(["m"]);
  });

  test("an outer Variable cannot be changed inside a transformation it was not given to", () => {
    const v = new nnx.Param(jnp.array(1));
    const f = nnx.jit((x: jax.Array) => {
      v.value = x;
      return x;
    });
    expect(() => f(jnp.array(2))).toThrow(nnx.TraceContextError);
    expect(() => f(jnp.array(2))).toThrow(/change a Param that was made outside from inside nnx.jit/);
    expect(v.value.item()).toBe(1);
    const g = nnx.grad((m: nnx.Param) => {
      v.value = m.value;
      return jnp.sum(m.value);
    });
    expect(() => g(new nnx.Param(jnp.array(1.5)))).toThrow(nnx.TraceContextError);
  });

  test("an array nobody has seen is deleted when the next one comes, one that was read is not", () => {
    const v = new nnx.Param(jnp.zeros([2]));
    const [a, b, c] = [jnp.ones([2]), jnp.ones([2]), jnp.ones([2])] as jax.Array[] as never[];
    adopt(v, a!);
    adopt(v, b!);
    expect((a as unknown as { isDeleted: boolean }).isDeleted).toBe(true);
    expect(peek(v)).toBe(b);
    expect(v.value).toBe(b);
    adopt(v, c!);
    expect((b as unknown as { isDeleted: boolean }).isDeleted).toBe(false);
  });

  test("prints as Flax does", () => {
    expect(String(new nnx.Param(jnp.array([1, 1]).astype("float32"), { foo: 1 }))).toBe(`Param( # 2 (8 B)
  value=Array([1., 1.], dtype=float32),
  foo=1
)`);
  });
});

test("the steps of paths into states, Variables and modules print as in Python", () => {
  const layer = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
  const lastSteps = (tree: unknown): string[][] =>
    jax.tree.leavesWithPath(tree).map(([path]) => path.map((step) => String(step)));
  expect(lastSteps(nnx.state(layer))).toEqual([
    ["['bias']", ".value"],
    ["['kernel']", ".value"],
  ]);
  expect(lastSteps(nnx.asPure(nnx.state(layer)))).toEqual([["['bias']"], ["['kernel']"]]);
});
