/** Learning curves. */
import type { TopLevelSpec } from "vega-lite";
import { Chart } from "./chart.ts";
import { chartText } from "./chartText.ts";
import { type FrameOptions, frame } from "./frame.ts";
import { elementsOf, flatNumbers, type Numbers, rounded } from "./numbers.ts";
import { thinOut } from "./thinOut.ts";

/** What was noted while training: a list for each quantity, or one object for each step. */
export type History = Readonly<Record<string, Numbers>> | readonly object[];

/** How learning curves are drawn. */
export interface HistoryOptions extends FrameOptions {
  /** The list that says where on the horizontal axis the others stand; default: their positions. */
  readonly x?: string;
  /** Draws the running mean too, which forgets this much of what it was at each step, from 0 (off, the default) to just below 1. */
  readonly smooth?: number;
  /** Logarithmic vertical axis; default false. */
  readonly logY?: boolean;
}

/** A longer curve keeps the extremes of this many stretches. */
const longest = 240;

/** The chart; throws a TypeError for what is no history, and a RangeError for a `smooth` or `x` that makes no sense. */
export function history(data: History, options: HistoryOptions): Chart {
  const { smooth = 0, x, logY = false } = options;
  if (!(smooth >= 0 && smooth < 1)) {
    throw new RangeError(`Cannot draw the history: smooth must be at least 0 and below 1, got ${smooth}`);
  }
  const lists = columns(data);
  const given = x === undefined ? undefined : lists.get(x);
  if (x !== undefined && !given) {
    throw new RangeError(`Cannot draw the history: x is "${x}", and the history has ${[...lists.keys()].join(", ")}`);
  }
  if (x !== undefined) lists.delete(x);
  const length = Math.max(0, ...[...lists.values()].map((list) => list.length));
  const rows = [...lists].flatMap(([curve, list]) => {
    const points = list.map((value, i) => ({ x: placeOf(i, list.length, length, given), y: value }));
    const raw = thinOut(points, longest).map((point) => ({ ...point, curve, kind: "raw" }));
    const mean = smooth > 0 ? thinOut(smoothed(points, smooth), longest) : [];
    return [...raw, ...mean.map((point) => ({ ...point, curve, kind: "mean" }))];
  });
  const values = rows
    .filter(({ y }) => Number.isFinite(y) && !(logY && y <= 0))
    .map(({ x: at, y, curve, kind }) => ({
      step: rounded(at),
      value: rounded(y),
      curve,
      ...(smooth > 0 ? { kind } : {}),
    }));
  const encoding = {
    x: {
      field: "step",
      type: "quantitative",
      title: options.xTitle ?? x ?? "step",
      scale: { zero: false, nice: false },
      axis: x === undefined ? stepAxis(length) : {},
    },
    y: {
      field: "value",
      type: "quantitative",
      title: options.yTitle ?? (lists.size === 1 ? [...lists.keys()][0] : "value"),
      scale: logY ? { type: "log", nice: false } : { zero: false },
    },
    color: {
      field: "curve",
      type: "nominal",
      title: null,
      sort: [...lists.keys()],
      legend: lists.size === 1 ? null : { symbolOpacity: 1 },
    },
  };
  const line = (opacity: number): object => ({
    type: "line",
    tooltip: true,
    opacity,
    ...(values.length <= 50 ? { point: true } : {}),
  });
  const lines =
    smooth > 0
      ? {
          layer: [
            { transform: [{ filter: "datum.kind === 'raw'" }], mark: line(0.3) },
            { transform: [{ filter: "datum.kind === 'mean'" }], mark: line(1) },
          ],
        }
      : { mark: line(1) };
  const spec = { ...frame(options), data: { values }, encoding, ...lines };
  const plain = {
    ...spec,
    layer: undefined,
    mark: "line",
    data: { values: values.filter(({ kind }) => kind !== "mean") },
  };
  return new Chart(spec as unknown as TopLevelSpec, () => chartText(plain as unknown as TopLevelSpec));
}

/** Steps are whole numbers; JupyterLab's Vega puts marks between few of them unless it is told where. */
function stepAxis(length: number): object {
  return length <= 10 ? { values: Array.from({ length }, (_, i) => i), format: "d" } : { tickMinStep: 1 };
}

/**
 * Where the i-th of `count` values stands. Values of fewer steps, as of one validation an epoch, stand at the end of what they were
 * measured after.
 */
function placeOf(i: number, count: number, length: number, given: readonly number[] | undefined): number {
  if (given?.length === count) return given[i]!;
  const place = count === length ? i : ((i + 1) * length) / count - 1;
  if (!given || given.length === 0) return place;
  return given[Math.min(given.length - 1, Math.round(place))]!;
}

function columns(data: History): Map<string, number[]> {
  const rows = elementsOf(data);
  const found = new Map<string, number[]>();
  if (rows) {
    for (const row of rows) {
      if (typeof row !== "object" || row === null) {
        throw new TypeError(
          "Cannot draw the history: expected lists by name, { loss: [1, 0.5] }, or one object for each step, [{ loss: 1 }]",
        );
      }
      for (const [name, value] of Object.entries(row)) {
        if (!found.has(name)) found.set(name, []);
        found.get(name)!.push(...flatNumbers(value, `the history of \`${name}\``));
      }
    }
    return found;
  }
  for (const [name, list] of Object.entries(data as object)) {
    found.set(name, flatNumbers(list, `the history of \`${name}\``));
  }
  return found;
}

/** The exponential running mean, which starts at the first value (as Adam's moments, corrected for their start at 0). */
function smoothed(points: readonly { x: number; y: number }[], keep: number): { x: number; y: number }[] {
  let [mean, weight] = [0, 0];
  return points.flatMap(({ x, y }) => {
    if (!Number.isFinite(y)) return [];
    mean = keep * mean + (1 - keep) * y;
    weight = keep * weight + (1 - keep);
    return [{ x, y: mean / weight }];
  });
}
