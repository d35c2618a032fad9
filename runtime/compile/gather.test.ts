import { describe, expect, test } from "vitest";
import { jax, jnp, optax } from "../index.ts";
import { constant, gridIndex, load } from "../ir/build.ts";
import { withInterning } from "../ir/intern.ts";
import type { Kernel, Step } from "../ir/kernel.ts";
import { printStep } from "../ir/print.ts";
import { verifyProgram } from "../ir/verify.ts";
import { compileStages } from "./compile.ts";
import { gather } from "./gather.ts";

/** b[to] = b[from] over n elements. */
function copy(from: number, to: number, n = 8): Kernel {
  const i = gridIndex(0, n);
  return {
    name: `copy${from}to${to}`,
    grid: [n],
    reduce: [],
    accumulators: [],
    stores: [{ buffer: to, index: i, value: load("f32", from, i) }],
  };
}

/** The steps as names; sections in brackets. */
const shape = (steps: readonly Step[]): (string | string[])[] =>
  steps.map((step) => (step.kind === "sections" ? step.kernels.map(({ name }) => name) : step.name));

const gathered = (steps: readonly Step[], given = 20, size = 8): (string | string[])[] =>
  shape(
    gather(
      steps,
      Array.from({ length: 20 }, () => ({ type: "f32", size })),
      given,
    ),
  );

describe("gather()", () => {
  test("kernels that do not need one another become one, at the first place behind what they need", () => {
    withInterning(() => {
      expect(gathered([copy(0, 10), copy(1, 11), copy(10, 12), copy(2, 13), copy(11, 14), copy(13, 15)])).toEqual([
        ["copy0to10", "copy1to11", "copy2to13"],
        ["copy10to12", "copy11to14", "copy13to15"],
      ]);
    });
  });

  test("two are left as they are", () => {
    withInterning(() => {
      expect(gathered([copy(0, 10), copy(1, 11)])).toEqual(["copy0to10", "copy1to11"]);
    });
  });

  test("what a kernel overwrites has been read, and what it reads is not overwritten before", () => {
    withInterning(() => {
      // 3 reads b0; 4 stores it; 5 reads what 4 stored.
      expect(gathered([copy(1, 10), copy(2, 11), copy(0, 12), copy(3, 0), copy(0, 13)])).toEqual([
        ["copy1to10", "copy2to11", "copy0to12"],
        "copy3to0",
        "copy0to13",
      ]);
    });
  });

  test("a large temporary is not made earlier than it was", () => {
    withInterning(() => {
      const steps = [copy(0, 10), copy(1, 11), copy(2, 12), copy(10, 13), copy(3, 14)];
      expect(gathered(steps, 0, 2 ** 15)).toEqual([["copy0to10", "copy1to11", "copy2to12"], "copy10to13", "copy3to14"]);
      expect(gathered(steps, 0, 2 ** 14)).toEqual([["copy0to10", "copy1to11", "copy2to12", "copy3to14"], "copy10to13"]);
    });
  });

  test("products and steps of loops stay where they are", () => {
    withInterning(() => {
      const product: Kernel = {
        ...copy(0, 10),
        name: "product",
        reduce: [4],
        accumulators: [{ op: "add", value: constant("f32", 1) }],
      };
      const loop: Step = {
        kind: "loop",
        name: "scan",
        trips: 3,
        counter: undefined,
        predicate: undefined,
        body: [copy(4, 5), copy(6, 7), copy(8, 9)],
      };
      const steps = gather(
        [product, copy(1, 11), loop, copy(2, 12), copy(3, 13)],
        Array.from({ length: 20 }, () => ({ type: "f32", size: 8 })),
        20,
      );
      expect(shape(steps)).toEqual(["product", ["copy1to11", "copy2to12", "copy3to13"], "scan"]);
      expect(printStep(steps[2]!)).toContain("sections copy4to5_or_copy6to7_or1more, 3 in any order");
    });
  });
});

/** Shapes of which no two have the same number of elements, but for a few. */
const shapes = Array.from({ length: 300 }, (_, n) =>
  n % 3 === 0 ? [n + 1] : n % 3 === 1 ? [3 + (n % 17), 5 + n] : [2, 3, 1 + (n % 29)],
);

/** The elements of all arrays, f32. */
const elements = (value: (n: number, at: number) => number): Float32Array[] =>
  shapes.map((shape, n) => Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) => value(n, at)));
const arrays = (data: readonly Float32Array[]): Record<string, jax.Array> =>
  Object.fromEntries(data.map((x, n) => [`w${n}`, jnp.array(x).reshape(shapes[n]!)]));

test("clip, Adam and apply over 300 arrays of unequal shapes are three kernels, with the numbers of each array alone", () => {
  const tx = optax.chain(optax.clipByGlobalNorm(1), optax.adam(1e-2));
  const [params, grads] = [elements((n, at) => Math.sin(n + at)), elements((n, at) => Math.cos(3 * n + at) / 50)];
  const [p, g] = [arrays(params), arrays(grads)];
  const step = jax.jit((old: typeof p, by: typeof g, state: ReturnType<typeof tx.init>) => {
    const [updates, next] = tx.update(by, state, old);
    return [optax.applyUpdates(old, updates), next] as const;
  });
  const state = jax.jit(tx.init)(p);
  const { program } = compileStages(step.lower(p, g, state).jaxpr, { buffersPerKernel: Number.POSITIVE_INFINITY });
  verifyProgram(program);
  expect(
    program.steps.map((kernel) => (kernel.kind === "sections" ? kernel.kernels.length > 250 : kernel.kind)),
  ).toEqual([true, undefined, true]);
  const [p1, s1] = step(p, g, state);
  const [p2] = step(p1, g, s1);
  const norm = Math.sqrt(grads.flatMap((x) => [...x]).reduce((sum, x) => sum + x * x, 0));
  expect(norm).toBeGreaterThan(1);
  for (const n of shapes.keys()) {
    // Equal gradients: m̂ = g and v̂ = g² in both steps.
    const wanted = params[n]!.map((x, at) => {
      const clipped = grads[n]![at]! / norm;
      return x - (2e-2 * clipped) / (Math.abs(clipped) + 1e-8);
    });
    const actual = (p2[`w${n}`] as unknown as { readonly host: Float32Array }).host;
    expect(Math.max(...wanted.map((x, at) => Math.abs(x - actual[at]!)))).toBeLessThan(2e-6);
  }
});
