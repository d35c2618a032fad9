import { describe, expect, test } from "vitest";
import type { JaxArray } from "../core/array.ts";
import { verifyProgram } from "../ir/verify.ts";
import { add, exp, mul, reduceSum } from "../primitives/index.ts";
import { compile } from "./compile.ts";
import { f32, matmul, spread, traced } from "./traced.cases.ts";

const program = (...call: Parameters<typeof traced>) => {
  const compiled = compile(traced(...call), { buffersPerKernel: Number.POSITIVE_INFINITY });
  verifyProgram(compiled.program);
  return compiled.program;
};

describe("plan()", () => {
  test("a chain of products needs the room of two temporaries", () => {
    const chain = (x: JaxArray, w: JaxArray): JaxArray => {
      for (let k = 0; k < 10; k++) x = matmul(x, w);
      return x;
    };
    const { buffers, arenaBytes } = program(chain, f32(64, 64), f32(64, 64));
    expect(buffers.filter(({ kind }) => kind === "temporary")).toHaveLength(9);
    expect(arenaBytes).toBe(2 * 64 * 64 * 4);
  });

  test("temporaries start at multiples of 256 bytes", () => {
    const f = (x: JaxArray): JaxArray => {
      const rows = reduceSum(x, { axes: [1] });
      const columns = reduceSum(x, { axes: [0] });
      return add(spread(exp(rows), x.shape, [0]), spread(exp(columns), x.shape, [1]));
    };
    const { buffers, arenaBytes } = program(f, f32(7, 5));
    expect(buffers.filter(({ kind }) => kind === "temporary").map(({ size, offset }) => [size, offset])).toEqual([
      [7, 0],
      [5, 256],
    ]);
    expect(arenaBytes).toBe(512);
  });

  test("inputs nobody reads are declared all the same, and outputs come in the caller's order", () => {
    const { buffers, inputs, outputs, steps } = program(
      (x, _unused, y) => [mul(y, 2), add(x, 1)],
      f32(3),
      f32(9),
      f32(5),
    );
    expect(inputs.map((n) => buffers[n]!.size)).toEqual([3, 9, 5]);
    expect(outputs.map((n) => buffers[n]!.size)).toEqual([5, 3]);
    expect(steps).toHaveLength(2);
  });
});
