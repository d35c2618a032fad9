import { expect, test } from "vitest";
import type { Jaxpr } from "../../core/jaxpr.ts";
import { isJaxpr } from "../../core/jaxpr.ts";
import { setDefaultBackend } from "../../execute/backends.ts";
import { jax, jnp, lax } from "../../index.ts";

setDefaultBackend("wasm");
jax.config.update("enableChecks", true);

const { checkpointName } = jax.adCheckpoint;
const policies = jax.checkpointPolicies;
const floats = (...xs: number[]) => jnp.array(xs, { dtype: "float32" });

/** How often a primitive stands in a jaxpr, inside others too. */
function count(jaxpr: Jaxpr, name: string): number {
  let n = 0;
  for (const { primitive, params } of jaxpr.equations) {
    if (primitive.name === name) n++;
    for (const inner of Object.values(params).flat()) if (isJaxpr(inner)) n += count(inner, name);
  }
  return n;
}

const chain = (x: any) => jnp.sin(checkpointName(jnp.sin(checkpointName(jnp.sin(x), "a")), "b"));
const sinesOf = (policy?: any) =>
  count(jax.makeJaxpr(jax.grad(jax.checkpoint(chain, policy ? { policy } : {})))(1.5).jaxpr, "sin");

test("checkpoint() changes no number", () => {
  const f = (x: any) => jnp.sum(jnp.sin(x).mul(jnp.exp(x)));
  const g = jax.checkpoint(f);
  const x = floats(1, 2);
  // jax.grad(jax.checkpoint(lambda x: jnp.sum(jnp.sin(x) * jnp.exp(x))))(jnp.array([1., 2]))
  for (const h of [jax.grad(g), jax.jit(jax.grad(g))]) expect(String(h(x))).toBe("[3.7560492 3.6439173]");
  expect(String(jax.vmap(jax.grad(g))(jnp.ones([2, 1])))).toBe("[[3.7560492]\n [3.7560492]]");
  expect(Number(jax.hessian(g)(1))).toBeCloseTo(2.937388, 5);
  expect(Number(jax.jvp(g, [x], [floats(1, 0)])[1])).toBeCloseTo(3.7560492, 5);
  const scanned = (y: any) =>
    lax.scan(
      jax.checkpoint((c: any) => [chain(c), null] as const),
      y,
      null,
      { length: 2 },
    )[0];
  expect(Number(jax.grad(scanned)(1.5))).toBeCloseTo(0.01187619, 6); // sin six times
});

test("checkpoint() computes again what its policy does not save", () => {
  expect(count(jax.makeJaxpr(jax.grad(chain))(1.5).jaxpr, "sin")).toBe(3);
  expect(sinesOf()).toBe(3 + 2); // the value of the last one is not needed
  expect(sinesOf(policies.everythingSaveable)).toBe(3);
  expect(sinesOf(policies.saveOnlyTheseNames("a", "b"))).toBe(3);
  expect(sinesOf(policies.saveOnlyTheseNames("b"))).toBe(3 + 1);
  expect(sinesOf(policies.saveAnyNamesButThese("b"))).toBe(3 + 1);
  const layer = jax.checkpoint((w: any, x: any) => jnp.sum(jnp.tanh(jnp.tanh(x.matmul(w)))), {
    policy: policies.dotsSaveable,
  });
  const { jaxpr } = jax.makeJaxpr(jax.grad(layer))(jnp.ones([2, 2]), jnp.ones([2, 2]));
  expect(count(jaxpr, "dotGeneral")).toBe(2);
  expect(count(jaxpr, "tanh")).toBeGreaterThan(2);
});
