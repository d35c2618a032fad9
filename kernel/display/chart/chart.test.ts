import { describe, expect, it } from "vitest";
import { jnp } from "../../../runtime/index.ts";
import { vl } from "../vl.ts";
import { toRows } from "./chartData.ts";
import { isolines } from "./isolines.ts";
import { sampleGrid } from "./sampleGrid.ts";
import { simplifyLine } from "./simplifyLine.ts";
import { thinOut } from "./thinOut.ts";

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
    expect(await chart.toSvg()).toMatch(/^<svg [\s\S]*>JAX<[\s\S]*>ours<[\s\S]*>Loss</);
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

/** The rows that a chart draws, or one of its layers. */
function rowsOf(chart: object, layer?: number): Record<string, unknown>[] {
  const { spec } = chart as { spec: { data?: object; layer?: { data: object }[] } };
  const { values } = (layer === undefined ? spec.data : spec.layer![layer]!.data) as {
    values: Record<string, unknown>[];
  };
  return values;
}

describe("heat maps", () => {
  it("draw arrays and lists, first row on top, numbers of either sign around 0", async () => {
    const chart = vl.heatmap(
      jnp.array([
        [1, -2],
        [3, 4],
      ]),
      { title: "w" },
    );
    expect(rowsOf(chart)).toEqual([
      { x: 0, y: 0, value: 1 },
      { x: 1, y: 0, value: -2 },
      { x: 0, y: 1, value: 3 },
      { x: 1, y: 1, value: 4 },
    ]);
    expect(chart.spec).toMatchObject({ encoding: { color: { scale: { scheme: "blueorange", domain: [-4, 4] } } } });
    expect(String(chart)).toBe("w: 2 × 2, -2 to 4\n  ▒▒  \n  ████");
    expect(await chart.toSvg()).toContain("<svg");
  });

  it("large ones are means of blocks, and say so", () => {
    const chart = vl.heatmap(jnp.arange(128 * 64).reshape([128, 64]));
    expect(rowsOf(chart)).toHaveLength(64 * 32);
    expect(rowsOf(chart)[0]).toEqual({ x: 0, y: 0, value: (0 + 1 + 64 + 65) / 4 });
    expect(chart.spec.title).toMatchObject({ subtitle: "128 × 64; a cell is the mean of 2 × 2 elements" });
  });

  it("labels, numbers in cells, and what does not fit", async () => {
    const chart = vl.heatmap(
      [
        [5, 0],
        [1, 4],
      ],
      { xLabels: ["a", "b"], yLabels: ["a", "b"], numbers: true },
    );
    expect(rowsOf(chart)[1]).toEqual({ x: "b", y: "a", value: 0 });
    expect(await chart.toSvg()).toMatch(/>5<[\s\S]*>4</);
    expect(() => vl.heatmap([[1]], { xLabels: ["a", "b"] })).toThrow("xLabels has 2 names for 1");
    expect(() => vl.heatmap([[1, 2], [3]])).toThrow("row 1 has 1 elements, row 0 has 2");
    expect(() => vl.heatmap(jnp.zeros([2, 2, 2]))).toThrow("Cannot draw a heat map: expected numbers, got a list of 2");
    expect(() => vl.heatmap("x" as never)).toThrow('expected a matrix, got "x"');
  });
});

describe("histograms", () => {
  it("count as numpy.histogram does, the last bin with its upper end", () => {
    // numpy.histogram([0, 1, 1, 2, 2.5, 3, 4], bins=4) → [1 2 2 2], [0 1 2 3 4]
    const chart = vl.histogram(
      [
        [0, 1, 1],
        [2, 2.5, 3, 4],
      ],
      { bins: 4 },
    );
    expect(rowsOf(chart).map(({ from, to, count }) => [from, to, count])).toEqual([
      [0, 1, 1],
      [1, 2, 2],
      [2, 3, 2],
      [3, 4, 2],
    ]);
  });

  it("of several series, of shapes, of what is not finite", async () => {
    const chart = vl.histogram({ a: jnp.ones([2, 3]), b: [0, Number.NaN] }, { bins: 2, title: "two" });
    expect(rowsOf(chart).map(({ series, count }) => [series, count])).toEqual([
      ["a", 0],
      ["a", 6],
      ["b", 1],
      ["b", 0],
    ]);
    expect(chart.spec.title).toMatchObject({ subtitle: "without 1 values that are not finite" });
    expect(String(chart)).toBe("two: 0 to 1\n  a  ▕ █▏ 6 values\n  b  ▕▂ ▏ 1 values");
    expect(await chart.toSvg()).toContain("two");
    expect(() => vl.histogram([1], { bins: 0 })).toThrow("bins must be a whole number above 0, got 0");
    expect(() => vl.histogram(["x"])).toThrow('Cannot draw a histogram: expected numbers, got "x"');
    expect(rowsOf(vl.histogram([]))).toHaveLength(30);
  });
});

