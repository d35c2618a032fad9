import { afterEach, expect, test, vi } from "vitest";
import { setDefaultBackend } from "../../execute/backends.ts";
import { jax, jnp, lax } from "../../index.ts";

setDefaultBackend("wasm");
jax.config.update("enableChecks", true);

const lines: string[] = [];
vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
afterEach(() => void lines.splice(0));

const floats = (...xs: number[]) => jnp.array(xs, { dtype: "float32" });
const scalar = new jax.ShapeDtypeStruct([], "float32");

test("debug.print() prints at each run, in order, with the numbers", () => {
  const f = jax.jit((x: any) => {
    jax.debug.print("before {:.2f}", x);
    const y = x.mul(2);
    jax.debug.print("after {y} {{}} {0}", "text", { y });
    return y;
  });
  f(1.5);
  f(2.5);
  expect(lines).toEqual(["before 1.50", "after 3.0 {} text", "before 2.50", "after 5.0 {} text"]);
});

test("debug.print() prints once under grad, per element under vmap, per step in loops, and in the branch taken only", () => {
  const f = (x: any) => {
    jax.debug.print("{}", x);
    return x.mul(x);
  };
  expect(Number(jax.grad(f)(3))).toBe(6);
  expect(lines.splice(0)).toEqual(["3.0"]);
  jax.jit(jax.vmap(f))(floats(1, 2));
  expect(lines.splice(0)).toEqual(["1.0", "2.0"]);
  const [total, ys] = jax.jit((xs: any) => lax.scan((c: any, x: any) => [c.add(f(x)), c], 0.5, xs))(floats(1, 2, 3));
  expect([Number(total), String(ys)]).toEqual([14.5, "[0.5 1.5 5.5]"]);
  expect(lines.splice(0)).toEqual(["1.0", "2.0", "3.0"]);
  jax.jit((x: any) => lax.whileLoop((c) => c.less(10), f, x))(2);
  expect(lines.splice(0)).toEqual(["2", "4"]);
  jax.jit((x: any) => lax.cond(x.greater(0), f, (y: any) => y.mul(1), x))(-1.5);
  expect(lines).toEqual([]);
});

test("debug.print() rejects a text it has no arguments for", () => {
  expect(() => jax.debug.print("{} {}", 1)).toThrow("there is no argument for {1}");
  expect(() => jax.debug.print("{loss}", 1)).toThrow("{ loss: value } last");
  expect(() => jax.debug.print("{:q}", 1)).toThrow("there is no format q");
});

test("pureCallback() gives its results to the program", () => {
  const cube = (x: any) => jax.pureCallback((y: any) => Number(y) ** 3, scalar, x, { vmapMethod: "sequential" });
  expect(Number(jax.jit((x: any) => cube(x.add(1)).add(1))(2))).toBe(28);
  expect(String(jax.jit(jax.vmap(cube))(floats(1, 2)))).toBe("[1. 8.]");
  let calls = 0;
  const double = (x: any) => jax.pureCallback((y: any) => (calls++, y.mul(2)), scalar, x, { vmapMethod: "expandDims" });
  expect(String(jax.vmap(double)(floats(1, 2)))).toBe("[2. 4.]");
  expect(calls).toBe(1);
  const rows = jax.jit((x: any) =>
    jax.pureCallback(
      () => ({ a: [[1, 2]], b: new Int32Array([3]) }),
      { a: new jax.ShapeDtypeStruct([1, 2], "float32"), b: new jax.ShapeDtypeStruct([1], "int32") },
      x,
    ),
  );
  const { a, b } = rows(1);
  expect([String(a), String(b)]).toEqual(["[[1. 2.]]", "[3]"]);
});

test("callbacks that give something have no derivative, and must give what was said", () => {
  const f = (x: any) =>
    jax.pureCallback(
      function half(y: any) {
        return [y];
      },
      scalar,
      x,
    );
  expect(() => jax.grad(f)(1)).toThrow("Cannot differentiate the jax.pureCallback of half");
  expect(() => jax.vmap(f)(floats(1))).toThrow("say how by vmapMethod");
  expect(() => f(1)).toThrow(
    "Cannot use what the callback half returned: result 0 must be f32[], as resultShapeDtypes says, got a list",
  );
});
