import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { setDefaultBackend } from "../execute/backends.ts";
import { jax, jnp, lax } from "../index.ts";
import { elementsOf } from "../test/hostArrays.ts";

setDefaultBackend("wasm");
jax.config.update("enableChecks", true);

// printed by real JAX: compositions.fixtures.py
const expected: Record<string, number[]> = JSON.parse(
  readFileSync(new URL("./compositions.fixtures.json", import.meta.url), "utf8"),
);
const floats = (...xs: number[]) => jnp.array(xs, { dtype: "float32" });

const forwardRule = jax.customJvp((x: any) => jnp.sin(x));
forwardRule.defjvp(([x], [dx]) => [jnp.sin(x), dx.mul(jnp.cos(x)).mul(2)]);
const reverseRule = jax.customVjp((x: any) => jnp.sin(x));
reverseRule.defvjp(
  (x) => [jnp.sin(x), x],
  (x, ct) => [ct.mul(jnp.cos(x)).mul(2)],
);

function batchedScan(rule: (x: any) => any): jax.Array {
  const run = (w: any) => (x: any) => lax.scan((c: any, y: any) => [rule(c.mul(w).add(y)), c], x, floats(1, 2))[0];
  return jax.grad((w: any) => jnp.sum(jax.vmap(run(w))(floats(0.1, 0.2, 0.3))))(0.5);
}

function checkpoints(w: any): any {
  const body = jax.checkpoint((c: any, y: any) => [reverseRule(c.mul(w)).add(y), c]);
  return lax.scan(body as never, 1.5, floats(1, 2))[0];
}

function branches(w: any): any {
  const step = (i: any, c: any) =>
    lax.cond(
      c.greater(1),
      (z: any) => z.mul(w),
      (z: any) => z.add(w).add(i),
      c,
    );
  return lax.foriLoop(0, 3, step, w);
}

const products = (x: any) => jnp.sum(lax.scan((c: any, y: any) => [c.mul(y), c.mul(c)], jnp.prod(x), x)[1]);

function treeCarry(ab: any): any {
  const step = (c: any, y: any) => [{ u: c.u.mul(ab.a), v: c.u.add(c.v).mul(y) }, c.v] as const;
  const [c, ys] = lax.scan(step, { u: ab.b, v: floats(0, 0) }, floats(1, 2, 3));
  return jnp.sum(c.v).add(jnp.sum(ys));
}

const choices = [jnp.sin, jnp.cos, (z: any) => z.mul(z)];

const cases: Record<string, () => unknown> = {
  "customJvp in scan in vmap in grad": () => batchedScan(forwardRule),
  "customVjp in scan in vmap in grad": () => batchedScan(reverseRule),
  "checkpoint of a scan of checkpoints": () => jax.grad(jax.checkpoint(checkpoints))(0.5),
  "cond in foriLoop in grad in vmap": () => jax.jit(jax.vmap(jax.grad(branches)))(floats(0.5, 2, -1)),
  "jacfwd of whileLoop": () =>
    jax.jacfwd((x: any) =>
      lax.whileLoop(
        (c) => jnp.sum(c).less(20),
        (c) => c.mul(x).add(1),
        x,
      ),
    )(floats(1.5, 2)),
  "foriLoop with mapped bounds": () =>
    jax.vmap((n: any, x: any) => lax.foriLoop(0, n, (_, c) => c.mul(x), 1.5))(jnp.array([0, 1, 3]), floats(2, 3, 4)),
  "hessian of scan": () => jax.hessian(products)(floats(1.5, 2)),
  "grad of associativeScan": () =>
    jax.grad((x: any) => jnp.sum(lax.associativeScan(jnp.multiply as never, x)))(floats(1, 2, 3, 4)),
  "grad of map in batches": () =>
    jax.grad((x: any) => jnp.sum(lax.map((v) => v.mul(v).mul(x), floats(1, 2, 3), { batchSize: 2 })))(2),
  "switch by a mapped index": () =>
    jax.vmap(jax.grad((k: any, x: any) => lax.switch(k, choices, x), { argnums: 1 }))(
      jnp.array([0, 1, 2]),
      floats(1, 2, 3),
    ),
  "jvp of grad of scan": () =>
    jax.jvp(
      jax.grad((w: any) => lax.scan((c: any, y: any) => [jnp.tanh(c.mul(w).add(y)), null], 0.5, floats(1, 2))[0]),
      [0.7],
      [1],
    )[1],
  "grad of a scan over trees": () => (jax.grad(treeCarry)({ a: 2, b: floats(1, 2) }) as any).a,
  "grad by a carry that stays": () =>
    jax.grad((x: any) => jnp.sum(lax.scan((c: any) => [c, c.mul(x)], x, null, { length: 3 })[1]))(2),
  "linearize of whileLoop": () =>
    jax.linearize(
      (x: any) =>
        lax.whileLoop(
          (c) => c.less(10),
          (c) => c.mul(c),
          x,
        ),
      1.5,
    )[1](1),
  "grad of a reversed, unrolled scan": () =>
    jax.jit(
      jax.grad(
        (x: any) =>
          lax.scan((c: any, y: any) => [jnp.where(y.greater(1), c.mul(x), c), y], 1.5, floats(1, 2, 3), {
            reverse: true,
            unroll: 2,
          })[0],
      ),
    )(0.5),
};

test.each(Object.keys(expected))("%s gives JAX's numbers", (name) => {
  const got = elementsOf(jnp.ravel(cases[name]!() as jax.Array));
  expect(got.length).toBe(expected[name]!.length);
  expected[name]!.forEach((y, i) => expect(got[i]).toBeCloseTo(y, 4));
});
