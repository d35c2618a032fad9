import { describe, expect, test } from "vitest";
import type { DeviceArray, JaxArray } from "../core/array.ts";
import { definePrimitive } from "../core/primitive.ts";
import { jax, jnp, nnx, optax } from "../index.ts";

const x = jnp.arange(12).astype("float32").reshape([3, 4]);

describe("jit(f).lower(…)", () => {
  const softmax = jax.jit((a: jax.Array) => jax.nn.softmax(a));

  test("shows the jaxpr without running the function", () => {
    let runs = 0;
    const f = jax.jit((a: jax.Array) => {
      runs++;
      return a.mul(2).add(1);
    });
    expect(f.lower(x).asText()).toMatchInlineSnapshot(`
      "{ lambda ; a:f32[3,4]. let
          b:f32[3,4] = mul a 2.0:f32[]
          c:f32[3,4] = add b 1.0:f32[]
        in (c,) }"
    `);
    expect((f(x).tolist() as number[][])[0]).toEqual([1, 3, 5, 7]);
    expect(runs).toBe(1); // the call used what was traced
  });

  test("compiles to kernels, which run as the function does", () => {
    const compiled = softmax.lower(x).compile();
    expect(compiled.asText()).toContain("kernel sub_exp_reduceSum\n    for i0 < 3\n      for r0 < 4");
    expect(compiled.asText({ dialect: "code" })).not.toBe(compiled.asText());
    expect(compiled(x).tolist()).toEqual(softmax(x).tolist());
  });

  test("explains what was fused, what is stored and why", () => {
    expect(String(softmax.lower(x).compile().explain())).toMatchInlineSnapshot(`
      "3 kernels on wasm; arguments 48 B, results 48 B, temporaries 512 B

      kernel             grid   reduce  times  read  written  operations  fused from
      reduceMax_max      [3]    [4]     1      48 B  12 B     15          reduceMax max
      sub_exp_reduceSum  [3]    [4]     1      60 B  12 B     36          broadcastInDim sub exp reduceSum
      sub_exp_div        [3,4]          1      72 B  48 B     36          broadcastInDim×2 sub exp div

      kernel             stores            because
      reduceMax_max      max f32[3]        else computed 8 times over by sub_exp_reduceSum, sub_exp_div
      sub_exp_reduceSum  reduceSum f32[3]  reduction, whole before sub_exp_div can begin
      sub_exp_div        div f32[3,4]      result"
    `);
  });

  test("counts operations and bytes", () => {
    const f = jax.jit((a: jax.Array, b: jax.Array) => jnp.tanh(jnp.matmul(a, b)));
    const compiled = f.lower(jnp.ones([8, 16]), jnp.ones([16, 4])).compile();
    // jax.jit(lambda a, b: jnp.tanh(a @ b)).lower(…).compile().cost_analysis(): flops 1024 = 2·8·16·4, transcendentals 32
    expect(compiled.costAnalysis()).toEqual({
      flops: 1024,
      transcendentals: 32,
      bytesAccessed: 4 * (8 * 16 + 16 * 4 + 8 * 4),
    });
    expect(compiled.memoryAnalysis()).toMatchObject({
      argumentSizeInBytes: 4 * (8 * 16 + 16 * 4),
      outputSizeInBytes: 4 * 8 * 4,
      tempSizeInBytes: 0,
    });
  });

  test("tells the kernels of a loop, and how often they run", () => {
    const f = jax.jit((h: jax.Array, xs: jax.Array) =>
      jax.lax.scan((c: jax.Array, v: jax.Array) => [jnp.tanh(c.add(v)), c], h, xs),
    );
    const { steps } = f.lower(jnp.zeros([8]), jnp.ones([100, 8])).compile();
    const inside = steps.filter(({ depth }) => depth === 1);
    expect(steps.find(({ kind }) => kind === "loop")).toMatchObject({ name: "scan", depth: 0, times: 1 });
    expect(inside.map(({ times }) => times)).toEqual(inside.map(() => 100));
    expect(inside.flatMap(({ primitives }) => primitives)).toContain("tanh");
  });

  test("refuses arguments of other shapes, and functions with callbacks", () => {
    const compiled = softmax.lower(x).compile();
    expect(() => compiled.profile(jnp.ones([2]))).toThrow(
      "it was lowered for f32[3,4], got f32[2]; lower it for these",
    );
    const shout = definePrimitive<[JaxArray]>({ name: "shout", shape: ([a]) => [a!], host: (operands) => operands });
    const loud = jax.jit((a: jax.Array) => shout(a));
    expect(() => loud.lower(x).compile()).toThrow("Cannot compile this function as one program: JavaScript is called");
  });
});

describe("profiles", () => {
  test("time every kernel and leave modules as they are", () => {
    const model = new nnx.Linear(4, 2, { rngs: new nnx.Rngs(0) });
    const optimizer = new nnx.Optimizer(model, optax.adam(1e-2), { wrt: nnx.Param });
    const step = nnx.jit((m: nnx.Linear, o: typeof optimizer, batch: jax.Array) => {
      const [loss, grads] = nnx.valueAndGrad((mm: nnx.Linear) => jnp.mean(jnp.square(mm(batch))))(m);
      o.update(m, grads);
      return loss;
    });
    const compiled = step.lower(model, optimizer, x).compile();
    const before = model.kernel.value.tolist();
    const profile = compiled.profile(model, optimizer, x);
    expect(profile.kernels.map(({ name }) => name)).toEqual(compiled.steps.map(({ name }) => name));
    expect(profile.kernels.every(({ ms, calls }) => ms >= 0 && calls >= 1)).toBe(true);
    expect(String(profile)).toMatch(/^kernel +calls +ms +share +GFLOP\/s +GB\/s\n/);
    expect(model.kernel.value.tolist()).toEqual(before);
    compiled(model, optimizer, x);
    expect(model.kernel.value.tolist()).not.toEqual(before);
  });

  test("of a stretch of code run the same programs, kernel by kernel", () => {
    const f = jax.jit((a: jax.Array) => jax.nn.softmax(a.mul(2)));
    const g = jax.jit((n: jax.Array) =>
      jax.lax.whileLoop(
        (i: jax.Array) => i.less(100),
        (i: jax.Array) => i.mul(2),
        n,
      ),
    );
    const whole = [f(x).tolist(), g(jnp.int32(3)).item()];
    let recorded: unknown[] = [];
    const profile = jax.profiler.trace(() => {
      recorded = [f(x).tolist(), g(jnp.int32(3)).item()];
    });
    expect(recorded).toEqual(whole);
    expect(profile.kernels.map(({ name, calls }) => `${calls} ${name}`)).toContain("1 mul_reduceMax_max");
    expect(profile.kernels.length).toBeGreaterThan(3);
    let after: unknown;
    expect(jax.profiler.trace(() => (after = 1)).kernels).toEqual([]);
    expect(after).toBe(1);
  });
});

test("liveArrays() lists what holds device memory, until it is deleted", () => {
  const big = jnp.zeros([1234]).add(1);
  expect(jax.liveArrays()).toContain(big);
  (big as DeviceArray).delete();
  expect(jax.liveArrays()).not.toContain(big);
});