describe("learning curves", () => {
  it("lists of fewer values stand at the end of what they were measured after", () => {
    const chart = vl.history({ loss: [4, 3, 2, 1], valLoss: [jnp.array(3.5), jnp.array(1.5)] });
    expect(rowsOf(chart).map(({ step, value, curve }) => [step, value, curve])).toEqual([
      [0, 4, "loss"],
      [1, 3, "loss"],
      [2, 2, "loss"],
      [3, 1, "loss"],
      [1, 3.5, "valLoss"],
      [3, 1.5, "valLoss"],
    ]);
  });

  it("of one object a step, over a list of its own, without what has no place on the axis", async () => {
    const chart = vl.history(
      [
        { epoch: 10, loss: 1 },
        { epoch: 20, loss: 0 },
        { epoch: 30, loss: Number.NaN },
      ],
      { x: "epoch", logY: true },
    );
    expect(rowsOf(chart)).toEqual([{ step: 10, value: 1, curve: "loss" }]);
    expect(chart.spec).toMatchObject({ encoding: { x: { title: "epoch" }, y: { title: "loss" } } });
    expect(await chart.toSvg()).toContain("<svg");
    expect(() => vl.history({ loss: [1] }, { x: "epoch" })).toThrow('x is "epoch", and the history has loss');
    expect(() => vl.history([1, 2] as never)).toThrow("expected lists by name");
  });

  it("the running mean starts at the first value", () => {
    const chart = vl.history({ loss: [4, 0, 0] }, { smooth: 0.5 });
    const means = rowsOf(chart).filter(({ kind }) => kind === "mean");
    // (0.5·4)/0.5, (0.25·4)/0.75, (0.125·4)/0.875
    expect(means.map(({ value }) => value)).toEqual([4, 1.3333, 0.57143]);
    expect(() => vl.history({ loss: [1] }, { smooth: 1 })).toThrow("smooth must be at least 0 and below 1, got 1");
  });

  it("long ones keep their ends and every spike", () => {
    const points = Array.from({ length: 10_000 }, (_, x) => ({ x, y: x === 7777 ? 50 : Math.sin(x) }));
    const thin = thinOut(points, 100);
    expect(thin.length).toBeLessThanOrEqual(202);
    expect([thin[0], thin.at(-1)]).toEqual([points[0], points[9999]]);
    expect(thin).toContain(points[7777]);
    expect(thin.every(({ x }, i) => i === 0 || x > thin[i - 1]!.x)).toBe(true);
  });
});

describe("contours", () => {
  const bowl = (x: number, y: number): number => x * x + y * y;

  it("isolines of a bowl are one closed line at the right distance", () => {
    const grid = Array.from({ length: 41 }, (_, y) =>
      Array.from({ length: 41 }, (_, x) => bowl((x - 20) / 10, (y - 20) / 10)),
    );
    const lines = isolines(grid, 1);
    expect(lines).toHaveLength(1);
    expect(lines[0]![0]).toEqual(lines[0]!.at(-1));
    for (const [x, y] of lines[0]!) expect(Math.hypot(x - 20, y - 20)).toBeCloseTo(10, 1);
    expect(
      simplifyLine(
        [
          [0, 0],
          [1, 0.01],
          [2, 0],
          [3, 2],
        ],
        0.05,
      ),
    ).toEqual([
      [0, 0],
      [2, 0],
      [3, 2],
    ]);
    expect(
      isolines(
        [
          [1, 0],
          [0, 1],
        ],
        0.4,
      ),
    ).toHaveLength(2); // a saddle
    expect(
      isolines(
        [
          [1, Number.NaN],
          [0, 1],
        ],
        0.5,
      ),
    ).toEqual([]);
  });

  it("a function may compute with numbers, with jnp, with methods, of a pair, and look at its numbers", () => {
    const [xs, ys] = [
      [0, 1, 2],
      [3, 5],
    ];
    const wanted = [
      [9, 10, 13],
      [25, 26, 29],
    ];
    expect(sampleGrid(bowl, xs, ys)).toEqual(wanted);
    expect(sampleGrid((x, y) => jnp.add(jnp.square(x), jnp.square(y)), xs, ys)).toEqual(wanted);
    expect(sampleGrid((x, y) => x.pow(2).add(y.pow(2)), xs, ys)).toEqual(wanted);
    expect(sampleGrid(([x, y]) => x * x + y * y, xs, ys)).toEqual(wanted);
    expect(sampleGrid((p) => jnp.sum(p.mul(p)), xs, ys)).toEqual(wanted);
    expect(sampleGrid((x, y) => (x.item() > 9 ? x : x.pow(2).add(y.pow(2))), xs, ys)).toEqual(wanted);
    expect(() => sampleGrid((x, y) => jnp.stack([x, y]), xs, ys)).toThrow(
      "must give one number for a point, got a list of 2",
    );
    expect(() => sampleGrid(() => "high", xs, ys)).toThrow('expected numbers, got "high"');
  });

  it("show the ways of optimizers, and find the ranges by them", async () => {
    const chart = vl.contour(bowl, {
      title: "Bowl",
      paths: {
        sgd: [[2, 0], jnp.array([1, 1])],
        adam: jnp.array([
          [0, 2],
          [0, 0],
        ]),
      },
    });
    expect(String(chart)).toMatch(
      /^Bowl: 12 lines from [\d.]+ to [\d.]+\n {2}sgd {3}\(2, 0\) at 4 → \(1, 1\) at 2, 2 points\n {2}adam {2}\(0, 2\) at 4 → \(0, 0\) at 0, 2 points$/,
    );
    expect(await chart.toSvg()).toMatch(/>sgd<[\s\S]*>adam<[\s\S]*>Bowl</);
    expect(vl.contour(bowl, { x: [-1, 1], y: [-1, 1], levels: [0.25, 0.5] }).toString()).toBe(
      "Contours: 2 lines from 0.25 to 0.5",
    );
    expect(() => vl.contour(bowl)).toThrow("give x as [low, high]");
    expect(() => vl.contour(bowl, { x: [1, -1], y: [0, 1] })).toThrow("x must be [low, high], got [1, -1]");
    expect(() => vl.contour(bowl, { paths: { a: [[1, 2, 3]] } })).toThrow("step 0 has 3 numbers, expected [x, y]");
  });
});
