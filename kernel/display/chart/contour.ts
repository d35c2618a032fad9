/** A function of two numbers as lines of equal height, with the ways that optimizers took over it. */
import type { TopLevelSpec } from "vega-lite";
import { Chart } from "./chart.ts";
import { type FrameOptions, frame } from "./frame.ts";
import { isolines } from "./isolines.ts";
import { elementsOf, flatNumbers, type Numbers, rounded } from "./numbers.ts";
import { type Surface, sampleGrid } from "./sampleGrid.ts";
import { simplifyLine } from "./simplifyLine.ts";

/** How contours are drawn. */
export interface ContourOptions extends FrameOptions {
  /** The part of the plane that is shown; default: what the paths need. */
  readonly x?: readonly [number, number];
  readonly y?: readonly [number, number];
  /** Named lists of points `[x, y]`, one for each step. */
  readonly paths?: Readonly<Record<string, Numbers>>;
  /** The heights, or how many: then each pair of neighbours has the same share of the plane between them. Default 12. */
  readonly levels?: number | readonly number[];
  /** Points of the grid along each axis; default 80. */
  readonly resolution?: number;
}

type Point = readonly [x: number, y: number];
type Range = readonly [number, number];

/** The chart; throws a TypeError for paths that are no lists of pairs, and a RangeError for ranges that are missing or empty. */
export function contour(f: Surface, options: ContourOptions): Chart {
  if (typeof f !== "function")
    throw new TypeError(`Cannot draw the contours: expected a function of x and y, got ${typeof f}`);
  const paths = Object.entries(options.paths ?? {}).map(([name, points]) => [name, pointsOf(name, points)] as const);
  const all = paths.flatMap(([, points]) => points);
  const xRange = rangeOf(
    "x",
    options.x,
    all.map(([x]) => x),
  );
  const yRange = rangeOf(
    "y",
    options.y,
    all.map(([, y]) => y),
  );
  const count = Math.max(2, Math.round(options.resolution ?? 80));
  const [xs, ys] = [spread(xRange, count), spread(yRange, count)];
  const grid = sampleGrid(f, xs, ys);
  const heights = levelsOf(options.levels ?? 12, grid.flat());
  let lines = 0;
  const contours = heights.flatMap((level) =>
    isolines(grid, level).flatMap((line) => {
      lines++;
      return simplifyLine(line, 0.05).map(([column, row]) => ({
        x: rounded(between(xRange, column / (count - 1))),
        y: rounded(between(yRange, row / (count - 1))),
        level: rounded(level),
        line: lines,
      }));
    }),
  );
  const position = {
    x: { field: "x", type: "quantitative", title: options.xTitle ?? "x", scale: { domain: xRange, nice: false } },
    y: { field: "y", type: "quantitative", title: options.yTitle ?? "y", scale: { domain: yRange, nice: false } },
  };
  const steps = paths.flatMap(([path, points]) =>
    points.map(([x, y], step) => ({ path, step, x: rounded(x), y: rounded(y), isLast: step === points.length - 1 })),
  );
  const pathColor = { field: "path", type: "nominal", title: null, sort: paths.map(([name]) => name) };
  const pathLayers = [
    {
      data: { values: steps },
      mark: {
        type: "line",
        strokeWidth: 2,
        clip: true,
        ...(steps.length <= 100 * paths.length ? { point: { size: 18 } } : {}),
      },
      encoding: { ...position, color: pathColor, order: { field: "step" } },
    },
    {
      data: { values: steps.filter(({ isLast }) => isLast) },
      mark: { type: "point", filled: true, size: 110, opacity: 1, stroke: "white", clip: true, tooltip: true },
      encoding: { ...position, color: pathColor, shape: { value: "circle" } },
    },
  ];
  const spec = {
    ...frame({ width: 420, height: 340, ...options }),
    layer: [
      {
        data: { values: contours },
        mark: { type: "line", strokeWidth: 1, tooltip: true },
        encoding: {
          ...position,
          detail: { field: "line" },
          order: { value: null }, // as they come
          color: {
            field: "level",
            type: "ordinal",
            title: null,
            // Without paths the lines have the page to themselves.
            scale:
              paths.length > 0 ? { scheme: { name: "greys", extent: [0.3, 1] } } : { scheme: "viridis", reverse: true },
            sort: "descending",
            legend: { symbolType: "stroke" },
          },
        },
      },
      ...(paths.length > 0 ? [{ layer: pathLayers }] : []),
    ],
    resolve: { scale: { color: "independent" } },
  };
  return new Chart(spec as unknown as TopLevelSpec, () => contourText(f, options.title, heights, paths));
}

function pointsOf(name: string, points: unknown): Point[] {
  return (elementsOf(points) ?? []).map((point, step) => {
    const numbers = flatNumbers(point, `the path \`${name}\``);
    if (numbers.length !== 2) {
      throw new TypeError(
        `Cannot draw the path \`${name}\`: step ${step} has ${numbers.length} ${numbers.length === 1 ? "number" : "numbers"}, expected [x, y]`,
      );
    }
    return [numbers[0]!, numbers[1]!];
  });
}

function rangeOf(option: "x" | "y", given: Range | undefined, values: readonly number[]): Range {
  if (given) {
    if (given[0] < given[1]) return given;
    throw new RangeError(`Cannot draw the contours: ${option} must be [low, high], got [${given.join(", ")}]`);
  }
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) {
    throw new RangeError(`Cannot draw the contours: give ${option} as [low, high]; there are no paths that would tell`);
  }
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const margin = 0.15 * (high - low) || 1;
  return [low - margin, high + margin];
}

function spread(range: Range, count: number): number[] {
  return Array.from({ length: count }, (_, i) => between(range, i / (count - 1)));
}

function between([low, high]: Range, share: number): number {
  return low + share * (high - low);
}

/** Heights with equal shares of the plane between them, and none at its lowest and highest point. */
function levelsOf(levels: number | readonly number[], values: readonly number[]): number[] {
  if (typeof levels !== "number") return [...levels].sort((a, b) => a - b);
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return [];
  const heights = Array.from({ length: levels }, (_, i) => {
    const share = (i + 0.5) / levels;
    return rounded(sorted[Math.floor(share * (sorted.length - 1))]!)!;
  });
  return [...new Set(heights)];
}

function contourText(
  f: Surface,
  title: string | undefined,
  heights: readonly number[],
  paths: readonly (readonly [string, readonly Point[]])[],
): string {
  const at = ([x, y]: Point): string => {
    const value = sampleGrid(f, [x], [y])[0]![0]!;
    return `(${rounded(x)}, ${rounded(y)}) at ${rounded(value)}`;
  };
  const indent = Math.max(0, ...paths.map(([name]) => name.length));
  const lines = paths
    .filter(([, points]) => points.length > 0)
    .map(
      ([name, points]) =>
        `  ${name.padEnd(indent)}  ${at(points[0]!)} → ${at(points.at(-1)!)}, ${points.length} points`,
    );
  const range = heights.length > 0 ? `${heights.length} lines from ${heights[0]} to ${heights.at(-1)}` : "no lines";
  return [`${title ?? "Contours"}: ${range}`, ...lines].join("\n");
}
