import { expect, test } from "vitest";
import { setDefaultBackend } from "../execute/backends.ts";
import { jax, jnp, lax } from "../index.ts";
import { add, integerPow, mul } from "../primitives/index.ts";
import { aval } from "../types/aval.ts";
import { scalarOf } from "./asArray.ts";
import { checkJaxpr } from "./checkJaxpr.ts";
import { type Jaxpr, newVar } from "./jaxpr.ts";
import { breakOr, type Doc, group, join, layout, nest } from "./layout.ts";

setDefaultBackend("reference");

const f32 = aval([2], "float32");

test("checkJaxpr() finds variables read before, or written twice, and wrong avals", () => {
  const [x, y] = [newVar(f32), newVar(f32)];
  const jaxpr = (equations: Jaxpr["equations"]): Jaxpr => ({ constVars: [], inputs: [x], equations, outputs: [y] });
  checkJaxpr(jaxpr([{ primitive: add, inputs: [x, x], params: {}, outputs: [y] }]));
  expect(() => checkJaxpr(jaxpr([{ primitive: add, inputs: [x, y], params: {}, outputs: [y] }]))).toThrow(
    "equation 0 (add) reads a variable of f32[2] before it is written",
  );
  expect(() => checkJaxpr(jaxpr([{ primitive: add, inputs: [x, x], params: {}, outputs: [x] }]))).toThrow(
    "equation 0 (add) writes a variable of f32[2] a second time",
  );
  const wrong = newVar(aval([3], "float32"));
  expect(() => checkJaxpr(jaxpr([{ primitive: add, inputs: [x, x], params: {}, outputs: [wrong] }]))).toThrow(
    "result 0 is f32[3], its shape rule says f32[2]",
  );
  expect(() => checkJaxpr(jaxpr([]))).toThrow("the output list reads a variable");
});

test("numbers take the dtype of the array beside them, and do not become a fraction of an integer", () => {
  expect(add(jnp.arange(2), 1).dtype).toBe("int32");
  expect(mul(2, jnp.array([1.5], { dtype: "float32" })).aval).toEqual(aval([1], "float32"));
  expect(add(jnp.array(1.5), 1).weakType).toBe(true);
  expect(() => add(jnp.arange(2), 0.5)).toThrow("Cannot add i32[2] and 0.5: 0.5 is not a whole number");
  expect(() => lax.exp("x" as never)).toThrow("Cannot exp a string: operands must be arrays or numbers");
  expect([3, -0, 0.5, 2 ** 31, Number.NaN].map((n) => scalarOf(n).dtype)).toEqual([
    "int32",
    "float32",
    "float32",
    "float32",
    "float32",
  ]);
  expect([scalarOf(true).dtype, scalarOf(true).weakType, scalarOf(1).weakType]).toEqual(["bool", false, true]);
});

test("programs of one operation are told apart by their parameters", () => {
  const x = jnp.array([2], { dtype: "float32" });
  expect([2, -2, 0, -0, 3].map((y) => integerPow(x, { y }).item())).toEqual([4, 0.25, 1, 1, 8]);
});

test("an object that stands for an array is taken as one", () => {
  class Holder {
    __jaxArray__ = () => jnp.array([1, 2]);
  }
  const holder = new Holder() as never;
  expect(String(add(holder, 1))).toBe("[2 3]");
  expect(String(jax.jit((x: jax.Array) => x.add(1))(holder))).toBe("[2 3]");
});

test("jax.config.update() refuses unknown names and wrong types", () => {
  expect(() => jax.config.update("nonsense" as never, true as never)).toThrow(
    'Cannot set "nonsense": the settings are',
  );
  expect(() => jax.config.update("enableChecks", 1 as never)).toThrow("it must be a boolean");
});

test("layout() breaks a group only where it does not fit", () => {
  const list = (...items: string[]): Doc =>
    group(nest(2, "[", breakOr(""), join(breakOr(" "), items)), breakOr(""), "]");
  expect(layout(list("one", "two"), 20)).toBe("[one two]");
  expect(layout(list("one", "two"), 8)).toBe("[\n  one\n  two\n]");
  expect(layout(group("f", list("aaaa", "bbbb"), list("c")), 14)).toBe(
    "f[aaaa bbbb][c]".length <= 14 ? "" : "f[aaaa bbbb][\n  c\n]",
  );
});
