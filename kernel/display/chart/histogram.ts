/** How often values occur. */
import type { TopLevelSpec } from "vega-lite";
import { Chart } from "./chart.ts";
import { type FrameOptions, frame } from "./frame.ts";
import { flatNumbers, rounded } from "./numbers.ts";

/** How a histogram is drawn. */
export interface HistogramOptions extends FrameOptions {
  /** Number of bins; default 30. */
  readonly bins?: number;
  /** The range that the bins divide; default: from the smallest to the largest value. */
  readonly domain?: readonly [number, number];
}

/**
 * The chart; only the counts go into it, however many values there are. Throws a TypeError for values that are no numbers.
 *
 * @param data values in any nest of lists, or an object of them, one series for each name
 */
export function histogram(data: unknown, options: HistogramOptions): Chart {
  const { bins = 30 } = options;
  if (!(Number.isInteger(bins) && bins > 0)) {
    throw new RangeError(`Cannot draw a histogram: bins must be a whole number above 0, got ${bins}`);
  }
  const series = seriesOf(data);
  const finite = series.map(([name, values]) => [name, values.filter(Number.isFinite)] as const);
  const all = finite.flatMap(([, values]) => values);
  const [low, high] = options.domain ?? rangeOf(all);
  const width = (high - low) / bins;
  const values = finite.flatMap(([name, list]) => {
    const counts = new Array<number>(bins).fill(0);
    for (const value of list) {
      // The last bin has its upper end, too.
      const bin = value === high ? bins - 1 : Math.floor((value - low) / width);
      if (bin >= 0 && bin < bins) counts[bin]!++;
    }
    return counts.map((count, i) => ({
      from: rounded(low + i * width),
      to: rounded(low + (i + 1) * width),
      count,
      ...(name === undefined ? {} : { series: name }),
    }));
  });
  const left = series.reduce((sum, [, list]) => sum + list.length, 0) - all.length;
  const note = left > 0 ? `without ${left} values that are not finite` : undefined;
  const isMany = finite.length > 1;
  const spec = {
    ...frame(options, note),
    data: { values },
    mark: { type: "bar", tooltip: true, ...(isMany ? { opacity: 0.55 } : {}) },
    encoding: {
      x: { field: "from", type: "quantitative", bin: { binned: true }, title: options.xTitle ?? "value" },
      x2: { field: "to" },
      y: { field: "count", type: "quantitative", title: options.yTitle ?? "count", ...(isMany ? { stack: null } : {}) },
      ...(isMany
        ? { color: { field: "series", type: "nominal", title: null, sort: finite.map(([name]) => name) } }
        : {}),
    },
  };
  return new Chart(spec as unknown as TopLevelSpec, () => histogramText(options.title, finite, values, low, high));
}

function seriesOf(data: unknown): [name: string | undefined, values: number[]][] {
  const isNamed = typeof data === "object" && data !== null && Object.getPrototypeOf(data) === Object.prototype;
  if (!isNamed) return [[undefined, flatNumbers(data, "a histogram")]];
  return Object.entries(data).map(([name, values]) => [name, flatNumbers(values, `the histogram of \`${name}\``)]);
}

function rangeOf(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1]; // no values
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

const blocks = " ▁▂▃▄▅▆▇█";

function histogramText(
  title: string | undefined,
  series: readonly (readonly [string | undefined, readonly number[]])[],
  rows: readonly { readonly count: number; readonly series?: string }[],
  low: number,
  high: number,
): string {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const indent = Math.max(0, ...series.map(([name]) => name?.length ?? 0));
  const lines = series.map(([name, values]) => {
    const counts = rows.filter((row) => row.series === name).map(({ count }) => count);
    const bars = counts.map((count) => blocks[Math.ceil((count / most) * (blocks.length - 1))]).join("");
    return `  ${name === undefined ? "" : `${name.padEnd(indent)}  `}▕${bars}▏ ${values.length} values`;
  });
  return [`${title ?? "Histogram"}: ${rounded(low)} to ${rounded(high)}`, ...lines].join("\n");
}
