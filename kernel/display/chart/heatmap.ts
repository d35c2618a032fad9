/** A matrix as colours. */
import type { TopLevelSpec } from "vega-lite";
import { Chart } from "./chart.ts";
import { type FrameOptions, frame } from "./frame.ts";
import { matrixOf, rounded } from "./numbers.ts";

/** How a heat map is drawn. */
export interface HeatmapOptions extends FrameOptions {
  /** Names of the columns and rows, as of classes; default: their numbers. */
  readonly xLabels?: readonly string[];
  readonly yLabels?: readonly string[];
  /** Title of the scale of colours. */
  readonly label?: string;
  /** Writes the number into each cell; default false. */
  readonly numbers?: boolean;
  /** The numbers at the ends of the scale; default: the smallest and the largest. */
  readonly domain?: readonly [number, number];
  /** One of Vega's colour schemes; default: `viridis`, or `blueorange` around 0 when there are numbers of either sign. */
  readonly scheme?: string;
}

/** More cells than this along an axis are joined into blocks. */
const largest = 64;

/** The chart; throws a TypeError for what is no matrix, and a RangeError for labels that do not fit. */
export function heatmap(data: unknown, options: HeatmapOptions): Chart {
  const matrix = matrixOf(data, "a heat map");
  const [rows, columns] = [matrix.length, matrix[0]?.length ?? 0];
  const { block, cells } = joinBlocks(matrix);
  const xLabels = labels("xLabels", options.xLabels, columns, block);
  const yLabels = labels("yLabels", options.yLabels, rows, block);
  const finite = cells.flat().filter(Number.isFinite);
  const [low, high] = [
    finite.reduce((a, b) => Math.min(a, b), Infinity),
    finite.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  const values = cells.flatMap((row, y) =>
    row.map((value, x) => ({ x: xLabels[x], y: yLabels[y], value: rounded(value) })),
  );
  const note = block > 1 ? `${rows} × ${columns}; a cell is the mean of ${block} × ${block} elements` : undefined;
  const cellSize = Math.min(40, Math.max(4, Math.floor(480 / Math.max(cells.length, cells[0]?.length ?? 1))));
  const size = { width: cellSize * (cells[0]?.length ?? 1), height: cellSize * cells.length };
  const axis = (title: string | undefined, labels: readonly unknown[]): object => ({
    type: "ordinal",
    sort: null,
    title: title ?? null,
    axis: {
      labelOverlap: true,
      ticks: labels.length <= 30,
      labelAngle: labels.some((l) => typeof l === "string") ? -45 : 0,
    },
  });
  const color = {
    field: "value",
    type: "quantitative",
    title: options.label ?? null,
    scale: scale(options, low, high),
  };
  const encoding = {
    x: { field: "x", ...axis(options.xTitle, xLabels) },
    y: { field: "y", ...axis(options.yTitle, yLabels), axis: { labelOverlap: true, ticks: cells.length <= 30 } },
  };
  const rect = { mark: { type: "rect", tooltip: true }, encoding: { ...encoding, color } };
  const { domain: [from, to] = [low, high] } = options;
  const text = {
    mark: { type: "text", fontSize: Math.min(12, cellSize / 3) },
    encoding: {
      ...encoding,
      text: { field: "value", type: "quantitative", format: finite.every(Number.isInteger) ? "d" : ".2~g" },
      // Light on dark and dark on light: the ends of viridis are dark and light, those of blueorange both dark.
      color: { condition: { test: darkTest(options, low, high, from, to), value: "white" }, value: "black" },
    },
  };
  const spec = {
    ...frame({ ...size, ...options }, note),
    data: { values },
    ...(options.numbers ? { layer: [rect, text] } : rect),
  };
  return new Chart(spec as unknown as TopLevelSpec, () => heatmapText(cells, options.title, rows, columns, low, high));
}

function diverges({ domain, scheme }: HeatmapOptions, low: number, high: number): boolean {
  const [from, to] = domain ?? [low, high];
  return scheme === undefined && from < 0 && to > 0;
}

function scale(options: HeatmapOptions, low: number, high: number): object {
  const [from, to] = options.domain ?? [low, high];
  if (diverges(options, low, high)) {
    const reach = Math.max(-from, to);
    return { scheme: "blueorange", domain: [-reach, reach], reverse: true };
  }
  return { scheme: options.scheme ?? "viridis", ...(options.domain ? { domain: [from, to] } : {}) };
}

function darkTest(options: HeatmapOptions, low: number, high: number, from: number, to: number): string {
  if (diverges(options, low, high)) return `abs(datum.value) > ${0.6 * Math.max(-from, to)}`;
  return options.scheme === undefined ? `datum.value < ${from + 0.6 * (to - from)}` : "false";
}

/** Means of square blocks, so that no axis has more than `largest` of them. */
function joinBlocks(matrix: readonly (readonly number[])[]): { block: number; cells: number[][] } {
  const columns = matrix[0]?.length ?? 0;
  const block = Math.max(1, Math.ceil(Math.max(matrix.length, columns) / largest));
  if (block === 1) return { block, cells: matrix.map((row) => [...row]) };
  const cells: number[][] = [];
  for (let top = 0; top < matrix.length; top += block) {
    const rows = matrix.slice(top, top + block);
    const line: number[] = [];
    for (let left = 0; left < columns; left += block) {
      const elements = rows.flatMap((row) => row.slice(left, left + block));
      line.push(elements.reduce((sum, value) => sum + value, 0) / elements.length);
    }
    cells.push(line);
  }
  return { block, cells };
}

function labels(
  option: string,
  given: readonly string[] | undefined,
  count: number,
  block: number,
): (string | number)[] {
  if (given && given.length !== count) {
    throw new RangeError(`Cannot draw a heat map: ${option} has ${given.length} names for ${count}`);
  }
  return Array.from({ length: Math.ceil(count / block) }, (_, i) => given?.[i * block] ?? i * block);
}

const shades = " ░▒▓█";
const textWidth = 40;
const textHeight = 20;

function heatmapText(
  cells: readonly (readonly number[])[],
  title: string | undefined,
  rows: number,
  columns: number,
  low: number,
  high: number,
): string {
  const step = Math.max(1, Math.ceil(cells.length / textHeight), Math.ceil((cells[0]?.length ?? 0) / textWidth));
  const shade = (value: number): string => {
    if (!Number.isFinite(value)) return "?";
    return shades[Math.min(shades.length - 1, Math.floor(((value - low) / (high - low || 1)) * shades.length))]!;
  };
  const lines = cells
    .filter((_, i) => i % step === 0)
    .map(
      (row) =>
        `  ${row
          .filter((_, i) => i % step === 0)
          .map((value) => shade(value).repeat(2))
          .join("")}`,
    );
  return [`${title ?? "Heat map"}: ${rows} × ${columns}, ${rounded(low)} to ${rounded(high)}`, ...lines].join("\n");
}
