/**
 * Rebuilds the submission from the master. Of the notebook that was handed in only the sources of the learner's own cells are taken:
 * everything else in it, locked cells, points, outputs, further cells, is ignored.
 *
 * A cell is found by its id; where a tool has renamed the cells, by nbgrader's grade_id or our own part name; where all metadata is
 * gone, by the names that it declares. Of two copies of a cell the last one counts.
 */
import { declaredNames } from "../../notebooks/build/declaredNames.ts";
import type { CodeCell } from "../../notebooks/nbformat.ts";
import type { Master } from "../master.ts";
import type { Step } from "../submission.ts";

type Part = Master["parts"][number];

/** Finds the cell of each part, and notes what was missing or doubled. */
export const takeSources: Step = (submission) => {
  const { master, notebook } = submission;
  const cells = notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === "code");
  const own = cells.filter((cell) => !master.cells.some((known) => known.id === cell.id && "source" in known));
  const sources = new Map<string, string>();
  const notes = [...submission.notes];
  for (const part of master.parts) {
    const found = candidates(part, own);
    if (found.length === 0) notes.push(`The cell of part "${part.name}" is missing: it counts as not attempted`);
    if (found.length > 1) notes.push(`There are ${found.length} cells of part "${part.name}": the last one was graded`);
    const last = found.at(-1);
    if (last) sources.set(part.name, last.source);
  }
  for (const known of master.cells) {
    if ("part" in known) continue;
    const there = cells.find((cell) => cell.id === known.id);
    if (!there || there.source.trim() !== known.source.trim())
      notes.push("A cell that is given was changed or is missing: the original was used");
  }
  return { ...submission, sources, notes: [...new Set(notes)] };
};

/** The cells that may be this part, by the first way of looking that finds any. */
function candidates(part: Part, cells: readonly CodeCell[]): CodeCell[] {
  const ways: ((cell: CodeCell) => boolean)[] = [
    (cell) => cell.id === part.cellId,
    (cell) => (cell.metadata.nbgrader as { grade_id?: unknown } | undefined)?.grade_id === part.cellId,
    (cell) => (cell.metadata.nnxlab as { part?: unknown } | undefined)?.part === part.name,
    (cell) => part.declares.length > 0 && declares(cell, part.declares),
  ];
  for (const way of ways) {
    const found = cells.filter(way);
    if (found.length > 0) return found;
  }
  return [];
}

function declares(cell: CodeCell, names: readonly string[]): boolean {
  const declared = declaredNames(cell.source);
  return names.every((name) => declared.includes(name));
}
