import { describe, expect, test } from "vitest";
import type { JaxArray } from "../core/array.ts";
import type { Jaxpr } from "../core/jaxpr.ts";
import { scalar } from "../core/scalar.ts";
import type { Kernel } from "../ir/kernel.ts";
import { kernelsOf } from "../ir/kernelsOf.ts";
import { printProgram } from "../ir/print.ts";
import { verifyProgram } from "../ir/verify.ts";
import {
  add,
  convertElementType,
  div,
  mul,
  pow,
  reduceSum,
  reshape,
  square,
  sub,
  transpose,
} from "../primitives/index.ts";
import { valueAndGrad } from "../transforms/index.ts";
import { aval } from "../types/aval.ts";
import { compileStages, type Stages } from "./compile.ts";
import { printGraph } from "./graph.ts";
import { adam, buffersOf, dense, f32, matmul, softmax, spread, traced } from "./traced.cases.ts";

function compiled(jaxpr: Jaxpr, buffersPerKernel = Number.POSITIVE_INFINITY): Stages {
  const stages = compileStages(jaxpr, { buffersPerKernel });
  verifyProgram(stages.program);
  return stages;
}

describe("compile()", () => {
  test("softmax is three kernels: exp is computed twice and not stored", () => {
    const { graph, program } = compiled(traced(softmax, f32(32, 10)));
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "b0 = input f32[32,10]
      b1 = reduceMax f32[32]: b0[i0 * 10 + r0], max over [10]
      b2 = broadcastInDim f32[32,10]: b1[i0]
      b3 = sub f32[32,10]: b0[i0 * 10 + i1] - b2[i0 * 10 + i1]
      b4 = exp f32[32,10]: exp(b3[i0 * 10 + i1])
      b5 = reduceSum f32[32]: b4[i0 * 10 + r0], add over [10]
      b6 = broadcastInDim f32[32,10]: b5[i0]
      b7 = div f32[32,10]: b4[i0 * 10 + i1] / b6[i0 * 10 + i1]
      -> (b7)"
    `);
    expect(printProgram(program)).toMatchInlineSnapshot(`
      "program main (b0) -> (b1)
        b0: input f32[320]
        b1: output f32[320]
        b2: temporary f32[32] at 0
        b3: temporary f32[32] at 256
        arena 512 bytes
        kernel reduceMax
          for i0 < 32
            for r0 < 10
              a0 = max(a0, b0[i0 * 10 + r0])
            b2[i0] = a0
        kernel sub_exp_reduceSum
          for i0 < 32
            for r0 < 10
              a0 = add(a0, exp(b0[i0 * 10 + r0] - b2[i0]))
            b3[i0] = a0
        kernel sub_exp_div
          for i0 < 32, i1 < 10
            b1[i0 * 10 + i1] = exp(b0[i0 * 10 + i1] - b2[i0]) / b3[i0]"
    `);
  });

  test("relu(x @ w + b) is one kernel", () => {
    const { program } = compiled(traced(dense, f32(32, 10), f32(10, 20), f32(20)));
    expect(printProgram(program)).toMatchInlineSnapshot(`
      "program main (b0, b1, b2) -> (b3)
        b0: input f32[320]
        b1: input f32[200]
        b2: input f32[20]
        b3: output f32[640]
        kernel dotGeneral_add_max
          for i0 < 32, i1 < 20
            for r0 < 10
              a0 = add(a0, b0[i0 * 10 + r0] * b1[r0 * 20 + i1])
            b3[i0 * 20 + i1] = max(a0 + b2[i1], 0.0)"
    `);
  });

  test("an Adam update is one loop with three stores, whatever the rank", () => {
    const { program } = compiled(traced(adam, f32(10, 20), f32(10, 20), f32(10, 20), f32(10, 20), f32(), f32()));
    expect(printProgram(program)).toMatchInlineSnapshot(`
      "program main (b0, b1, b2, b3, b4, b5) -> (b6, b7, b8)
        b0: input f32[200]
        b1: input f32[200]
        b2: input f32[200]
        b3: input f32[200]
        b4: input f32[1]
        b5: input f32[1]
        b6: output f32[200]
        b7: output f32[200]
        b8: output f32[200]
        kernel mul_add_mul_square_and8
          for i0 < 200
            t0 = b1[i0]
            t1 = b2[i0] * 0.899999976 + t0 * 0.100000001
            t2 = b3[i0] * 0.999000013 + t0 * t0 * 0.00100000005
            b7[i0] = t1
            b8[i0] = t2
            b6[i0] = b0[i0] + t1 / b4[0] / (sqrt(t2 / b5[0]) + 9.99999994e-9) * (-0.00100000005)"
    `);
  });

  test("what follows a transposed product is stored in its own order by the product's kernel", () => {
    const f = (x: JaxArray, w: JaxArray, p: JaxArray): JaxArray =>
      add(p, transpose(matmul(x, w), { permutation: [1, 0] }));
    const { program } = compiled(traced(f, f32(5, 32), f32(32, 20), f32(20, 5)));
    expect(printProgram(program)).toMatchInlineSnapshot(`
      "program main (b0, b1, b2) -> (b3)
        b0: input f32[160]
        b1: input f32[640]
        b2: input f32[100]
        b3: output f32[100]
        kernel dotGeneral_add
          for i0 < 20, i1 < 5
            for r0 < 32
              a0 = add(a0, b0[i1 * 32 + r0] * b1[r0 * 20 + i0])
            b3[i0 * 5 + i1] = b2[i0 * 5 + i1] + a0"
    `);
  });

  test("a reshape is no kernel: its result is the input's memory", () => {
    const { program, results } = compiled(
      traced((x) => [reshape(x, { newSizes: [4, 3] }), add(x, 1), add(x, 1)], f32(12)),
    );
    expect(results).toEqual([
      { kind: "input", position: 0 },
      { kind: "output", position: 0 },
      { kind: "output", position: 0 },
    ]);
    expect(program.outputs).toHaveLength(1);
    expect(kernelsOf(program.steps)).toHaveLength(1);
  });

  test("a constant result is stored", () => {
    const { program } = compiled(traced(() => spread(scalar(2.5, "float32"), [2, 3], [])));
    expect(printProgram(program)).toMatchInlineSnapshot(`
      "program main () -> (b0)
        b0: output f32[6]
        kernel constant
          for i0 < 6
            b0[i0] = 2.5"
    `);
  });

  test("the step of slide 12 is nine kernels", () => {
    const loss = ([w1, b1, w2, b2]: JaxArray[], x: JaxArray, y: JaxArray): JaxArray => {
      const h = dense(x, w1!, b1!);
      const out = add(matmul(h, w2!), spread(b2!, [32, 5], [1]));
      return div(reduceSum(square(sub(out, y)), { axes: [0, 1] }), 160);
    };
    const step = (x: JaxArray, y: JaxArray, count: JaxArray, ...state: JaxArray[]): JaxArray[] => {
      const [value, gradients] = valueAndGrad(loss)(state.slice(0, 4), x, y) as [JaxArray, JaxArray[]];
      const t = convertElementType(add(count, 1), { newDtype: "float32", weakType: false });
      const [c1, c2] = [0.9, 0.999].map((beta) => sub(1, pow(add(mul(t, 0), beta), t)));
      return [
        value,
        add(count, 1),
        ...gradients.flatMap((g, k) => adam(state[k]!, g, state[4 + k]!, state[8 + k]!, c1!, c2!)),
      ];
    };
    const leaves = [f32(10, 20), f32(20), f32(20, 5), f32(5)];
    const { program } = compiled(
      traced(step, f32(32, 10), f32(32, 5), aval([], "int32"), ...leaves, ...leaves, ...leaves),
    );
    expect(
      kernelsOf(program.steps).map(
        ({ name, grid, reduce, stores }) => `${name} [${grid}] over [${reduce}], ${stores.length} stores`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "dotGeneral_add_max [32,20] over [10], 2 stores",
        "add_convertElementType_mul_add_and5 [] over [], 3 stores",
        "dotGeneral_add_sub_mul [32,5] over [20], 2 stores",
        "square_reduceSum_div [] over [160], 1 stores",
        "reduceSum_mul_add_mul_and9 [5] over [32], 3 stores",
        "dotGeneral_mul_add_mul_and9 [20,5] over [32], 3 stores",
        "eq_selectN_eq_selectN_and3 [32,20] over [5], 1 stores",
        "reduceSum_mul_add_mul_and9 [20] over [32], 3 stores",
        "dotGeneral_mul_add_mul_and9 [10,20] over [32], 3 stores",
      ]
    `);
    expect(program.arenaBytes).toBeLessThan(10_000);
  });

  test("with few buffers per kernel the same step is more kernels", () => {
    const jaxpr = traced(
      (x, w, b, p, m, v) =>
        adam(p, dense(x, w, b), m, v, reduceSum(p, { axes: [0, 1] }), reduceSum(m, { axes: [0, 1] })),
      f32(8, 9),
      f32(9, 7),
      f32(7),
      f32(8, 7),
      f32(8, 7),
      f32(8, 7),
    );
    const most = (kernels: readonly Kernel[]): number => Math.max(...kernels.map(buffersOf));
    expect(most(kernelsOf(compiled(jaxpr).program.steps))).toBeGreaterThan(8);
    for (const limit of [4, 5, 6, 8])
      expect(most(kernelsOf(compiled(jaxpr, limit).program.steps))).toBeLessThanOrEqual(limit);
  });
});
