import type { Notebook } from "../../nbformat.ts";
import type { Exercise, ExercisePart } from "../exercise.ts";

/** The notebook with new sources in the cells that learners write. */
export function mapParts(notebook: Notebook, exercise: Exercise, source: (part: ExercisePart) => string): Notebook {
  const byCell = new Map(exercise.parts.map((part) => [part.cellId, part]));
  const cells = notebook.cells.map((cell) => {
    const part = byCell.get(cell.id);
    return part ? { ...cell, source: source(part) } : cell;
  });
  return { ...notebook, cells };
}
