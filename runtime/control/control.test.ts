import { expect, test } from "vitest";
import { setDefaultBackend } from "../execute/backends.ts";
import { jax, jnp, lax } from "../index.ts";

setDefaultBackend("wasm");
jax.config.update("enableChecks", true);

const floats = (...xs: number[]) => jnp.array(xs, { dtype: "float32" });
const close = (x: unknown, expected: readonly number[]) => {
  const got = (jnp.ravel(x as jax.Array).tolist() as number[]).map(Number);
  expect(got.length).toBe(expected.length);
  for (const [i, y] of expected.entries()) expect(got[i]).toBeCloseTo(y, 5);
};
const textOf = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("expected an error");
};

// jnp.sum(lax.scan(lambda h, x: (jnp.sin(h * w + x), h), 0.1, jnp.array([1., 2, 3]))[1])
const summed = (w: any) =>
  jnp.sum(lax.scan((h: any, x: any) => [jnp.sin(h.mul(w).add(x)), h], 0.1, floats(1, 2, 3))[1]);

test("scan() has derivatives of each kind, inside and outside jit, as in JAX", () => {
  const [value, tangent] = jax.jvp(summed, [0.7], [1]);
  close(value, [1.4806205]);
  close(tangent, [-0.73896486]);
  for (const f of [jax.grad(summed), jax.jit(jax.grad(summed)), jax.grad(jax.jit(summed))])
    close(f(0.7), [-0.73896486]);
  close(jax.grad(jax.grad(summed))(0.7), [-0.50405973]);
  close(jax.hessian(summed)(0.7), [-0.50405973]);
  close(jax.jacfwd(jax.jacfwd(summed))(0.7), [-0.50405973]);
  close(jax.vmap(jax.grad(summed))(floats(0.7, 0.2)), [-0.73896486, -0.43444324]);
});

test("scan() keeps for its derivative only what changes from step to step", () => {
  const loss = (w: any) =>
    jnp.sum(lax.scan((h: any) => [h.mul(jnp.exp(jnp.sin(w))), null], floats(1, 2), null, { length: 5 })[0]);
  const { jaxpr } = jax.makeJaxpr(jax.grad(loss))(floats(0.5, 0.7));
  const scans = jaxpr.equations.filter(({ primitive }) => primitive.name === "scan");
  // only h is stacked; exp(sin w) and its factors are computed once, outside
  const stacks = scans[0]!.outputs.filter((v) => v.aval.shape.length === 2);
  expect(stacks.map((v) => v.aval.shape)).toEqual([[5, 2]]);
});

test("scan() runs from the end, in rounds, without xs, and over trees", () => {
  const add = (c: any, x: any) => [c.add(x), c] as const;
  for (const unroll of [1, 2, 5, true]) {
    const [total, ys] = lax.scan(add, 0, jnp.arange(5), { reverse: true, unroll });
    expect([Number(total), String(ys)]).toEqual([10, "[10  9  7  4  0]"]);
    const [, forward] = lax.scan(add, 0, jnp.arange(5), { unroll });
    expect(String(forward)).toBe("[0 0 1 3 6]");
  }
  const [state] = lax.scan((s: any) => [{ n: s.n.add(1), x: s.x.mul(2) }, null], { n: 0, x: floats(1, 2) }, null, {
    length: 3,
  });
  expect([Number(state.n), String(state.x)]).toEqual([3, "[ 8. 16.]"]);
  const [, rows] = lax.scan((c: any, { a, b }: any) => [c, [a.mul(b)]] as const, 0, {
    a: floats(1, 2),
    b: floats(3, 4),
  });
  expect(String(rows[0])).toBe("[3. 8.]");
});

test("scan() carries keys", () => {
  // lax.scan(lambda k, _: (jax.random.split(k)[0], jax.random.uniform(jax.random.split(k)[1])), jax.random.key(131), jnp.arange(4))[1]
  const draw = (k: any) => {
    const keys = jax.random.split(k);
    return [keys.at(0).get(), jax.random.uniform(keys.at(1).get())] as const;
  };
  close(lax.scan(draw, jax.random.key(131), jnp.arange(4))[1], [0.13757217, 0.96502614, 0.3686434, 0.6031343]);
});

