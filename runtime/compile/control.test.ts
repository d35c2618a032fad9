import { describe, expect, test } from "vitest";
import type { Backend } from "../backends/backend.ts";
import { type Data, dataOf } from "../backends/cases/runOnce.cases.ts";
import { createWasmBackend } from "../backends/wasm/index.ts";
import type { JaxArray } from "../core/array.ts";
import type { Jaxpr } from "../core/jaxpr.ts";
import { scalar } from "../core/scalar.ts";
import type { Step } from "../ir/kernel.ts";
import { printProgram } from "../ir/print.ts";
import { scalarType } from "../ir/scalarType.ts";
import { add, iota, lt, mul, neg, reduceSum, rem, rev, sort, sub, tanh } from "../primitives/index.ts";
import { type Aval, aval } from "../types/aval.ts";
import { sizeOf } from "../types/shape.ts";
import { compile, compileStages } from "./compile.ts";
import { branch, scan, whileLoop } from "./control.cases.ts";
import { printGraph } from "./graph.ts";
import { reference, runCompiled, runOneByOne } from "./runOneByOne.cases.ts";
import { f32, matmul, spread, traced } from "./traced.cases.ts";

const i32 = (...shape: number[]): Aval => aval(shape, "int32");
const int = (x: number): JaxArray => scalar(x, "int32");
const float = (x: number): JaxArray => scalar(x, "float32");
const devices: readonly Backend[] = [reference, createWasmBackend()];

/** Small whole numbers, the same in every run. */
function dataFor({ shape, dtype }: Aval, seed: number): Data {
  return dataOf(
    scalarType[dtype],
    Array.from({ length: sizeOf(shape) }, (_, n) => ((n * 7 + seed * 5) % 9) - 3),
  );
}

/** Checks that all devices compute what one equation after the other computes; gives the results. */
function check(jaxpr: Jaxpr, inputs: readonly Data[] = jaxpr.inputs.map((v, n) => dataFor(v.aval, n))): number[][] {
  const expected = runOneByOne(jaxpr, inputs).map((data) => [...data]);
  for (const device of devices) {
    for (const limit of [Number.POSITIVE_INFINITY, 4]) {
      const results = runCompiled(device, jaxpr, inputs, limit).map((data) => [...data]);
      expect(results, `${device.name}, ${limit} buffers`).toEqual(expected);
    }
  }
  return expected;
}

const stepsOf = (jaxpr: Jaxpr): readonly Step[] =>
  compile(jaxpr, { buffersPerKernel: Number.POSITIVE_INFINITY }).program.steps;

