import { expect, test } from "vitest";
import { jax, jnp, lax } from "../index.ts";
import { forgetInterned, intern } from "./intern.ts";

const jaxprOf = (f: (...args: any[]) => unknown) => jax.makeJaxpr(f)(jnp.ones([2])).jaxpr;

test("intern() gives the first jaxpr that does the same", () => {
  forgetInterned();
  const loop = (by: number) => (x: any) => lax.scan((c: any) => [c.mul(by), c], x, null, { length: 2 });
  const first = intern(jaxprOf(loop(2)));
  expect(intern(jaxprOf(loop(2)))).toBe(first);
  expect(intern(jaxprOf(loop(3)))).not.toBe(first); // the number stands in the loop's own jaxpr
  expect(intern(jaxprOf((x: any) => jnp.stack([x, x])))).not.toBe(first);
  forgetInterned();
  expect(intern(jaxprOf(loop(2)))).not.toBe(first);
});
