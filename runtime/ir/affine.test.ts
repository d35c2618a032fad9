import { expect, test } from "vitest";
import { affineOf, boundsOf, strideAlong } from "./affine.ts";
import { binary, constant, gridIndex, load, reduceIndex } from "./build.ts";
import type { Expr } from "./expr.ts";
import { flatIndex, unflatIndex } from "./flatIndex.ts";

const i32 = (x: number): Expr => constant("i32", x);
const [i, j, r] = [gridIndex(0, 6), gridIndex(1, 4), reduceIndex(0, 5)];

test("affineOf() finds offset and strides", () => {
  const index = binary("add", binary("sub", binary("mul", i, i32(20)), r), i32(7));
  const affine = affineOf(index)!;
  expect(affine.offset).toBe(7);
  expect([strideAlong(affine, "grid", 0), strideAlong(affine, "grid", 1), strideAlong(affine, "reduce", 0)]).toEqual([
    20, 0, -1,
  ]);
  expect(boundsOf(affine)).toEqual({ low: 3, high: 107 });
});

test("affineOf() is undefined where an index is not affine", () => {
  expect(affineOf(binary("rem", i, i32(4)))).toBeUndefined();
  expect(affineOf(binary("mul", i, j))).toBeUndefined();
  expect(affineOf(load("i32", 0, i))).toBeUndefined();
  expect(affineOf(i32(3))).toEqual({ offset: 3, terms: [] });
});

test("flatIndex() and unflatIndex() undo each other", () => {
  expect(unflatIndex(flatIndex([i, j, r], [6, 4, 5]), [6, 4, 5])).toEqual([i, j, r]);
  const flat = gridIndex(0, 120);
  expect(flatIndex(unflatIndex(flat, [6, 1, 4, 5]), [6, 1, 4, 5])).toBe(flat);
  expect(unflatIndex(flatIndex([i, j], [6, 4]), [3, 8])[1]).toBe(
    binary("rem", binary("add", binary("mul", i, i32(4)), j), i32(8)),
  );
});
