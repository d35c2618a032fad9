/** Touches everything of the runtime once, in seconds. */
import { expect, test } from "vitest";
import { DeviceArray, type JaxArray } from "../core/array.ts";
import { setDefaultBackend } from "../execute/backends.ts";
import { jax } from "../index.ts";
import { add, mul, reduceSum } from "../primitives/index.ts";
import { aval } from "../types/aval.ts";

setDefaultBackend("reference");
jax.config.update("enableChecks", true);
const vector = (...xs: number[]) => DeviceArray.fromHost(Float32Array.from(xs), aval([xs.length], "float32"));
const numbers = (x: JaxArray) => [...(x as DeviceArray).host];

test("eager, jit, grad, vmap", () => {
  const x = vector(1, 2, 3);
  expect(numbers(mul(x, add(x, 1)))).toEqual([2, 6, 12]);
  const f = (x: JaxArray) => reduceSum(mul(x, mul(x, x)), { axes: [0] });
  expect(numbers(jax.grad(f)(x))).toEqual([3, 12, 27]);
  expect(numbers(jax.jit(jax.grad(f))(x))).toEqual([3, 12, 27]);
  expect(numbers(jax.grad(jax.jit(f))(x))).toEqual([3, 12, 27]);
  const g = jax.jit((x: JaxArray) => mul(x, mul(x, x)));
  expect(numbers(jax.vmap(jax.grad(g))(x))).toEqual([3, 12, 27]);
  expect(numbers(jax.vmap(jax.grad(jax.grad(g)))(x))).toEqual([6, 12, 18]);
  expect(numbers(jax.jit(jax.vmap(jax.grad(jax.grad(g))))(x))).toEqual([6, 12, 18]);
  expect(numbers(jax.hessian(f)(x))).toEqual([6, 0, 0, 0, 12, 0, 0, 0, 18]);
  expect(numbers(jax.jacrev(g)(x))).toEqual([3, 0, 0, 0, 12, 0, 0, 0, 27]);
});
