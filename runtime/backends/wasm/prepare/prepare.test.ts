import { expect, test } from "vitest";
import { accumulator, binary, constant, gridIndex, load, reduceIndex, select } from "../../../ir/build.ts";
import type { Expr } from "../../../ir/expr.ts";
import { flatIndex, unflatIndex } from "../../../ir/flatIndex.ts";
import { keepLoadsInRange } from "../../../ir/keepLoadsInRange.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import { printKernel } from "../../../ir/print.ts";
import { cutLoops } from "./cutLoops.ts";
import { packOperands } from "./packOperands.ts";
import { splitReduction } from "./splitReduction.ts";
import { unflattenLoops } from "./unflattenLoops.ts";

const i32 = (x: number): Expr => constant("i32", x);
const add = (x: Expr, y: Expr): Expr => binary("add", x, y);
const mul = (x: Expr, y: Expr): Expr => binary("mul", x, y);

function map(grid: readonly number[], value: Expr, index: Expr = gridIndex(0, grid[0]!)): Kernel {
  return { name: "map", grid, reduce: [], accumulators: [], stores: [{ buffer: 9, index, value }] };
}

test("cutLoops() makes a copy of each part of a concatenation", () => {
  const i = gridIndex(0, 8);
  const left = load("f32", 0, binary("min", i, i32(2)));
  const right = load("f32", 1, binary("max", add(i, i32(-3)), i32(0)));
  const parts = cutLoops(map([8], select(binary("lt", i, i32(3)), left, right)));
  expect(parts.map(printKernel).join("\n")).toBe(
    "kernel map\n  for i0 < 3\n    b9[i0] = b0[i0]\nkernel map\n  for i0 < 5\n    b9[i0 + 3] = b1[i0]",
  );
});

test("cutLoops() leaves a triangle alone: no loop decides by itself", () => {
  const [i, j] = [gridIndex(0, 8), gridIndex(1, 8)];
  const kernel = map([8, 8], select(binary("le", j, i), load("f32", 0, i), load("f32", 1, j)), add(mul(i, i32(8)), j));
  expect(cutLoops(kernel)).toEqual([kernel]);
});

test("cutLoops() separates the border of a convolution from its inside", () => {
  const [i, r] = [gridIndex(0, 20), reduceIndex(0, 3)];
  const at = add(add(i, r), i32(-1));
  const inside = binary("and", binary("ge", at, i32(0)), binary("lt", at, i32(20)));
  const value = select(inside, load("f32", 0, binary("min", binary("max", at, i32(0)), i32(19))), constant("f32", 0));
  const kernel: Kernel = {
    ...map([20], accumulator("f32", 0), i),
    reduce: [3],
    accumulators: [{ op: "add", value }],
  };
  const parts = cutLoops(kernel);
  expect(parts.map(({ grid }) => grid)).toEqual([[1], [18], [1]]);
  expect(printKernel(parts[1]!)).toContain("a0 = add(a0, b0[i0 + r0])");
});

test("unflattenLoops() turns quotients and remainders into loops", () => {
  const [i, j] = unflatIndex(gridIndex(0, 640), [32, 20]);
  const kernel = unflattenLoops(map([640], load("f32", 0, add(mul(j!, i32(32)), i!))));
  expect(printKernel(kernel)).toBe("kernel map\n  for i0 < 32, i1 < 20\n    b9[i0 * 20 + i1] = b0[i1 * 32 + i0]");
});

test("keepLoadsInRange() clamps only what may leave its buffer", () => {
  const i = gridIndex(0, 4);
  const buffers = Array.from({ length: 10 }, () => ({ kind: "input", type: "f32", size: 4 }) as const);
  const safe = map([4], load("f32", 0, i));
  expect(keepLoadsInRange(safe, buffers)).toBe(safe);
  const gathered = keepLoadsInRange(map([4], load("f32", 0, load("i32", 1, i))), buffers);
  expect(printKernel(gathered)).toContain("b0[min(max(b1[i0], 0), 3)]");
});

