/**
 * Charts: `vl.line`, `vl.points` and `vl.bars` for the common ones, `vl.chart` for everything that Vega-Lite can draw, checked by
 * Vega-Lite's own types.
 */
import type { TopLevelSpec } from "vega-lite";
import { Chart } from "./chart/chart.ts";
import type { ChartData } from "./chart/chartData.ts";
import { type ChartOptions, simpleChart } from "./chart/simpleChart.ts";

export type { Chart } from "./chart/chart.ts";
export type { ChartData } from "./chart/chartData.ts";
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
  /** Points, one for each row. Options as for `line`. */
  points(data: ChartData, options?: ChartOptions): Chart;
  /** Bars, one for each row. Options as for `line`. */
  bars(data: ChartData, options?: ChartOptions): Chart;
  /** Several charts on the same axes; title and size are those of the first. */
  layer(...charts: readonly Chart[]): Chart;
}

/** Charts that show themselves: `vl.line`, `vl.points`, `vl.bars`, `vl.layer`, and `vl.chart` for any Vega-Lite specification. */
export const vl: Vl = {
  chart: (spec) => new Chart(spec),
  line: (data, options = {}) => simpleChart("line", data, options),
  points: (data, options = {}) => simpleChart("point", data, options),
  bars: (data, options = {}) => simpleChart("bar", data, options),
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