test("linearTranspose() of a scan runs its counters forward first", () => {
  // jax.linear_transpose(lambda x: lax.scan(lambda c, y: ((c[0] + 1, c[1] * c[0]), c[1] * y), (1, x), jnp.array([1., 2, 3]))[1], 1.)(jnp.ones(3))
  const f = (x: any) =>
    lax.scan((c: any, y: any) => [[c[0].add(1), c[1].mul(c[0])], c[1].mul(y)], [1, x], floats(1, 2, 3))[1];
  close(jax.linearTranspose(f, 1)(floats(1, 1, 1))[0], [9]);
});

test("whileLoop() repeats, has forward derivatives, and stops each element of a batch by itself", () => {
  const [x, n] = lax.whileLoop(
    (c) => c[0].less(20),
    (c) => [c[0].mul(2).add(1), c[1].add(1)],
    [1, 0],
  );
  expect([Number(x), Number(n)]).toEqual([31, 4]);
  const square = (v: any) =>
    lax.whileLoop(
      (c) => c.less(20),
      (c) => c.mul(c),
      v,
    );
  const [value, tangent] = jax.jvp(square, [1.5], [1]);
  close(jnp.stack([value, tangent]), [25.628906, 136.6875]);
  const powers = jax.vmap(
    (limit: any) =>
      lax.whileLoop(
        (c) => c[0].less(limit),
        (c) => [c[0].add(1), c[1].mul(2)],
        [0, 1],
      )[1],
  );
  expect(String(powers(jnp.array([1, 4, 0])))).toBe("[ 2 16  1]");
  expect(String(jax.jit(powers)(jnp.array([1, 4, 0])))).toBe("[ 2 16  1]");
});

test("foriLoop() counts in a carry: no array of its numbers is made", () => {
  const jaxpr = String(jax.makeJaxpr((x: any) => lax.foriLoop(2, 1_000_000_000, (i, v) => v.add(i), x))(0));
  expect(jaxpr).toContain("length=999999998");
  expect(jaxpr).not.toMatch(/\[\d{4,}\]/);
});

test("foriLoop() is a scan where its bounds are numbers, else a while loop", () => {
  const f = (x: any) => lax.foriLoop(0, 3, (i, v) => v.mul(v).sub(i), x);
  close(jax.grad(f)(1.5), [109.6875]);
  const dynamic = jax.jit((n: any) =>
    lax.foriLoop({ lower: 0, upper: n, bodyFun: (i, v) => v.mul(1.5).sub(i), initVal: 1 }),
  );
  close(dynamic(3), [-0.125]);
  close(
    lax.foriLoop(5, 3, (_, v) => v.mul(2), 1.5),
    [1.5],
  );
  close(lax.foriLoop({ lower: 0, upper: 5, bodyFun: (i, v) => v.add(i), initVal: 0.5, unroll: 2 }), [10.5]);
});

test("cond() and switch() run one branch, and choose element by element under vmap", () => {
  // g = lambda v: lax.cond(v > 0, lambda x: jnp.sin(x) * x, lambda x: -x, v)
  const g = (v: any) => lax.cond(v.greater(0), (x: any) => jnp.sin(x).mul(x), jnp.negative, v);
  close(jax.grad(g)(1), [1.3817732]);
  close(jax.grad(jax.grad(g))(1), [0.2391336]);
  close(jax.vmap(jax.grad(g))(floats(1, -1)), [1.3817732, -1]);
  close(jax.grad((v: any) => jnp.sum(jax.vmap(g)(v)))(floats(1, -1)), [1.3817732, -1]);
  const pick = (k: any, v: any) => lax.switch(k, [jnp.sin, jnp.cos, (x: any) => x.mul(x)], v);
  close(jax.vmap(pick, { inAxes: [0, null] })(jnp.array([-1, 1, 7]), floats(3).at(0).get()), [0.14112, -0.9899925, 9]);
  const scale = floats(2, 3);
  const captured = jax.jit((p: any, x: any) =>
    lax.cond(
      p,
      (y: any) => y.mul(scale),
      (y: any) => y.add(scale),
      x,
    ),
  );
  expect(String(captured(true, floats(1, 1)))).toBe("[2. 3.]");
  expect(String(captured(false, floats(1, 1)))).toBe("[3. 4.]");
});

