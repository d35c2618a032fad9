/** Random programs keep the laws of the transformations: reverse = forward, and a batch = its examples one by one. */
import { test } from "vitest";
import type { JaxArray } from "../core/array.ts";
import { setDefaultBackend } from "../execute/backends.ts";
import { jax, jnp } from "../index.ts";
import { checkProperty, expectSame } from "./checkProperty.ts";
import { inputsOf, type Program, programs, run } from "./randomPrograms.ts";

setDefaultBackend("wasm");

const float32 = { rtol: 1e-4, atol: 1e-4 };

/** ⟨c, J v⟩ by `jvp` and ⟨Jᵀ c, v⟩ by `vjp`, of the last value of a program. */
function bothWays(program: Program): JaxArray[] {
  const f = (...inputs: JaxArray[]): JaxArray => run(program, inputs)[0]!;
  const dot = (a: JaxArray, b: JaxArray): JaxArray => jnp.sum(jnp.multiply(a, b));
  return jax.jit((...all: JaxArray[]): JaxArray[] => {
    const [xs, vs] = [all.slice(0, 3), all.slice(3)];
    const [value, tangent] = jax.jvp(f, xs, vs) as [JaxArray, JaxArray];
    const weights = jnp.cos(jnp.arange(value.size).reshape(value.shape));
    const [, pull] = jax.vjp(f, ...xs);
    const pulled = (pull as (c: JaxArray) => JaxArray[])(weights);
    return [dot(weights, tangent), pulled.map((ct, i) => dot(ct, vs[i]!)).reduce((a, b) => jnp.add(a, b))];
  })(...inputsOf(program), ...inputsOf(program, 1));
}

test("750 programs: the reverse derivative is the transpose of the forward one", { timeout: 120_000 }, () =>
  checkProperty(programs(["float32"], 5), 750, (program) => {
    const [forward, reverse] = bothWays(program);
    expectSame([forward!], [reverse!], { rtol: 1e-3, atol: 1e-3 });
  }),
);

test("750 programs: vmap = a loop over the examples", { timeout: 120_000 }, () =>
  checkProperty(programs(["float32", "int32", "int8"], 5), 750, (program) => {
    const f = (...inputs: JaxArray[]): JaxArray[] => run(program, inputs);
    const examples = [0, 1, 2].map((k) => inputsOf(program, k));
    const batch = [0, 1, 2].map((i) => jnp.stack(examples.map((inputs) => inputs[i]!)));
    const together = jax.jit(jax.vmap(f))(...batch) as JaxArray[];
    const one = jax.jit(f);
    const apart = examples.map((inputs) => one(...inputs) as JaxArray[]);
    together.forEach((result, n) => {
      expectSame([result], [jnp.stack(apart.map((results) => results[n]!))], float32);
    });
  }),
);
