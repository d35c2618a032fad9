import { expect, test } from "vitest";
import type { JaxArray } from "../core/array.ts";
import { constant, gridIndex, load } from "../ir/build.ts";
import { withInterning } from "../ir/intern.ts";
import { scan } from "../lax/index.ts";
import { add, reduceSum, transpose } from "../primitives/index.ts";
import type { Graph, Value } from "./graph.ts";
import { lower } from "./lower.ts";
import { f32, softmax, traced } from "./traced.cases.ts";
import { verifyGraph } from "./verifyGraph.ts";

const changed = (graph: Graph, number: number, change: Partial<Value>): Graph => ({
  ...graph,
  values: graph.values.map((value) => (value.number === number ? { ...value, ...change } : value)),
});

test("verifyGraph() accepts what lowering makes, loops included", () => {
  withInterning(() => {
    verifyGraph(lower(traced(softmax, f32(4, 5)), 8));
    verifyGraph(
      lower(
        traced((x) => [reduceSum(transpose(x, { permutation: [1, 0] }), { axes: [0] })], f32(4, 5)),
        8,
      ),
    );
    const sums = (x: JaxArray): JaxArray[] => {
      const [last, all] = scan((c, row) => [add(c, row), c] as [JaxArray, JaxArray], reduceSum(x, { axes: [0] }), x);
      return [last, all];
    };
    const loop = traced(sums, f32(3, 3));
    expect(() => verifyGraph(lower(loop, 8))).not.toThrow();
  });
});

test("verifyGraph() refuses values out of order, wrong types and wrong loops", () => {
  withInterning(() => {
    const graph = lower(
      traced((x) => [add(x, 1)], f32(6)),
      8,
    );
    const i = gridIndex(0, 6);
    const value = graph.values[1]!;
    const as = (expression: ReturnType<typeof load>): Graph =>
      changed(graph, 1, { definition: { kind: "map", value: expression } });
    expect(value.name).toBe("add");
    expect(() => verifyGraph(as(load("f32", 1, i)))).toThrow(
      "Cannot accept b1 (add): it loads b1, which is not defined before",
    );
    expect(() => verifyGraph(as(i))).toThrow("it is f32, its expression is i32");
    expect(() => verifyGraph(as(load("f32", 0, gridIndex(0, 7))))).toThrow("it has no grid loop 0 of 7 steps");
    expect(() => verifyGraph(as(load("f32", 0, constant("i32", 3))))).toThrow(
      "the load of b0 has no indices, the value has 1 axes",
    );
    expect(() => verifyGraph(changed(graph, 0, { type: "u32" }))).toThrow("it loads f32 from b0, which is u32");
    expect(() => verifyGraph(changed(graph, 1, { definition: { kind: "result" } }))).toThrow(
      "no loop, branch or order leaves it behind",
    );
    expect(() => verifyGraph({ ...graph, inputs: [1] })).toThrow("it is listed as an input, and defined otherwise");
  });
});
