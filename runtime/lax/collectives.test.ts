import { expect, test } from "vitest";
import { setDefaultBackend } from "../execute/backends.ts";
import { jax, jnp, lax } from "../index.ts";

setDefaultBackend("wasm");
jax.config.update("enableChecks", true);

const floats = (...xs: number[]) => jnp.array(xs, { dtype: "float32" });
const numbers = (...shape: number[]) => jnp.reshape(jnp.arange(shape.reduce((n, k) => n * k, 1)), shape);
const mapped = (f: (...args: any[]) => any, axisName = "i") => jax.vmap(f, { axisName });

test("collectives look across the mapped axis, as in JAX", () => {
  // each expected value: the same call in JAX
  const swap = (x: any) => lax.allToAll({ x, axisName: "i", splitAxis: 0, concatAxis: 1 });
  expect((mapped(swap)(numbers(2, 2, 3)) as jax.Array).tolist()).toEqual([
    [
      [0, 6],
      [1, 7],
      [2, 8],
    ],
    [
      [3, 9],
      [4, 10],
      [5, 11],
    ],
  ]);
  const tiled = (x: any) => lax.allToAll({ x, axisName: "i", splitAxis: 1, concatAxis: 0, tiled: true });
  expect((mapped(tiled)(numbers(2, 2, 4)) as jax.Array).tolist()).toEqual([
    [
      [0, 1],
      [4, 5],
      [8, 9],
      [12, 13],
    ],
    [
      [2, 3],
      [6, 7],
      [10, 11],
      [14, 15],
    ],
  ]);
  expect((mapped((x) => lax.allGather(x, "i", { axis: 1 }))(numbers(2, 2)) as jax.Array).tolist()).toEqual([
    [
      [0, 2],
      [1, 3],
    ],
    [
      [0, 2],
      [1, 3],
    ],
  ]);
  expect(String(mapped((x) => lax.psumScatter(x, "i", { tiled: true }))(numbers(2, 4)))).toBe("[[ 4  6]\n [ 8 10]]");
  expect(String(mapped((x) => lax.pmean(x, "i"))(numbers(2)))).toBe("[0.5 0.5]");
});

test("collectives find their axis inside jit, scan and further vmaps", () => {
  const f = jax.jit((v: any) => [lax.psum(v, "i"), lax.psum(1, "i"), lax.axisIndex("i")]);
  expect(mapped(f)(floats(1, 2, 3)).map(String)).toEqual(["[6. 6. 6.]", "[3 3 3]", "[0 1 2]"]);
  expect(mapped(f)(floats(1, 2)).map(String)).toEqual(["[3. 3.]", "[2 2]", "[0 1]"]); // another size: another program
  const step = (c: any, x: any) => [c.add(lax.psum(x, "i")).add(lax.axisIndex("i")), null] as const;
  expect(String(mapped((v) => lax.scan(step, 0.5, v)[0])(numbers(2, 3)))).toBe("[15.5 18.5]");
  // a loop that is the same for the whole batch, but looks across it
  const shared = (v: any) =>
    lax.scan((c: any) => [c.add(lax.psum(jnp.float32(1.5), "i")), null], 0.5, null, { length: 2 })[0].add(v);
  expect(String(mapped(shared)(floats(1, 2)))).toBe("[7.5 8.5]");
  const both = mapped(
    mapped((v) => lax.psum(v, ["i", "j"]), "j"),
    "i",
  );
  expect(String(both(numbers(2, 3)))).toBe("[[15 15 15]\n [15 15 15]]");
  const outer = mapped(
    mapped((v) => lax.psum(v, "i"), "j"),
    "i",
  );
  expect(String(outer(numbers(2, 3)))).toBe("[[3 5 7]\n [3 5 7]]");
});

test("collectives have derivatives: the transpose of a sum over the axis is one", () => {
  // jax.vmap(jax.grad(lambda x: lax.psum(x * x, "i")), axis_name="i")(jnp.arange(3.))
  expect(String(mapped(jax.grad((x: any) => lax.psum(x.mul(x), "i")))(floats(0, 1, 2)))).toBe("[ 0.  6. 12.]");
  const sent = (x: any) =>
    lax
      .ppermute(x, "i", [
        [0, 1],
        [1, 2],
      ])
      .mul(lax.axisIndex("i").add(1));
  expect(String(mapped(jax.grad(sent))(floats(1, 2, 3)))).toBe("[2. 3. 0.]");
  const gathered = (x: any) => jnp.sum(lax.allGather(x, "i").mul(floats(1, 10)));
  expect(String(mapped(jax.grad(gathered))(floats(1, 2)))).toBe("[ 2. 20.]");
});

test("an axis that nobody maps is an error with the repair", () => {
  expect(() => lax.psum(1, "q")).toThrow(
    'no vmap in progress has an axis of this name; give it by jax.vmap(f, { axisName: "q" })',
  );
  expect(() => mapped((x) => lax.psum(x, "q"))(floats(1))).toThrow("(there are i:1)");
  expect(() =>
    mapped((x) =>
      lax.ppermute(x, "i", [
        [0, 1],
        [1, 1],
      ]),
    )(floats(1, 2)),
  ).toThrow("a target is named twice");
  expect(() => mapped((x) => lax.psumScatter(x, "i"))(numbers(2, 3))).toThrow("it must have size 2");
});
