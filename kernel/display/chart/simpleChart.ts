/** Common charts, described by the fields that they draw. */
import type { TopLevelSpec } from "vega-lite";
import { Chart } from "./chart.ts";
import { type ChartData, type Row, toRows } from "./chartData.ts";
import { type FrameOptions, frame } from "./frame.ts";

/** What a simple chart draws. */
export interface ChartOptions extends FrameOptions {
  /** Field of the horizontal axis; default: the first field, or `index` for a list of numbers. */
  readonly x?: string;
  /** Field of the vertical axis; default: the second field, or `value` for a list of numbers. */
  readonly y?: string;
  /** Field that tells the series apart, each with a colour of its own. */
  readonly color?: string;
  /** Logarithmic axes; default false. */
  readonly logX?: boolean;
  readonly logY?: boolean;
}

/** A chart of one mark; throws a RangeError that lists the fields when one does not exist. */
export function simpleChart(mark: "line" | "point" | "bar", data: ChartData, options: ChartOptions): Chart {
  const rows = toRows(data);
  const fields = [...new Set(rows.flatMap(Object.keys))];
  const x = fieldNamed("x", options.x ?? fields[0], fields, rows);
  const y = fieldNamed("y", options.y ?? fields.find((field) => field !== x) ?? fields[1], fields, rows);
  const color = options.color === undefined ? undefined : fieldNamed("color", options.color, fields, rows);
  const zero = mark === "bar";
  const spec = {
    ...frame(options),
    data: { values: rows },
    mark: { type: mark, tooltip: true, ...(mark === "line" && rows.length <= 50 ? { point: true } : {}) },
    encoding: {
      x: axis(x, rows, options.xTitle, options.logX, zero),
      y: axis(y, rows, options.yTitle, options.logY, zero),
      ...(color === undefined
        ? {}
        : { color: { field: escapeField(color), type: kindOf(color, rows, true), title: color } }),
    },
  };
  return new Chart(spec as TopLevelSpec);
}

type Kind = "quantitative" | "nominal" | "temporal";

function axis(field: string, rows: readonly Row[], title: string | undefined, log = false, zero = false): object {
  const type = kindOf(field, rows, zero && rows.length <= 30 && isFirst(field, rows));
  const scale = type === "quantitative" ? { scale: log ? { type: "log" } : { zero } } : {};
  return { field: escapeField(field), type, title: title ?? field, ...scale };
}

function isFirst(field: string, rows: readonly Row[]): boolean {
  return Object.keys(rows[0] ?? {})[0] === field;
}

/** What a field measures, by its values. `discrete`: a few whole numbers are names rather than amounts. */
function kindOf(field: string, rows: readonly Row[], discrete = false): Kind {
  const values = rows.map((row) => row[field]).filter((value) => value !== undefined && value !== null);
  if (values.length > 0 && values.every((value) => value instanceof Date)) return "temporal";
  if (!values.every((value) => typeof value === "number")) return "nominal";
  const isName = discrete && values.every(Number.isInteger) && new Set(values).size <= 10;
  return isName ? "nominal" : "quantitative";
}

function fieldNamed(
  option: string,
  field: string | undefined,
  fields: readonly string[],
  rows: readonly Row[],
): string {
  if (field !== undefined && (fields.includes(field) || rows.length === 0)) return field;
  if (field === undefined) throw new RangeError("Cannot draw the chart: the data has no rows with two fields");
  throw new RangeError(
    `Cannot draw the chart: ${option} is "${field}", and the data has the fields ${fields.join(", ")}`,
  );
}

/** Vega-Lite reads dots and brackets in field names as paths. */
function escapeField(field: string): string {
  return field.replace(/[.[\]\\]/g, "\\$&");
}
