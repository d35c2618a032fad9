/** Measured cases as text for a terminal and as a Markdown table. */
import type { Measured, Times } from "./measure.ts";

/** `0.0103 ms`, `12.4 µs`, `1.2 s`: three digits. */
export function duration(milliseconds: number): string {
  if (milliseconds < 0.1) return `${digits(milliseconds * 1000)} µs`;
  return milliseconds < 1000 ? `${digits(milliseconds)} ms` : `${digits(milliseconds / 1000)} s`;
}

function digits(x: number): string {
  return x >= 100 ? x.toFixed(0) : x.toPrecision(3);
}

const header = (engines: readonly string[]): string[] => ["case", ...engines];

function rows(measured: readonly Measured[], engines: readonly string[]): string[][] {
  const [ours, ...peers] = engines as [string, ...string[]];
  return measured.map(({ name, times, rates, unit, figures }) => {
    if (figures)
      return [
        name,
        Object.entries(figures)
          .map(([what, n]) => `${what} ${n.toLocaleString("en")}`)
          .join("; "),
        ...peers.map(() => ""),
      ];
    const cell = (engine: string): string => {
      const found = times[engine];
      if (!found) return "";
      const rate = rates[engine] === undefined ? "" : `, ${digits(rates[engine]!)} ${unit}`;
      const ratio = engine === ours || !times[ours] ? "" : ` = ${digits(found.median / times[ours].median)}×`;
      return `${duration(found.median)}${spread(found)}${rate}${ratio}`;
    };
    return [name, ...engines.map(cell)];
  });
}

/** ` ±4 %`: half the distance from the fastest to the slowest round, relative to the median. */
function spread({ least, most, median }: Times): string {
  return ` ±${(((most - least) / 2 / median) * 100).toFixed(0)} %`;
}

/** Columns padded with spaces. */
export function textTable(measured: readonly Measured[], engines: readonly string[]): string {
  const all = [header(engines), ...rows(measured, engines)];
  const widths = all[0]!.map((_, column) =>
    Math.max(
      ...all.filter((_, i) => i === 0 || column === 0 || !measured[i - 1]!.figures).map((row) => row[column]!.length),
    ),
  );
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A table for `docs/performance.md`, with what each case is below it. */
export function markdownTable(measured: readonly Measured[], engines: readonly string[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const all = rows(measured, engines);
  return [
    line(header(engines)),
    line(["---", ...engines.map(() => "---:")]),
    ...all.map(line),
    "",
    ...measured.map(({ name, about }) => `- \`${name}\`: ${about}`),
  ].join("\n");
}
