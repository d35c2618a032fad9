import { inspect } from "node:util";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { JaxArray } from "../core/array.ts";
import "../index.ts";
import { jit } from "../control/jit.ts";
import { grad, jvp, vmap } from "../transforms/index.ts";
import * as jnp from "./index.ts";

const x = jnp.array([
  [1.5, -2],
  [0.25, 4],
]);

describe("methods are the functions", () => {
  test.each([
    [
      "arithmetic",
      x.add(1).sub(x).mul(2).div(x.abs()).neg(),
      jnp.negative(jnp.divide(jnp.multiply(jnp.subtract(jnp.add(x, 1), x), 2), jnp.abs(x))),
    ],
    ["powers and remainders", x.pow(2).mod(3).floorDivide(2), jnp.floorDivide(jnp.mod(jnp.power(x, 2), 3), 2)],
    ["products", x.matmul(x).dot(x), jnp.dot(jnp.matmul(x, x), x)],
    [
      "reductions",
      x
        .sum({ axis: 0 })
        .add(x.mean({ axis: 0 }))
        .add(x.max({ axis: 1 }))
        .add(x.var({ axis: 0 })),
      jnp.add(
        jnp.add(jnp.add(jnp.sum(x, { axis: 0 }), jnp.mean(x, { axis: 0 })), jnp.max(x, { axis: 1 })),
        jnp.var(x, { axis: 0 }),
      ),
    ],
    ["comparisons", x.greater(0).equal(x.notEqual(4)), jnp.equal(jnp.greater(x, 0), jnp.notEqual(x, 4))],
    ["shapes", x.reshape([4, 1]).squeeze().reshape(-1).repeat(2), jnp.repeat(jnp.ravel(x), 2)],
    ["transposes", x.T.transpose([1, 0]).swapaxes(0, 1).mT, x],
    ["dtypes", x.astype("int32").clip(0, 3), jnp.clip(jnp.astype(x, "int32"), 0, 3)],
  ])("%s", (_, got, expected) => {
    expect([got.dtype, got.tolist()]).toEqual([expected.dtype, expected.tolist()]);
  });

  test("copy(), nbytes and tolist()", () => {
    expect(x.copy().tolist()).toEqual([
      [1.5, -2],
      [0.25, 4],
    ]);
    expect(x.nbytes).toBe(16);
    expect(jnp.array([true, false]).tolist()).toEqual([true, false]);
    expect(jnp.float32(0.5).tolist()).toBe(0.5);
  });

  test("arrays iterate over their first axis, traced ones too", () => {
    const [first, second] = x;
    expectTypeOf(first!).toEqualTypeOf<JaxArray>();
    expect([first!.tolist(), second!.tolist()]).toEqual([
      [1.5, -2],
      [0.25, 4],
    ]);
    const sum = jit((y: JaxArray) => {
      let total = jnp.zeros([2]);
      for (const row of y) total = total.add(row);
      return total;
    })(x);
    expect(sum.tolist()).toEqual([1.75, 2]);
    expect(() => [...jnp.float32(1)]).toThrow(/Cannot iterate over f32\[\]: a scalar has no first axis/);
  });
});

describe("text", () => {
  test("template strings and String() are Python's str, inspect is its repr", () => {
    expect(`${jnp.float32(0.1)} ${x.sum()} ${jnp.array([1, 2])}`).toBe("0.1 3.75 [1 2]");
    expect(inspect(jnp.array([1.5, 2]))).toBe("Array([1.5, 2. ], dtype=float32)");
    expect(inspect(jnp.asarray(2))).toBe("Array(2, dtype=int32, weak_type=True)");
    expect(inspect({ a: jnp.array([1]) })).toBe("{ a: Array([1], dtype=int32) }");
  });

  test("deleted arrays still say what they were", () => {
    const y = jnp.zeros([2]);
    y.delete();
    expect(inspect(y)).toBe("Array(shape=[2], dtype=float32, deleted)");
  });

  // Printed by real JAX: jax.jit, jax.vmap, jax.grad and jax.jvp of a function that prints its argument
  test("traced values print what is known of them", () => {
    const seen: string[] = [];
    const look = (y: JaxArray) => {
      seen.push(inspect(y));
      return y.sum();
    };
    jit(look)(jnp.ones([3]));
    jit(look)(jnp.asarray(1));
    vmap(look)(jnp.ones([2, 3]));
    grad(look)(jnp.ones([2]));
    jvp(look, [jnp.ones([2])], [jnp.ones([2])]);
    expect(seen).toEqual([
      "JitTracer(float32[3])",
      "JitTracer(~int32[])",
      "VmapTracer(aval=float32[3], batched=float32[2,3])",
      "GradTracer(primal=[1. 1.], typeof(tangent)=f32[2])",
      "JVPTracer(primal=[1. 1.], tangent=[1. 1.])",
    ]);
  });

  test("a traced value in a template string is an error that says so", () => {
    expect(() => jit((y: JaxArray) => jnp.zeros([`${y}`.length]))(x)).toThrow(
      /A traced f32\[2,2\] was put into a string inside jit/,
    );
  });
});
