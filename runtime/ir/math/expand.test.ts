import { expect, test } from "vitest";
import { binary, constant, gridIndex, load, math } from "../build.ts";
import type { Expr } from "../expr.ts";
import type { Kernel } from "../kernel.ts";
import { topological } from "../walk.ts";
import { expandExpr, expandMath } from "./expand.ts";

const x = load("f32", 0, gridIndex(0, 8));
const kernel = (value: Expr): Kernel => ({
  name: "test",
  grid: [8],
  reduce: [],
  accumulators: [],
  stores: [{ buffer: 1, index: gridIndex(0, 8), value }],
});

test("expandMath() leaves no math expression, nested ones included", () => {
  const expanded = expandMath(kernel(math("tanh", math("exp", math("pow", x, math("sin", x))))));
  expect(topological([expanded.stores[0]!.value]).filter(({ kind }) => kind === "math")).toEqual([]);
});

test("expandMath() gives back a kernel without functions itself", () => {
  const plain = kernel(binary("add", x, constant("f32", 1)));
  expect(expandMath(plain)).toBe(plain);
});

test("expandExpr() keeps sharing: the same function of the same argument is one expression", () => {
  const done = new Map<Expr, Expr>();
  const once = expandExpr(math("exp", x), done);
  expect(expandExpr(binary("add", math("exp", x), math("exp", x)), done)).toBe(binary("add", once, once));
  const sine = topological([expandExpr(math("sin", x))]).length;
  const both = topological([expandExpr(binary("add", math("sin", x), math("cos", x)))]).length;
  expect(both).toBeLessThan(sine + 30); // the argument reduction is made once
});

test("expandExpr() follows chains of any depth", () => {
  let chain = x;
  for (let i = 0; i < 500; i++) chain = math("tanh", chain);
  expect(topological([expandExpr(chain)]).length).toBeGreaterThan(500 * 20);
});
