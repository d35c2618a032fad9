/** Random programs give the same however their inputs are cut over a mesh. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JaxArray } from "../core/array.ts";
import { setDefaultBackend } from "../execute/backends.ts";
import { jax, jnp } from "../index.ts";
import { isFloat } from "../types/dtype.ts";
import type { Shape } from "../types/shape.ts";
import { checkProperty } from "./checkProperty.ts";
import { expectSameInParts, meshOf } from "./inParts.ts";
import { inputsOf, type Program, print, programs, run } from "./randomPrograms.ts";

beforeAll(() => {
  jax.config.update("numDevices", 8);
  setDefaultBackend("reference"); // what is computed counts here, not how fast
});
afterAll(() => {
  jax.config.update("numDevices", 1);
  setDefaultBackend(undefined);
});

/** Axes that divide by two and by four. */
const even: readonly Shape[] = [[], [4], [2, 4], [4, 2], [4, 4], [1, 4], [2, 1, 4], [8], [2, 2, 2], [0, 4]];

/** Programs whose inputs have shapes that can be cut. */
function evenPrograms(dtypes: readonly ("float32" | "int32" | "uint8")[], steps?: number): fc.Arbitrary<Program> {
  const shape = fc.constantFrom(...even);
  return fc.tuple(programs(dtypes, steps), fc.tuple(shape, shape, shape)).map(([program, shapes]) => {
    const made: Program = { ...program, shapes };
    return Object.assign(made, { [fc.toStringMethod]: () => print(made) });
  });
}

const meshes: readonly (readonly [number, number])[] = [
  [2, 2],
  [4, 2],
  [2, 1],
];

function holds(program: Program): void {
  const inputs = inputsOf(program);
  const f = jax.jit((...xs: JaxArray[]) => run(program, xs)) as (...xs: JaxArray[]) => JaxArray[];
  const tolerance = isFloat(program.dtype) ? { rtol: 1e-4, atol: 1e-4 } : { rtol: 0, atol: 0 };
  const sizes = meshes[program.seed % 3]!;
  expectSameInParts(f, inputs, f(...inputs), meshOf(...sizes), 2, tolerance);
}

test("250 programs: in parts = whole", { timeout: 120_000 }, () =>
  checkProperty(evenPrograms(["float32", "int32", "uint8"]), 250, holds),
);

test("50 programs on floats: gradients in parts = gradients whole", { timeout: 120_000 }, () =>
  checkProperty(evenPrograms(["float32"], 4), 50, (program) => {
    const inputs = inputsOf(program);
    const total = (...xs: JaxArray[]): JaxArray =>
      run(program, xs)
        .map((x) => jnp.sum(jnp.sin(x)))
        .reduce((a, b) => a.add(b));
    const f = jax.jit(jax.grad(total, { argnums: [0, 1, 2] as any })) as any;
    expectSameInParts(f, inputs, f(...inputs), meshOf(2, 2), 2, { rtol: 1e-3, atol: 1e-3 });
  }),
);

test("a wrong placement would be seen", () => {
  const x = jnp.arange(8, { dtype: "float32" });
  const forgotten = (y: JaxArray): JaxArray[] => [y.committed ? y.mul(2) : y];
  expect(() => expectSameInParts(forgotten, [x], [x], meshOf(2, 2), 3)).toThrow(
    /of f32\[8\] by P\(.*\) over Mesh.*: result 0: element 1 is 2, expected 1/,
  );
});
