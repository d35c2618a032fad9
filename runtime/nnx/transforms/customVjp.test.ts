import { expect, test } from "vitest";
import { type jax, jnp, nnx } from "../../index.ts";

class Foo extends nnx.Module {
  x = new nnx.Param(jnp.array(1).astype("float32"));
  y = new nnx.Param(jnp.array(2).astype("float32"));
  count = new nnx.BatchStat(jnp.array(0).astype("float32"));
}

/** sin(x)·y·k·z, with a derivative by y that is wrong on purpose, a hundred times too large. */
function makeRule(): nnx.CustomVjp<(m: Foo, k: number, z: jax.Array) => jax.Array> {
  const f = nnx.customVjp(
    (m: Foo, k: number, z: jax.Array) => {
      m.count.value = m.count.value.add(1);
      return jnp.sin(m.x).mul(m.y).mul(k).mul(z);
    },
    { nondiffArgnums: [new nnx.DiffState(0, nnx.Param), 1] },
  );
  f.defvjp(
    (m: Foo, k: number, z: jax.Array) => [f(m, k, z), { cos: jnp.cos(m.x), sin: jnp.sin(m.x), m, z, name: "text" }],
    (k: number, { cos, sin, m, z }, [[updates, none], ct]) => {
      expect([Object.keys(updates), none]).toEqual([["count", "x", "y"], null]);
      const grads = nnx.filterState(updates, nnx.Param);
      grads.x.value = cos.mul(ct).mul(m.y).mul(k).mul(z);
      grads.y.value = sin.mul(ct).mul(k).mul(z).mul(100);
      return [grads, sin.mul(m.y).mul(k).mul(ct)];
    },
  );
  return f;
}

// numbers: the same function in Flax
test("customVjp uses the rule, hands on fixed arguments, and lets changes of Variables through", () => {
  const f = makeRule();
  const foo = new Foo();
  expect(f(foo, 3, jnp.array(5)).item()).toBeCloseTo(25.24413, 4);
  expect(foo.count.value.item()).toBe(1);
  const [grads, dz] = nnx.grad(f, { argnums: [new nnx.DiffState(0, nnx.Param), 2] })(
    foo,
    3,
    jnp.array(5).astype("float32"),
  );
  expect(grads.x.value.item()).toBeCloseTo(16.209068, 4);
  expect(grads.y.value.item()).toBeCloseTo(1262.2064, 2);
  expect(dz.item()).toBeCloseTo(5.048826, 5);
  expect(foo.count.value.item()).toBe(2);
});

test("customVjp works inside nnx.jit, where the caller's Variables change once", () => {
  const f = makeRule();
  const foo = new Foo();
  const step = nnx.jit((m: Foo, z: jax.Array) => nnx.grad((n: Foo) => f(n, 2, z))(m));
  expect(step(foo, jnp.array(1).astype("float32")).y.value.item()).toBeCloseTo(168.2942, 3);
  expect(foo.count.value.item()).toBe(1);
});

test("customVjp names what of a rule does not fit", () => {
  const foo = new Foo();
  const broken = (result: (updates: nnx.State) => unknown): (() => unknown) => {
    const f = nnx.customVjp((m: Foo) => m.x.mul(2));
    f.defvjp(
      (m: Foo) => [f(m), null],
      (_, [[updates]]) => [result(updates)],
    );
    return () => nnx.grad(f)(foo);
  };
  expect(broken((u) => nnx.filterState(u, nnx.Param))).toThrow("its State has no cotangent of `count`; there are x, y");
  expect(broken((u) => nnx.mergeState(u, { z: jnp.ones([]) }))).toThrow(
    "cotangents of z, which are not differentiated",
  );
  expect(() => nnx.customVjp((m: Foo) => m.x.mul(2), { nondiffArgnums: [0] })(foo)).toThrow(
    "nondiffArgnums names argument 0, which has a module",
  );
  expect(() => nnx.grad(nnx.customVjp((m: Foo) => m.x.mul(2)))(foo)).toThrow("gave it no rule");
});
