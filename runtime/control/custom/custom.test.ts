import { expect, test } from "vitest";
import { setDefaultBackend } from "../../execute/backends.ts";
import { jax, jnp, lax } from "../../index.ts";
import { elementsOf } from "../../test/hostArrays.ts";

setDefaultBackend("wasm");
jax.config.update("enableChecks", true);

const floats = (...xs: number[]) => jnp.array(xs, { dtype: "float32" });
const close = (x: unknown, expected: readonly number[]) => {
  const got = [...elementsOf(jnp.ravel(x as jax.Array))];
  expect(got.length).toBe(expected.length);
  for (const [i, y] of expected.entries()) expect(got[i]).toBeCloseTo(y, 4);
};

// wrong on purpose, so that the rule can be told from the derivative: d sin(x) "=" 3 x dx
const wrongSin = jax.customVjp(function wrongSin(x: any) {
  return jnp.sin(x);
});
wrongSin.defvjp(
  (x) => [jnp.sin(x), x],
  (x, ct) => [ct.mul(x).mul(3)],
);

const wrongCube = jax.customJvp(function wrongCube(x: any) {
  return x.mul(x).mul(x);
});
wrongCube.defjvp(([x], [dx]) => [x.mul(x).mul(x), dx.mul(5)]);

test("customVjp() rules hold under grad, jit, vmap and scan, in any order", () => {
  close(jax.grad(wrongSin)(2), [6]);
  close(jax.jit(jax.grad(wrongSin))(2), [6]);
  close(jax.grad(jax.jit(wrongSin))(2), [6]);
  close(jax.vmap(jax.grad(wrongSin))(floats(1, 2)), [3, 6]);
  close(jax.grad((x: any) => jnp.sum(jax.vmap(wrongSin)(x)))(floats(1, 2)), [3, 6]);
  close(jax.jit(jax.grad((x: any) => jnp.sum(jax.vmap(jax.jit(wrongSin))(x))))(floats(1, 2)), [3, 6]);
  close(jax.grad(jax.grad(wrongSin))(2), [3]);
  close(jax.hessian(wrongSin)(2), [3]);
  // jax.grad(lambda x: lax.scan(lambda c, _: (f(c), None), x, length=2)[0])(2.), f with the same rule
  close(jax.grad((x: any) => lax.scan((c: any) => [wrongSin(c), null], x, null, { length: 2 })[0])(2), [16.367353]);
  close(jax.grad((x: any) => lax.cond(x.greater(0), wrongSin, jnp.cos, x))(2), [6]);
});

test("customVjp() sums the cotangent of what a batch shares; null is zero", () => {
  const times = jax.customVjp((x: any, y: any) => x.mul(y));
  times.defvjp(
    (x, y) => [x.mul(y), { x, y }],
    ({ y }, ct) => [ct.mul(y), null],
  );
  expect(
    jax
      .grad(times, { argnums: [0, 1] })(2, 3)
      .map(Number),
  ).toEqual([3, 0]);
  close(jax.grad((x: any) => jnp.sum(jax.vmap(times, { inAxes: [null, 0] })(x, floats(1, 2))))(2), [3]);
});

test("customJvp() rules hold in both modes", () => {
  close(jax.grad(wrongCube)(2), [5]);
  close(jax.jvp(wrongCube, [2], [10])[1], [50]);
  close(jax.jit(jax.grad(wrongCube))(2), [5]);
  close(jax.vmap(jax.grad(wrongCube))(floats(1, 2)), [5, 5]);
  close(jax.grad((x: any) => jnp.sum(jax.vmap(wrongCube)(x)))(floats(1, 2)), [5, 5]);
  close(jax.grad(jax.jit((x: any) => lax.foriLoop(0, 2, (_, v) => wrongCube(v), x)))(1.5), [25]);
  const product = jax.customJvp((x: any, y: any) => x.mul(y));
  product.defjvps((dx, _, __, y) => dx.mul(y), null);
  expect(
    jax
      .grad(product, { argnums: [0, 1] })(2, 3)
      .map(Number),
  ).toEqual([3, 0]);
});

test("nondiffArgnums hand arguments on as they are, to the rules first", () => {
  const apply = jax.customJvp((f: any, x: any) => f(x), { nondiffArgnums: 0 });
  apply.defjvp((f, [x], [dx]) => [f(x), dx.mul(7)]);
  close(jax.grad((x: any) => apply(jnp.sin, x))(1), [7]);
  const scaled = jax.customVjp((x: any, by: any) => x.mul(by.factor), { nondiffArgnums: [1] });
  scaled.defvjp(
    (x, by) => [x.mul(by.factor), null],
    (by, _, ct) => [ct.mul(by.factor * 100)],
  );
  close(jax.grad((x: any) => scaled(x, { factor: 2 }))(1), [200]);
});

test("customGradient() keeps what each call captured", () => {
  const f = jax.customGradient((x: any) => [x.mul(x), (ct: any) => ct.mul(x)] as const);
  close(jax.grad((x: any) => f(x).add(f(x.mul(10))))(3), [3 + 300]);
  close(jax.jit(jax.vmap(jax.grad(f)))(floats(1, 2)), [1, 2]);
});

test("errors of custom rules say what is wrong and how to mend it", () => {
  expect(() => jax.jvp(wrongSin, [1], [1])).toThrow("Cannot take the forward derivative (jvp, jacfwd) of wrongSin");
  expect(() =>
    jax.grad(
      jax.customVjp(function f(x: any) {
        return x;
      }),
    )(1),
  ).toThrow("f.defvjp(fwd, bwd)");
  expect(() =>
    jax.grad(
      jax.customJvp(function f(x: any) {
        return x;
      }),
    )(1),
  ).toThrow("f.defjvp(rule)");
  const rule = (bwd: (...args: any[]) => any) => {
    const f = jax.customVjp(function f(x: any, y: any) {
      return x.mul(y);
    });
    f.defvjp((x, y) => [x.mul(y), null], bwd);
    return () => jax.grad(f)(1, 2);
  };
  expect(rule((_, ct) => ct)).toThrow("it must return a list of 2 cotangents, one for each argument, got f32[]");
  expect(rule(() => [jnp.ones([2]), null])).toThrow(
    "use the bwd rule of f for argument 0: the cotangent of a value of f32[]",
  );
  const closed = (a: any) => {
    const f = jax.customJvp(function f(x: any) {
      return x.mul(a);
    });
    f.defjvp(([x], [dx]) => [f(x), dx]);
    return f(a);
  };
  expect(() => jax.grad(closed)(1.5)).toThrow("by an array it captured");
});