describe("while", () => {
  const sumTo = (n: JaxArray): JaxArray[] =>
    whileLoop(
      (i) => lt(i, n),
      (i, sum) => [add(i, 1), add(sum, mul(i, i))],
      int(0),
      int(0),
    );

  test("over scalars is one kernel for body and condition, in place", () => {
    const { graph, program } = compileStages(traced(sumTo, i32()), { buffersPerKernel: Number.POSITIVE_INFINITY });
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "b0 = input i32[]
      b1 = lt bool[]: 0 < b0[0]
      b2 = carry i32[]: 0
      b3 = carry i32[]: 0
      b4 = predicate bool[]: b1[0]
      loop while: while b7; b5 = b0; b0 = b2, then b2, at last b5; b1 = b3, then b4, at last b6; b7 = b4, then b6, at last b7
        b0 = carry i32[]
        b1 = carry i32[]
        b2 = add i32[]: b0[0] + 1
        b3 = mul i32[]: b0[0] * b0[0]
        b4 = add i32[]: b1[0] + b3[0]
        b5 = input i32[]
        b6 = lt bool[]: b2[0] < b5[0]
        b7 = predicate bool[]
        -> (b2, b4, b6)
      b5 = while i32[]
      b6 = while i32[]
      b7 = while bool[]
      -> (b5, b6)"
    `);
    expect(printProgram(program)).toMatchInlineSnapshot(`
      "program main (b0) -> (b1, b2)
        b0: input i32[1]
        b1: output i32[1]
        b2: output i32[1]
        b3: temporary bool[1] at 0
        arena 256 bytes
        kernel lt
          b1[0] = 0
          b2[0] = 0
          b3[0] = 0 < b0[0]
        loop while while b3[0]
          kernel add_mul_add_lt
            t0 = b1[0]
            t1 = t0 + 1
            b1[0] = t1
            b2[0] = b2[0] + t0 * t0
            b3[0] = t1 < b0[0]"
    `);
  });

  test("runs as often as its condition holds, possibly never", () => {
    for (const [n, sum] of [
      [0, 0],
      [1, 0],
      [5, 30],
      [-3, 0],
    ] as const)
      expect(check(traced(sumTo, i32()), [Int32Array.of(n)])).toEqual([[Math.max(n, 0)], [sum]]);
  });

  test("carries that change places, and one that never changes", () => {
    const f = (x: JaxArray, y: JaxArray, n: JaxArray): JaxArray[] =>
      whileLoop(
        (i, _x, _y, last) => lt(i, last),
        (i, x, y, last) => [add(i, 1), y, x, last],
        int(0),
        x,
        y,
        n,
      );
    for (const n of [0, 1, 4, 7])
      check(traced(f, f32(5), f32(5), i32()), [
        Float32Array.of(1, 2, 3, 4, 5),
        Float32Array.of(6, 7, 8, 9, 0),
        Int32Array.of(n),
      ]);
  });

  test("a condition with a reduction, and a body that needs all of its carry for each element", () => {
    const f = (x: JaxArray, w: JaxArray): JaxArray[] =>
      whileLoop(
        (y) => lt(reduceSum(y, { axes: [0, 1] }), 1000),
        (y) => [add(matmul(y, w), 1)],
        x,
      );
    check(traced(f, f32(3, 3), f32(3, 3)), [
      Float32Array.of(1, 2, 0, 1, 0, 2, 1, 1, 1),
      Float32Array.of(1, 1, 0, 0, 1, 1, 1, 0, 2),
    ]);
  });

  test("inside a while", () => {
    const f = (n: JaxArray): JaxArray[] =>
      whileLoop(
        (i) => lt(i, n),
        (i, total) => {
          const [, inner] = whileLoop(
            (j) => lt(j, i),
            (j, sum) => [add(j, 1), add(sum, mul(i, j))],
            int(0),
            total!,
          );
          return [add(i!, 1), inner!];
        },
        int(0),
        int(0),
      );
    expect(check(traced(f, i32()), [Int32Array.of(6)])[1]).toEqual([85]); // sum of i·i(i−1)/2 for i < 6
  });
});

describe("scan", () => {
  const cumulative = (xs: JaxArray, reverse = false): JaxArray[] =>
    scan((sum, x) => [add(sum!, x!), mul(sum!, 2)], [float(0)], [xs], xs.shape[0]!, reverse);

  test("reads slices and stores stacks in place, at the number of the trip", () => {
    const jaxpr = traced((xs) => cumulative(xs), f32(6));
    const { graph, program } = compileStages(jaxpr, { buffersPerKernel: Number.POSITIVE_INFINITY });
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "b0 = input f32[6]
      b1 = carry f32[]: 0.0
      loop scan: 6 trips; b1 = b0[trip]; b0 = b1, then b2, at last b2; b3[trip] = b3
        b0 = carry f32[]
        b1 = slice f32[]
        b2 = add f32[]: b0[0] + b1[0]
        b3 = mul f32[]: b0[0] * 2.0
        -> (b2, b3)
      b2 = scan f32[]
      b3 = scan f32[6]
      -> (b2, b3)"
    `);
    expect(printProgram(program)).toMatchInlineSnapshot(`
      "program main (b0) -> (b1, b2)
        b0: input f32[6]
        b1: output f32[1]
        b2: output f32[6]
        b3: temporary i32[1] at 0
        arena 256 bytes
        kernel carry
          b1[0] = 0.0
        loop scan while b3[0] < 6
          kernel add_mul
            t0 = b1[0]
            b1[0] = t0 + b0[min(max(b3[0], 0), 5)]
            b2[min(max(b3[0], 0), 5)] = t0 * 2.0"
    `);
    expect(check(jaxpr, [Float32Array.of(1, 2, 3, 4, 5, 6)])).toEqual([[21], [0, 2, 6, 12, 20, 30]]);
  });

  test("in reverse", () => {
    const jaxpr = traced((xs) => cumulative(xs, true), f32(4));
    expect(check(jaxpr, [Float32Array.of(1, 2, 3, 4)])).toEqual([[10], [18, 14, 8, 0]]);
  });

  test.each([0, 1, 2])("of length %i", (length) => {
    check(traced((xs) => cumulative(xs), f32(length)));
    const pairs = (xs: JaxArray, c: JaxArray): JaxArray[] =>
      scan((carry, x) => [add(carry!, x!), x!, c, carry!], [c], [xs]);
    check(traced(pairs, f32(length, 3), f32(3)));
  });

  test("without xs and without ys", () => {
    check(traced((x) => scan((y) => [mul(y!, 2)], [x], [], 5), f32(3)));
    check(traced((x) => scan((y) => [mul(y!, 2), y!], [x], [], 5), f32(3)));
    check(traced((xs) => scan((x) => [tanh(neg(x!))], [], [xs]), f32(4, 3)));
    check(traced((x) => scan(() => [x], [], [], 3), f32(2)));
  });

  test("constant carries, xs and operands take no memory", () => {
    const f = (x: JaxArray): JaxArray[] =>
      scan((a, b, y) => [add(a!, y!), b!, mul(spread(b!, [4], []), y!)], [x, float(3)], [spread(x, [3, 4], [1])]);
    check(traced(f, f32(4)));
    const zeros = (x: JaxArray): JaxArray[] => scan((a, b) => [add(a!, b!)], [x], [spread(float(2), [5], [])]);
    check(traced(zeros, f32(2)));
  });

  test("in scan: slices of slices, stacks of stacks", () => {
    const f = (xs: JaxArray, w: JaxArray): JaxArray[] =>
      scan(
        (h, row) => {
          const [last, ys] = scan((c, x) => [add(mul(c!, 2), mul(x!, w)), sub(c!, x!)], [h!], [row!]);
          return [rem(last!, 7), ys!, row!];
        },
        [mul(w, 0)],
        [xs],
        xs.shape[0]!,
        true,
      );
    check(traced(f, f32(3, 4, 2), f32(2)));
  });

  test("many carries of one shape that change places elementwise, without a copy", () => {
    const f = (x: JaxArray): JaxArray[] =>
      scan(
        (...c) => [...c.slice(1), add(c[0]!, c[4]!)],
        [1, 2, 3, 4, 5].map((k) => mul(x, k)),
        [],
        7,
      );
    check(traced(f, f32(3)));
    const [loop] = stepsOf(traced(f, f32(3))).filter((step) => step.kind === "loop");
    expect(loop!.body).toHaveLength(1);
  });

  test("an elementwise update of a large carry is one kernel, without a copy", () => {
    const f = (p: JaxArray, gs: JaxArray): JaxArray[] => scan((p, g) => [sub(p!, mul(g!, 0.5))], [p], [gs]);
    const steps = stepsOf(traced(f, f32(100), f32(9, 100)));
    expect(steps).toHaveLength(2);
    expect(steps[1]!.kind === "loop" && steps[1]!.body).toHaveLength(1);
    check(traced(f, f32(100), f32(9, 100)));
  });
});

