import type { TopLevelSpec } from "vega-lite";

type Row = Readonly<Record<string, unknown>>;

const blocks = "▁▂▃▄▅▆▇█";
const width = 40; // characters of a curve

/**
 * A chart in characters: its title, the fields on its axes, and for each series its curve, first and last value. Good enough to see
 * on a terminal whether a loss went down.
 */
export function chartText(spec: TopLevelSpec): string {
  const { title, layer } = spec as { title?: unknown; layer?: readonly object[] };
  const heading =
    typeof title === "string" ? title : Array.isArray(title) ? title.join(" ") : (title as { text?: string })?.text;
  const parts = (layer ?? [spec]).flatMap((part) => seriesText({ ...spec, ...part }));
  return [heading ?? "Chart", ...parts].join("\n");
}

function seriesText(spec: object): string[] {
  const { data, encoding, mark } = spec as {
    data?: { values?: unknown };
    encoding?: Record<string, unknown>;
    mark?: unknown;
  };
  const kind = typeof mark === "string" ? mark : ((mark as { type?: string })?.type ?? "chart");
  const x = fieldOf(encoding?.x);
  const y = fieldOf(encoding?.y);
  const rows = Array.isArray(data?.values) ? (data.values as Row[]) : [];
  if (!y) return [`${kind}, ${rows.length} rows`];
  const axes = x ? `${y} by ${x}` : y;
  const groups = groupBy(rows, fieldOf(encoding?.color));
  const names = [...groups.keys()];
  const indent = Math.max(0, ...names.map((name) => name.length));
  const lines = [...groups].map(([name, members]) => {
    const values = members.map((row) => Number(row[y])).filter(Number.isFinite);
    const label = name ? `${name.padEnd(indent)}  ` : "";
    if (values.length === 0) return `  ${label}no numbers`;
    return `  ${label}${curve(values)}  ${short(values[0]!)} → ${short(values.at(-1)!)}`;
  });
  return [`${kind}: ${axes}, ${rows.length} rows`, ...lines];
}

function fieldOf(channel: unknown): string | undefined {
  const { field } = (channel ?? {}) as { field?: unknown };
  return typeof field === "string" ? field : undefined;
}

function groupBy(rows: readonly Row[], field: string | undefined): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = field === undefined ? "" : String(row[field]);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name)!.push(row);
  }
  return groups;
}

/** The values as blocks of different height; long series are thinned out. */
function curve(values: readonly number[]): string {
  const count = Math.min(width, values.length);
  const picked = Array.from(
    { length: count },
    (_, i) => values[Math.round((i * (values.length - 1)) / Math.max(1, count - 1))]!,
  );
  const low = Math.min(...picked);
  const span = Math.max(...picked) - low || 1;
  return picked.map((value) => blocks[Math.round(((value - low) / span) * (blocks.length - 1))]).join("");
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}