test("packOperands() copies the right operand in panels of eight columns and the left one in rows", () => {
  const [m, k, n] = [256, 1024, 520];
  const [i, j, r] = [gridIndex(0, m), gridIndex(1, n), reduceIndex(0, k)];
  const left = load("f32", 0, flatIndex([r, i], [k, m]));
  const right = binary("max", load("f32", 1, flatIndex([r, j], [k, n])), constant("f32", 0));
  const kernel: Kernel = {
    name: "dot",
    grid: [m, n],
    reduce: [k],
    accumulators: [{ op: "add", value: mul(left, right) }],
    stores: [{ buffer: 2, index: flatIndex([i, j], [m, n]), value: accumulator("f32", 0) }],
  };
  const scratch: number[] = [];
  const kernels = packOperands(kernel, (size) => scratch.push(size) + 9);
  expect(scratch).toEqual([m * k, k * n]);
  expect(kernels.map(printKernel).join("\n")).toBe(
    [
      "kernel dot_left\n  for i0 < 256, i1 < 1024\n    b10[i0 * 1024 + i1] = b0[i1 * 256 + i0]",
      "kernel dot_right\n  for i0 < 65, i1 < 1024, i2 < 8\n    b11[i0 * 8192 + i1 * 8 + i2] = max(b1[i1 * 520 + i0 * 8 + i2], 0.0)",
      "kernel dot\n  for i0 < 256, i1 < 65, i2 < 8\n    for r0 < 1024",
      "      a0 = add(a0, b10[i0 * 1024 + r0] * b11[i1 * 8192 + r0 * 8 + i2])",
      "    b2[i0 * 520 + i1 * 8 + i2] = a0",
    ].join("\n"),
  );
});

test("splitReduction() sums blocks of rows first where columns are long", () => {
  const [rows, columns] = [4096, 1024];
  const [j, r] = [gridIndex(0, columns), reduceIndex(0, rows)];
  const kernel: Kernel = {
    name: "sum",
    grid: [columns],
    reduce: [rows],
    accumulators: [{ op: "add", value: load("f32", 0, flatIndex([r, j], [rows, columns])) }],
    stores: [{ buffer: 1, index: j, value: mul(accumulator("f32", 0), constant("f32", 0.5)) }],
  };
  expect(
    splitReduction(kernel, () => 9)
      .map(printKernel)
      .join("\n"),
  ).toBe(
    [
      "kernel sum_blocks\n  for i0 < 128, i1 < 1024\n    for r0 < 32",
      "      a0 = add(a0, b0[i0 * 32768 + r0 * 1024 + i1])",
      "    b9[i0 * 1024 + i1] = a0",
      "kernel sum\n  for i0 < 1024\n    for r0 < 128",
      "      a0 = add(a0, b9[r0 * 1024 + i0])",
      "    b1[i0] = a0 * 0.5",
    ].join("\n"),
  );
});

test("splitReduction() cuts a long sum to one number into blocks", () => {
  const total = (steps: number): Kernel => ({
    name: "sum",
    grid: [],
    reduce: [steps],
    accumulators: [{ op: "add", value: load("f32", 0, reduceIndex(0, steps)) }],
    stores: [{ buffer: 1, index: i32(0), value: accumulator("f32", 0) }],
  });
  expect(
    splitReduction(total(2 ** 20), () => 9)
      .map(printKernel)
      .join("\n"),
  ).toBe(
    [
      "kernel sum_blocks\n  for i0 < 64\n    for r0 < 16384",
      "      a0 = add(a0, b0[i0 * 16384 + r0])",
      "    b9[i0] = a0",
      "kernel sum\n  for r0 < 64",
      "    a0 = add(a0, b9[r0])",
      "  b1[0] = a0",
    ].join("\n"),
  );
  // Short, or a prime number of steps.
  for (const kernel of [total(2 ** 17), total(1048573)]) expect(splitReduction(kernel, () => 9)).toEqual([kernel]);
});

test("packOperands() leaves small products and single rows alone", () => {
  const [m, k, n] = [1, 2048, 2048];
  const [i, j, r] = [gridIndex(0, m), gridIndex(1, n), reduceIndex(0, k)];
  const kernel: Kernel = {
    name: "row",
    grid: [m, n],
    reduce: [k],
    accumulators: [
      { op: "add", value: mul(load("f32", 0, flatIndex([i, r], [m, k])), load("f32", 1, flatIndex([r, j], [k, n]))) },
    ],
    stores: [{ buffer: 2, index: flatIndex([i, j], [m, n]), value: accumulator("f32", 0) }],
  };
  expect(packOperands(kernel, () => 9)).toEqual([kernel]);
});
