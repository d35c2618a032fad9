/** What kernels take, as a Markdown table: a row a figure, a column a kernel; medians over the rounds, with their range. */
import { type Figure, figures, type KernelFigures, median } from "../../kernel/bench/kernelLife.ts";

/** What the project sets itself, in the units of the rows. */
export const targets: Readonly<Partial<Record<Figure, number>>> = {
  start: 700,
  first: 30,
  runtimeFirst: 150,
  warm: 8,
  after200: 8,
  complete: 10,
  completeRuntime: 10,
  inspect: 5,
  lines: 300,
  loop: 100,
  interruptSync: 150,
  interruptAsync: 150,
  interruptRuntime: 150,
  memory: 220,
};

/** A table of all rounds of all kernels; the first kernel is ours. */
export function kernelTable(measured: ReadonlyMap<string, readonly KernelFigures[]>): string {
  const names = [...measured.keys()];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rows = (Object.entries(figures) as [Figure, string][]).map(([figure, title]) => {
    const target = targets[figure];
    const cells = names.map((name) => cell(valuesOf(measured.get(name)!, figure)));
    return line([title, target === undefined ? "" : `≤ ${target}`, ...cells]);
  });
  return [line(["", "target", ...names]), line(["---", "---:", ...names.map(() => "---:")]), ...rows].join("\n");
}

/** What kernels could not do, each once with the number of rounds in which it was so. */
export function kernelNotes(measured: ReadonlyMap<string, readonly KernelFigures[]>): string[] {
  return [...measured].flatMap(([name, rounds]) => {
    const counts = new Map<string, number>();
    for (const note of rounds.flatMap(({ notes }) => notes.map(withoutCount)))
      counts.set(note, (counts.get(note) ?? 0) + 1);
    return [...counts].map(([note, count]) => `${name}: ${note} (${count} of ${rounds.length} rounds)`);
  });
}

/** How many lines are lost differs from round to round; that some are is the note. */
function withoutCount(note: string): string {
  return note.replace(/^[\d,]+ of 20,000 lines/, "some of 20,000 lines");
}

function valuesOf(rounds: readonly KernelFigures[], figure: Figure): number[] {
  return rounds.map(({ values }) => values[figure]).filter((value) => value !== undefined);
}

function cell(values: readonly number[]): string {
  if (values.length === 0) return "–";
  return `${digits(median(values))} (${digits(Math.min(...values))}–${digits(Math.max(...values))})`;
}

function digits(x: number): string {
  return x < 10 ? x.toFixed(1) : x.toFixed(0);
}
