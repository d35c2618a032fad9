/** Transformations, loops and branches of sharded arrays give what they give of whole ones. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JaxArray } from "../../core/array.ts";
import { jax, jnp, lax } from "../../index.ts";
import { randomArray } from "../../test/hostArrays.ts";
import { expectSameInParts, meshOf } from "../../test/inParts.ts";

type X = JaxArray;
type F = (...inputs: any[]) => X | readonly X[];

beforeAll(() => jax.config.update("numDevices", 8));
afterAll(() => jax.config.update("numDevices", 1));

const small = (...shape: number[]): X => randomArray(shape, { low: -1, high: 1, seed: shape.length + shape[0]! });
const constrain = (x: X, ...entries: any[]): X =>
  lax.withShardingConstraint(x, new jax.NamedSharding(meshOf(2, 2), jax.P(...entries)));
const anything = jax.P.UNCONSTRAINED;

const loss = (w: X, x: X): X => jnp.sum(jnp.square(jnp.tanh(jnp.matmul(x, w))));
const clipped = jax.customVjp((x: X) => jnp.sin(x));
clipped.defvjp(
  (x: X) => [jnp.sin(x), x],
  (x: X, ct: X) => [jnp.minimum(ct.mul(jnp.cos(x)), 0.1)],
);
const doubled = jax.customJvp((x: X) => jnp.sin(x));
doubled.defjvp(([x]: any, [dx]: any) => [jnp.sin(x), dx.mul(2).mul(jnp.cos(x))] as any);

const w = small(4, 4);
const x = small(8, 4);

const cases: Readonly<Record<string, readonly [f: F, ...inputs: X[]]>> = {
  grad: [(w: X, x: X) => jax.grad(loss)(w, x) as X, w, x],
  "grad of grad": [(w: X, x: X) => jax.grad((w: X) => jnp.sum(jnp.sin(jax.grad(loss)(w, x) as X)))(w) as X, w, x],
  jvp: [(w: X, x: X) => jax.jvp(loss, [w, x], [w, x]) as X[], w, x],
  vjp: [(w: X, x: X) => jax.vjp((x: X) => jnp.matmul(x, w), x)[1](x) as unknown as X[], w, x],
  hessian: [(v: X) => jax.hessian((v: X) => jnp.sum(jnp.exp(v)))(v) as X, small(4)],
  vmap: [(w: X, x: X) => jax.vmap((row: X) => jnp.tanh(jnp.matmul(row, w)))(x), w, x],
  "vmap along columns": [(x: X) => jax.vmap(jnp.sort, { inAxes: 1, outAxes: 1 })(x), x],
  "vmap of grad": [(w: X, x: X) => jax.vmap(jax.grad(loss), { inAxes: [null, 0] })(w, jnp.expandDims(x, 1)) as X, w, x],
  scan: [(h: X, xs: X) => lax.scan((h: X, x: X) => [jnp.tanh(h.add(x)), h], h, xs) as X[], small(4), x],
  "scan whose carry changes its cut": [
    (h: X, xs: X) => lax.scan((h: X, x: X) => [jnp.transpose(h).add(x), jnp.sum(h)], h, xs) as X[],
    w,
    small(3, 4, 4),
  ],
  "grad of scan": [
    (w: X, xs: X) =>
      jax.grad((w: X) =>
        jnp.sum(lax.scan((h: X, x: X) => [jnp.tanh(jnp.matmul(w, h).add(x)), h], xs.at([0]).get(), xs)[1] as X),
      )(w) as X,
    w,
    x,
  ],
  foriLoop: [(w: X, x: X) => lax.foriLoop(0, 3, (_: X, c: X) => jnp.tanh(jnp.matmul(c, w)), x), w, x],
  while: [
    (x: X) =>
      lax.whileLoop(
        (c: X) => jnp.greater(jnp.max(jnp.abs(c)), 0.1),
        (c: X) => c.mul(0.5),
        x,
      ),
    x,
  ],
  cond: [
    (w: X, x: X) =>
      lax.cond(
        jnp.greater(jnp.sum(x), 0),
        (w: X) => jnp.matmul(x, w),
        () => x.mul(2),
        w,
      ),
    w,
    x,
  ],
  switch: [
    (w: X, x: X) =>
      lax.switch(
        jnp.argmax(w).astype("int32"),
        [(x: X) => x, (x: X) => jnp.flip(x, { axis: 0 }), (x: X) => x.mul(2)],
        x,
      ),
    w,
    x,
  ],
  "grad of cond": [
    (w: X, x: X) =>
      jax.grad((w: X) =>
        jnp.sum(
          lax.cond(
            jnp.greater(jnp.sum(x), 0),
            (w: X) => jnp.matmul(x, w),
            (w: X) => jnp.matmul(x, jnp.sin(w)),
            w,
          ),
        ),
      )(w) as X,
    w,
    x,
  ],
  checkpoint: [(w: X, x: X) => jax.grad(jax.checkpoint(loss))(w, x) as X, w, x],
  customVjp: [(x: X) => jax.grad((x: X) => jnp.sum(clipped(x).mul(x)))(x) as X, x],
  customJvp: [(x: X) => jax.jvp((x: X) => doubled(x), [x], [x]) as X[], x],
  "jit inside jit": [
    (w: X, x: X) =>
      jax.jit((x: X) =>
        jax
          .jit((x: X) => jnp.matmul(x, w))(x)
          .add(1),
      )(x),
    w,
    x,
  ],
  "jit of grad in scan": [
    (w: X, x: X) =>
      lax.scan((w: X) => [w.sub((jax.jit(jax.grad(loss))(w, x) as X).mul(0.01)), loss(w, x)], w, null, {
        length: 3,
      }) as X[],
    w,
    x,
  ],
  constraint: [(w: X, x: X) => constrain(jnp.matmul(constrain(x, "a"), w), null, "b").add(1), w, x],
  "constraint in grad": [
    (w: X, x: X) => jax.grad((w: X) => jnp.sum(constrain(jnp.matmul(x, w), "a", "b")))(w) as X,
    w,
    x,
  ],
  "constraint in scan": [
    (h: X, xs: X) => lax.scan((h: X, x: X) => [constrain(jnp.tanh(h.add(x)), "b"), constrain(h, "a")], h, xs) as X[],
    small(4),
    x,
  ],
  "constraint in while": [
    (x: X) =>
      lax.whileLoop(
        (c: X) => jnp.less(jnp.sum(c), 50),
        (c: X) => constrain(c.mul(2).add(1), null, "a"),
        x,
      ),
    x,
  ],
  "constraint in cond": [
    (x: X) =>
      lax.cond(
        jnp.greater(jnp.sum(x), 0),
        (x: X) => constrain(x, "a"),
        (x: X) => constrain(x, null, "b"),
        x,
      ),
    x,
  ],
  "constraint in vmap": [(x: X) => jax.vmap((row: X) => constrain(jnp.sin(row), "a").mul(2))(x), x],
  "constraint in checkpoint": [
    (x: X) => jax.grad(jax.checkpoint((x: X) => jnp.sum(constrain(jnp.sin(x), "a"))))(x) as X,
    x,
  ],
  unconstrained: [(w: X, x: X) => constrain(jnp.matmul(x, w), anything, "b").mul(constrain(x, "b", anything)), w, x],
  "an array twice": [(x: X) => [jnp.add(x, x), jnp.matmul(jnp.transpose(x), x)], x],
  "outputs that are inputs": [(w: X, x: X) => [x, w, x, jnp.sum(x)], w, x],
  scalars: [(s: X, x: X) => [s.mul(2), jnp.sum(x).mul(s), x.mul(s)], jnp.float32(3), x],
  "zero-size": [(x: X) => [jnp.sum(x, { axis: 0 }), jnp.sin(x), jnp.concatenate([x, x])], small(0, 4)],
  "a constant result": [(x: X) => [jnp.ones([4, 4]), jnp.sum(x)], x],
  complex64: [
    (x: X, y: X) => {
      const z = lax.complex(x, y);
      return [jnp.abs(jnp.matmul(jnp.conj(jnp.transpose(z)), z)), jnp.sum(z), jnp.real(jnp.exp(z))];
    },
    x,
    small(8, 4),
  ],
  bfloat16: [(x: X) => [x.astype("bfloat16").mul(2), jnp.max(x.astype("bfloat16"), { axis: 0 })], x],
  int8: [
    (x: X) => [jnp.sum(x.astype("int8"), { axis: 0 }), x.astype("int8").mul(3), jnp.argsort(x, { axis: 0 })],
    x.mul(50),
  ],
  linalg: [(w: X) => [jnp.linalg.inv(w.add(jnp.eye(4).mul(3))), jnp.linalg.det(w)], w],
  "stacked cholesky": [
    (x: X) => jnp.linalg.cholesky(jnp.matmul(x, jnp.matrixTranspose(x)).add(jnp.eye(2))),
    small(4, 2, 2),
  ],
  "embedding gradient": [
    (table: X, x: X) =>
      jax.grad((t: X) => jnp.sum(jnp.square(jnp.take(t, jnp.argsort(x, { axis: 1 }), { axis: 0 }))))(table) as X,
    w,
    x,
  ],
  "pure callback": [
    (x: X) => jax.pureCallback((x: X) => x.mul(2), new jax.ShapeDtypeStruct([8, 4], "float32"), x.add(1)) as X,
    x,
  ],
};

const flat =
  (f: F) =>
  (...inputs: X[]): readonly X[] =>
    [f(...inputs)].flat() as X[];

test.each(Object.entries(cases))("%s", (name, [f, ...inputs]) => {
  const expected = jax.jit(flat(f))(...inputs) as X[];
  const isHalf = name === "bfloat16";
  const tolerance = isHalf ? { rtol: 1e-2, atol: 1e-2 } : { rtol: 1e-4, atol: 1e-4 };
  const tried = expectSameInParts(jax.jit(flat(f)) as any, inputs, expected, meshOf(2, 2), 6, tolerance);
  expect(tried).toBeGreaterThan(0);
  expectSameInParts(flat(f), inputs, expected, meshOf(2, 2), 1, tolerance);
});
