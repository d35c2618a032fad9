/**
 * Charts: `vl.line`, `vl.points`, `vl.bars`, `vl.heatmap`, `vl.histogram`, `vl.history` and `vl.contour` for the common ones, `vl.chart` for
 * everything that Vega-Lite can draw, checked by Vega-Lite's own types. All take arrays of the runtime as they are.
 */
import type { TopLevelSpec } from "vega-lite";
import { Chart } from "./chart/chart.ts";
import type { ChartData } from "./chart/chartData.ts";
import { type ContourOptions, contour } from "./chart/contour.ts";
import { type HeatmapOptions, heatmap } from "./chart/heatmap.ts";
import { type HistogramOptions, histogram } from "./chart/histogram.ts";
import { type History, type HistoryOptions, history } from "./chart/history.ts";
import type { Numbers } from "./chart/numbers.ts";
import type { Surface } from "./chart/sampleGrid.ts";
import { type ChartOptions, simpleChart } from "./chart/simpleChart.ts";

export type { Chart } from "./chart/chart.ts";
export type { ChartData } from "./chart/chartData.ts";
export type { ContourOptions } from "./chart/contour.ts";
export type { HeatmapOptions } from "./chart/heatmap.ts";
export type { HistogramOptions } from "./chart/histogram.ts";
export type { History, HistoryOptions } from "./chart/history.ts";
export type { Numbers } from "./chart/numbers.ts";
export type { Surface } from "./chart/sampleGrid.ts";
export type { ChartOptions } from "./chart/simpleChart.ts";

/** The charts of `vl`. */
export interface Vl {
  /**
   * A chart from a Vega-Lite specification.
   *
   * @see https://vega.github.io/vega-lite/docs/spec.html
   * @example
   * vl.chart({ data: { values: [{ a: 1 }, { a: 3 }] }, mark: "bar", encoding: { y: { field: "a", type: "quantitative" } } });
   */
  chart(spec: TopLevelSpec): Chart;
  /**
   * Lines through points, one for each value of the field `color`.
   *
   * @param data rows, columns, or a list of numbers
   * @param options the fields to draw, title, size in pixels, logarithmic axes
   * @example
   * vl.line([1.2, 0.6, 0.3], { title: "loss" });
   */
  line(data: ChartData, options?: ChartOptions): Chart;
  /**
   * Points, one for each row (a scatter plot). Options as for `line`.
   *
   * @example
   * vl.points({ height: [1.6, 1.8], weight: [55, 80], kind: ["a", "b"] }, { color: "kind" });
   */
  points(data: ChartData, options?: ChartOptions): Chart;
  /** Bars, one for each row. Options as for `line`. */
  bars(data: ChartData, options?: ChartOptions): Chart;
  /**
   * A matrix as colours, its first row on top. Larger ones than 64 × 64 are drawn as means of blocks.
   *
   * @param data rows of numbers, or an array of shape [rows, columns]
   * @param options title, names of rows and columns, `numbers: true` to write them into the cells, the scale of colours
   * @example
   * vl.heatmap(jnp.eye(3), { title: "confusion", xLabels: ["a", "b", "c"], yLabels: ["a", "b", "c"], numbers: true });
   */
  heatmap(data: Numbers, options?: HeatmapOptions): Chart;
  /**
   * How often values occur. Values that are not finite are left out and counted in the subtitle.
   *
   * @param data values in any shape, or an object of such, drawn over each other
   * @param options title, number of bins, their range
   * @example
   * vl.histogram({ before: jnp.arange(100), after: jnp.linspace(20, 60, 100) }, { bins: 20 });
   */
  histogram(data: Numbers | Readonly<Record<string, Numbers>>, options?: HistogramOptions): Chart;
  /**
   * Learning curves. A list with fewer values, as of one validation an epoch, is spread over the same steps. Values that are not finite
   * leave no mark; a long curve keeps its extremes.
   *
   * @param data a list for each quantity, or one object for each step
   * @param options title, `logY`, `smooth` for a running mean, `x` for the list to draw the others over
   * @example
   * const seen: { loss: number[]; valLoss: number[] } = { loss: [1, 0.7, 0.5, 0.4], valLoss: [0.8, 0.6] };
   * vl.history(seen, { title: "Training", logY: true });
   */
  history(data: History, options?: HistoryOptions): Chart;
  /**
   * A function of two numbers as lines of equal height, with the ways that optimizers took over it.
   *
   * @param f takes two numbers, or one pair; it may compute with numbers, with `jnp`, or with methods of arrays
   * @param options the ranges `x` and `y`, `paths`: a list of points for each name, `levels`
   * @example
   * const bowl = (x: jax.Array, y: jax.Array): jax.Array => x.mul(x).add(y.mul(y).mul(10));
   * vl.contour(bowl, { x: [-2, 2], y: [-1, 1], paths: { sgd: [[1.5, 0.8], [1.2, -0.6], [0.8, 0.2]] } });
   */
  contour(f: Surface, options?: ContourOptions): Chart;
  /** Several charts on the same axes; title and size are those of the first. */
  layer(...charts: readonly Chart[]): Chart;
}

/**
 * Charts that show themselves: `vl.line`, `vl.points`, `vl.bars`, `vl.heatmap`, `vl.histogram`, `vl.history`, `vl.contour`, `vl.layer`, and
 * `vl.chart` for any Vega-Lite specification.
 */
export const vl: Vl = {
  chart: (spec) => new Chart(spec),
  line: (data, options = {}) => simpleChart("line", data, options),
  points: (data, options = {}) => simpleChart("point", data, options),
  bars: (data, options = {}) => simpleChart("bar", data, options),
  heatmap: (data, options = {}) => heatmap(data, options),
  histogram: (data, options = {}) => histogram(data, options),
  history: (data, options = {}) => history(data, options),
  contour: (f, options = {}) => contour(f, options),
  layer: (...charts) => layerCharts(charts),
};

function layerCharts(charts: readonly Chart[]): Chart {
  if (charts.length === 0) throw new TypeError("Cannot layer charts: give at least one");
  const { title, width, height } = charts[0]!.spec as { title?: string; width?: number; height?: number };
  const layer = charts.map(({ spec }) => {
    const {
      $schema: _schema,
      title: _title,
      width: _width,
      height: _height,
      ...unit
    } = spec as unknown as Record<string, unknown>;
    return unit;
  });
  const size = {
    ...(title === undefined ? {} : { title }),
    ...(width ? { width } : {}),
    ...(height ? { height } : {}),
  };
  return new Chart({ ...size, layer } as unknown as TopLevelSpec);
}
