import { expect, test } from "vitest";
import {
  accumulator,
  binary,
  bitcast,
  constant,
  convert,
  gridIndex,
  load,
  math,
  reduceIndex,
  select,
  unary,
} from "./build.ts";
import type { Expr } from "./expr.ts";
import { printExpr, printKernel } from "./print.ts";

const f32 = (x: number): Expr => constant("f32", x);
const i = gridIndex(0, 8);
const x = load("f32", 0, i);
const y = load("f32", 1, i);

test("printExpr() puts parentheses only where they are needed", () => {
  const sum = binary("add", x, y);
  expect(printExpr(binary("mul", sum, x))).toBe("(b0[i0] + b1[i0]) * b0[i0]");
  expect(printExpr(binary("sub", x, binary("sub", y, x)))).toBe("b0[i0] - (b1[i0] - b0[i0])");
  expect(printExpr(binary("sub", binary("sub", x, y), x))).toBe("b0[i0] - b1[i0] - b0[i0]");
  expect(printExpr(unary("neg", sum))).toBe("-(b0[i0] + b1[i0])");
  expect(printExpr(binary("mul", x, f32(-2)))).toBe("b0[i0] * (-2.0)");
  expect(printExpr(select(binary("lt", x, y), x, f32(Number.NaN)))).toBe("select(b0[i0] < b1[i0], b0[i0], nan)");
  expect(printExpr(math("pow", x, f32(0.5)))).toBe("pow(b0[i0], 0.5)");
  expect(printExpr(convert("i32", x))).toBe("i32(b0[i0])");
  expect(printExpr(binary("xor", bitcast("u32", x), constant("u32", 7)))).toBe("bitcast_u32(b0[i0]) ^ 7u");
  expect(printExpr(f32(-0))).toBe("-0.0");
  expect(printExpr(f32(0.1))).toBe("0.100000001");
});

test("printKernel() takes a very deep expression apart, without recursion", () => {
  let deep = x;
  for (let n = 0; n < 20_000; n++) deep = binary("max", deep, load("f32", 1, constant("i32", n)));
  const stores = [{ buffer: 2, index: i, value: deep }];
  const lines = printKernel({ name: "deep", grid: [8], reduce: [], accumulators: [], stores }).split("\n");
  expect(lines.length).toBeGreaterThan(1000);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(250);
});

test("printKernel() names what is used twice", () => {
  const r = reduceIndex(0, 3);
  const element = load("f32", 0, binary("add", binary("mul", i, constant("i32", 3)), r));
  const mean = binary("div", accumulator("f32", 0), f32(3));
  const text = printKernel({
    name: "moments",
    grid: [8],
    reduce: [3],
    accumulators: [
      { op: "add", value: element },
      { op: "add", value: binary("mul", element, element) },
    ],
    stores: [
      { buffer: 2, index: i, value: mean },
      { buffer: 3, index: i, value: binary("sub", accumulator("f32", 1), binary("mul", mean, mean)) },
    ],
  });
  expect(text).toMatchInlineSnapshot(`
    "kernel moments
      for i0 < 8
        for r0 < 3
          t0 = b0[i0 * 3 + r0]
          a0 = add(a0, t0)
          a1 = add(a1, t0 * t0)
        t0 = a0 / 3.0
        b2[i0] = t0
        b3[i0] = a1 - t0 * t0"
  `);
});
