/** What charts accept as data, and how it becomes rows. */
import { elementsOf } from "./numbers.ts";

/** A list of numbers: a JavaScript array, a typed array, or an array of the runtime. */
export type Column = ArrayLike<unknown> | Iterable<unknown> | { tolist(): unknown };

/**
 * Rows (`[{ step: 0, loss: 1.2 }, …]`), columns (`{ step: [0, 1], loss: [1.2, 0.9] }`), or one list of numbers, whose field is called
 * `value` and whose position is called `index`.
 */
export type ChartData = readonly object[] | Column | Readonly<Record<string, Column>>;

/** Fields of one row. */
export type Row = Record<string, unknown>;

/** Data as rows of plain values; throws a TypeError when the columns differ in length. */
export function toRows(data: ChartData): Row[] {
  if (typeof data !== "object" || data === null)
    throw new TypeError(`Cannot chart ${String(data)}: expected rows, columns or numbers`);
  const list = elementsOf(data);
  if (list) {
    return list.map((item, index) => (isRow(item) ? mapValues(item) : { index, value: plain(item) }));
  }
  const columns = Object.entries(data as Record<string, Column>).map(([name, column]) => {
    const values = elementsOf(column);
    if (!values) throw new TypeError(`Cannot chart the column \`${name}\`: it is no list`);
    return [name, values] as const;
  });
  const lengths = new Set(columns.map(([, values]) => values.length));
  if (lengths.size > 1) {
    const found = columns.map(([name, values]) => `${name}: ${values.length}`).join(", ");
    throw new TypeError(`Cannot chart columns of different length (${found})`);
  }
  return Array.from({ length: columns[0]?.[1].length ?? 0 }, (_, i) => {
    return Object.fromEntries(columns.map(([name, values]) => [name, plain(values[i])]));
  });
}

function isRow(item: unknown): item is Row {
  if (typeof item !== "object" || item === null || item instanceof Date) return false;
  return !("tolist" in item);
}

function mapValues(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)]));
}

/** A scalar array becomes its number; a date stays one (Vega-Lite reads its text). */
function plain(value: unknown): unknown {
  if (typeof value === "object" && value !== null && "item" in value && typeof value.item === "function")
    return value.item();
  return value;
}