test("loops and branches nest under grad", () => {
  const loops = (w: any) =>
    lax.scan((c: any, x: any) => [lax.foriLoop(0, 2, (_, v) => v.mul(w).add(x), c), null], 1.5, floats(1, 2))[0];
  // jax.grad(lambda w: lax.scan(lambda c, x: (lax.fori_loop(0, 2, lambda i, v: v * w + x, c), None), 1.5, jnp.array([1., 2]))[0])(0.5)
  close(jax.grad(loops)(0.5), [4.5]);
  const branches = (w: any) =>
    lax.scan(
      (c: any, x: any) => [
        lax.cond(
          x.greater(1.5),
          (v: any) => v.mul(w),
          (v: any) => v.add(w),
          c,
        ),
        null,
      ],
      1.0001,
      floats(1, 2, 3),
    )[0];
  // the same with lax.cond(x > 1.5, lambda v: v * w, lambda v: v + w, c) from 1.0001
  close(jax.grad(branches)(0.5), [1.7501]);
});

test("errors of loops name the place and the repair", () => {
  const two = floats(1, 1);
  expect(
    textOf(() =>
      lax.scan(
        function step(c: any, x: any) {
          return [c.astype("int32"), x];
        },
        two,
        jnp.arange(3),
      ),
    ),
  ).toBe(
    'Cannot scan step: the carry must keep its types, but it went in as f32[2] and came out as i32[2]: dtypes do not match; start with x.astype("int32"), or return y.astype("float32")',
  );
  expect(
    textOf(() => lax.scan((c: any, x: any) => [{ a: c.a, b: c.b[0] }, x], { a: 1.5, b: [two] }, jnp.arange(3))),
  ).toBe(
    "Cannot scan <lambda>: the carry must keep its structure, but PyTreeDef({'a': *, 'b': [*]}) went in and PyTreeDef({'a': *, 'b': *}) came out. They differ at ['b']: a list of 1 went in, an array came out; return a carry of the structure of the one given",
  );
  expect(textOf(() => lax.scan((c: any, x: any) => [c, x], 0, [jnp.ones([2]), jnp.ones([3])]))).toMatch(
    "one size, got f32[2], f32[3]",
  );
  expect(textOf(() => lax.scan((c: any, x: any) => [c, x], 0, jnp.ones([2]), { length: 3 }))).toMatch("length is 3");
  expect(textOf(() => lax.scan((c: any) => [c, c], 0))).toMatch("give length");
  expect(textOf(() => lax.scan(((c: any) => c) as never, 0, jnp.ones([2])))).toMatch(
    "must return [carry, y], got i32[]",
  );
  expect(
    textOf(() =>
      lax.whileLoop(
        (c) => c,
        (c) => c,
        1.5,
      ),
    ),
  ).toMatch("its condition must return bool[], got f32[]");
  expect(
    textOf(() =>
      lax.whileLoop(
        () => true,
        (c) => [c],
        1.5,
      ),
    ),
  ).toMatch("the carry must keep its structure");
  expect(
    textOf(() =>
      jax.grad((x: any) =>
        lax.whileLoop(
          (c) => c.less(20),
          (c) => c.mul(c),
          x,
        ),
      )(1.5),
    ),
  ).toMatch("use lax.scan");
  expect(textOf(() => lax.foriLoop(0.5, 3, (_, v) => v, 0))).toMatch("lower must be a whole number or i32[], got 0.5");
});

test("errors of branches name both and the place", () => {
  expect(
    textOf(() =>
      lax.cond(
        true,
        (x: any) => x,
        () => jnp.ones([2]),
        1.5,
      ),
    ),
  ).toBe(
    "Cannot choose by cond: all branches must return the same structure and types, but falseFun (<lambda>) returns f32[2] and trueFun (<lambda>) returns f32[]: the shapes do not match; broadcast one to the shape of the other",
  );
  expect(
    textOf(() =>
      lax.cond(
        true,
        (x: any) => ({ a: x }),
        (x: any) => ({ b: x }),
        1.5,
      ),
    ),
  ).toMatch("They differ at the root: a dict with keys [b] and a dict with keys [a]");
  expect(textOf(() => lax.cond(jnp.array([true, false]), jnp.sin, jnp.cos, 1.5))).toMatch(
    "pred must be one boolean, got bool[2]",
  );
  expect(textOf(() => lax.switch(1.5, [jnp.sin], 1.5))).toMatch("index must be one whole number, got f32[]");
  expect(textOf(() => lax.switch(1, [], 1.5))).toMatch("there are no branches");
});
