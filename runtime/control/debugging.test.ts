import { expect, test } from "vitest";
import { setDefaultBackend } from "../execute/backends.ts";
import { jax, jnp, lax } from "../index.ts";

setDefaultBackend("wasm");

const floats = (...xs: number[]) => jnp.array(xs, { dtype: "float32" });

test("disableJit() runs jitted functions, loops and branches in JavaScript, with the same results", () => {
  const seen: number[] = [];
  const step = (c: any, x: any) => {
    if (!(c instanceof jax.Tracer)) seen.push(Number(x));
    return [c.add(x), c.mul(x)] as const;
  };
  const f = jax.jit((xs: any) => {
    const [total, ys] = lax.scan(step, 0.5, xs, { reverse: true });
    const grown = lax.whileLoop(
      (v) => v.less(100),
      (v) => v.mul(v),
      total,
    );
    return [
      lax.cond(
        grown.greater(0),
        (y: any) => y.add(1),
        (y: any) => y.sub(1),
        grown,
      ),
      ys,
    ];
  });
  const compiled = f(floats(1, 2, 3)).map(String);
  expect(seen).toEqual([]);
  expect(jax.disableJit(() => f(floats(1, 2, 3))).map(String)).toEqual(compiled);
  expect(seen).toEqual([3, 2, 1]);
  expect(jax.config.disableJit).toBe(false);
});

test("debugNans() names the operation, also deep inside a program and in gradients", () => {
  const f = jax.jit(function loss(x: any) {
    return jnp.sum(
      jax.jit(function inner(y: any) {
        return jnp.sqrt(y).add(1);
      })(x.sub(2)),
    );
  });
  expect(() => jax.debugNans(true, () => f(floats(1, 5)))).toThrow(
    /^Found NaN in .*inner → sqrt of f32\[2\] \(-1, 3\)/,
  );
  expect(() => jax.debugNans(true, () => jax.jit(jax.grad((x: any) => jnp.sqrt(x.mul(x))))(0.0 * 1))).toThrow(
    "Found NaN in",
  );
  expect(Number.isNaN(Number(f(floats(1, 5))))).toBe(true);
  expect(() => jax.debugInfs(true, () => jnp.exp(floats(100)))).toThrow("Found an infinity in exp of f32[1] (100)");
});

test("debugKeyReuse() sees a key that is used twice, and lets others pass", () => {
  jax.debugKeyReuse(true, () => {
    const key = jax.random.key(0);
    const [a, b] = [jax.random.foldIn(key, 1), jax.random.foldIn(key, 2)];
    jax.random.choice(a, 5, [3], { replace: false }); // hands its key on
    jax.random.normal(b);
    const [c] = jax.random.split(key) as any;
    expect(() => jax.random.normal(b)).toThrow("it was used to draw normal numbers already");
    expect(() => jax.random.uniform(key)).toThrow(jax.KeyReuseError);
    jax.random.uniform(c);
  });
});

test("namedScope() and namedCall() put names into errors and jaxprs", () => {
  expect(() =>
    jax.namedScope("encoder", () => jax.namedScope("attention", () => lax.add(floats(1, 2), floats(1, 2, 3)))),
  ).toThrow(/\(in encoder\/attention\)$/);
  const layer = jax.namedCall((x: any) => x.mul(2), { name: "double" });
  expect(String(jax.makeJaxpr((x: any) => layer(x).add(1))(1.5))).toContain("name=double");
});

test("ensureCompileTimeEval() computes while a function is traced", () => {
  const f = jax.jit((x: any) => x.mul(jax.ensureCompileTimeEval(() => Number(jnp.sum(jnp.arange(4))))));
  expect(Number(f(2))).toBe(12);
});

test("a static argument that is an array is refused", () => {
  const f = jax.jit((x: any, n: any) => x.mul(n), { staticArgnums: 1 });
  expect(() => f(1, jnp.array(3))).toThrow("pass it as an ordinary argument");
});

test("elements are not properties", () => {
  const x = floats(1, 2) as any;
  expect(() => x[0]).toThrow("Cannot read x[0] of f32[2]: elements are not properties; use x.at(0).get()");
  expect(() => (x[1] = 5)).toThrow("x = x.at(1).set(value)");
  expect(() => jax.jit((y: any) => y[0])(x)).toThrow("use x.at(0).get()");
  expect(x.none).toBeUndefined();
});