describe("switch", () => {
  test.each([0, 1, 2])("runs case %i", (k) => {
    const three = (k: JaxArray, x: JaxArray): JaxArray[] =>
      branch(k, [(x, y) => [add(x!, y!), x!], (x) => [x!, x!], (x, y) => [mul(neg(x!), y!), y!]], x, mul(x, 3));
    check(traced(three, i32(), f32(4)), [Int32Array.of(k), Float32Array.of(1, 2, 3, 4)]);
  });

  test("of a known index is that branch alone", () => {
    const g = (x: JaxArray): JaxArray[] => branch(int(1), [(x) => [add(x!, 1)], (x) => [mul(x!, 2)]], x);
    expect(stepsOf(traced(g, f32(4)))).toHaveLength(1);
    check(traced(g, f32(4)));
  });

  test("of a carry updates it in place, and leaves it where a case does", () => {
    const g = (x: JaxArray, flags: JaxArray): JaxArray[] =>
      scan(
        (c, flag) => branch(flag!, [(c) => [add(c!, 1)], (c) => [c!], (c) => [rev(c!, { dimensions: [0] })]], c!),
        [x],
        [flags],
      );
    check(traced(g, f32(3), i32(6)), [Float32Array.of(1, 2, 3), Int32Array.of(0, 1, 2, 1, 0, 2)]);
    const inPlace = (x: JaxArray, flags: JaxArray): JaxArray[] =>
      scan((c, flag) => branch(flag!, [(c) => [add(c!, 1)], (c) => [c!]], c!), [x], [flags]);
    const loop = stepsOf(traced(inPlace, f32(3), i32(6))).at(-1)!;
    const [index, choice, ...copies] = loop.kind === "loop" ? loop.body : [];
    expect(index!.name).toBe("index");
    expect(choice!.kind === "branch" && choice!.branches.map((steps) => steps.length)).toEqual([1, 0]);
    expect(copies).toEqual([]);
    check(traced(inPlace, f32(3), i32(6)), [Float32Array.of(1, 2, 3), Int32Array.of(0, 1, 1, 1, 0, 0)]);
  });

  test("inside of loops, with loops inside", () => {
    const g = (x: JaxArray, flags: JaxArray): JaxArray[] =>
      scan(
        (c, flag) =>
          branch(
            flag!,
            [(c) => [add(c!, 1), c!], (c) => [scan((d) => [mul(d!, 2)], [c!], [], 3)[0]!, neg(c!)], (c) => [c!, c!]],
            c!,
          ),
        [x],
        [flags],
      );
    check(traced(g, f32(3), i32(6)), [Float32Array.of(1, 2, 3), Int32Array.of(0, 1, 2, 1, 0, 2)]);
  });
});

