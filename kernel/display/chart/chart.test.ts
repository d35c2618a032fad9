import { describe, expect, it } from "vitest";
import { vl } from "../vl.ts";
import { toRows } from "./chartData.ts";

describe("chart data", () => {
  it.each([
    ["rows", [{ a: 1, b: "x" }], [{ a: 1, b: "x" }]],
    [
      "columns",
      { a: [1, 2], b: new Float32Array([3, 4]) },
      [
        { a: 1, b: 3 },
        { a: 2, b: 4 },
      ],
    ],
    [
      "numbers",
      [5, 6],
      [
        { index: 0, value: 5 },
        { index: 1, value: 6 },
      ],
    ],
    ["a typed array", new Float64Array([0.5]), [{ index: 0, value: 0.5 }]],
    [
      "an array of the runtime",
      { tolist: () => [1, 2] },
      [
        { index: 0, value: 1 },
        { index: 1, value: 2 },
      ],
    ],
    ["scalar arrays in rows", [{ loss: { item: () => 0.25, tolist: () => 0.25 } }], [{ loss: 0.25 }]],
    ["nothing", [], []],
  ])("%s", (_, data, rows) => {
    expect(toRows(data as never)).toEqual(rows);
  });

  it("columns of different length are refused", () => {
    expect(() => toRows({ a: [1], b: [1, 2] })).toThrow("Cannot chart columns of different length (a: 1, b: 2)");
  });
});

describe("charts", () => {
  it("fields are found by their order, and by name", () => {
    expect(vl.line([3, 2]).spec).toMatchObject({
      mark: { type: "line" },
      encoding: { x: { field: "index" }, y: { field: "value", type: "quantitative" } },
    });
    expect(vl.points([{ a: 1, b: 2, c: "s" }], { x: "b", y: "a", color: "c" }).spec).toMatchObject({
      encoding: { x: { field: "b" }, color: { field: "c", type: "nominal" } },
    });
    expect(() => vl.line([{ a: 1, b: 2 }], { y: "loss" })).toThrow(
      'Cannot draw the chart: y is "loss", and the data has the fields a, b',
    );
  });

  it("draw themselves as SVG and as text", async () => {
    const chart = vl.line(
      [
        { step: 1, loss: 1.5, who: "ours" },
        { step: 2, loss: 0.5, who: "ours" },
        { step: 1, loss: 1.25, who: "JAX" },
        { step: 2, loss: 0.25, who: "JAX" },
      ],
      { x: "step", y: "loss", color: "who", title: "Loss" },
    );
    expect(await chart.toSvg()).toMatch(/^<svg [\s\S]*ours[\s\S]*JAX/);
    expect(String(chart)).toBe("Loss\nline: loss by step, 4 rows\n  ours  █▁  1.5 → 0.5\n  JAX   █▁  1.25 → 0.25");
  });

  it("layers share their axes", async () => {
    const chart = vl.layer(vl.line([1, 2], { title: "both" }), vl.points([2, 1]));
    expect(chart.spec).toMatchObject({
      title: "both",
      layer: [{ mark: { type: "line" } }, { mark: { type: "point" } }],
    });
    expect(await chart.toSvg()).toContain("both");
  });

  it("a specification that cannot be drawn says so", async () => {
    const broken = vl.chart({
      data: { values: [] },
      mark: "bar",
      encoding: { x: { field: "a", type: "quantitative", bin: { step: "x" } as never } },
      transform: [{ calculate: "((", as: "q" }],
    });
    await expect(broken.toSvg()).rejects.toThrow("Cannot draw the chart");
  });
});