describe("sort", () => {
  test("is an order of keys, and kernels that take elements at its places", () => {
    const jaxpr = traced((k, x) => sort(k, x, { dimension: 1, numKeys: 1 }), i32(2, 3), f32(2, 3));
    const { program } = compileStages(jaxpr, { buffersPerKernel: Number.POSITIVE_INFINITY });
    expect(printProgram(program)).toMatchInlineSnapshot(`
      "program main (b0, b1) -> (b2, b3)
        b0: input i32[6]
        b1: input f32[6]
        b2: output i32[6]
        b3: output f32[6]
        b4: temporary u32[6] at 0
        b5: temporary i32[6] at 256
        arena 512 bytes
        kernel keys
          for i0 < 6
            b4[i0] = bitcast_u32(b0[i0]) ^ 2147483648u
        order sort_part of 2 × 3: b5 by b4
        kernel sort
          for i0 < 2, i1 < 3
            b2[i0 * 3 + i1] = b0[i0 * 3 + min(max(b5[i0 * 3 + i1], 0), 2)]
            b3[i0 * 3 + i1] = b1[i0 * 3 + min(max(b5[i0 * 3 + i1], 0), 2)]"
    `);
    check(jaxpr);
  });

  test("inside of loops, whose slices it gives and takes", () => {
    const f = (xs: JaxArray): JaxArray[] =>
      scan(
        (c, row) => {
          const [sorted, places] = sort(row!, c!, { dimension: 0, numKeys: 1 });
          return [places!, sorted!, places!];
        },
        [iota({ dtype: "int32", shape: [5], dimension: 0 })],
        [xs],
      );
    check(traced(f, f32(4, 5)));
  });
});
