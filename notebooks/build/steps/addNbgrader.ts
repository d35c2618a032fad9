import type { Cell, Metadata } from "../../nbformat.ts";
import { cellRole } from "../cellRole.ts";
import type { Exercise } from "../exercise.ts";
import { pointsOf } from "../pointsOf.ts";
import type { Step } from "./step.ts";

/**
 * nbgrader's metadata, schema 3, so that a class that grades with nbgrader can use the notebook: the learner's cells are solutions,
 * and the `points` cell is the one it grades. Its value, a number, is the points that nbgrader gives, out of those of the public checks.
 * The schema allows no key of ours: those stay in `metadata.nnxlab`.
 *
 * @see https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html
 */
export const addNbgrader: Step = (notebook, exercise) => ({
  ...notebook,
  cells: notebook.cells.map((cell) => {
    const nbgrader = nbgraderOf(cell, exercise);
    return nbgrader ? { ...cell, metadata: { ...cell.metadata, nbgrader } } : cell;
  }),
});

function nbgraderOf(cell: Cell, exercise: Exercise): Metadata | undefined {
  const base = { schema_version: 3, grade_id: cell.id, cell_type: cell.cell_type, task: false };
  switch (cellRole(cell)) {
    case "solution":
      return { ...base, grade: false, solution: true, locked: false };
    case "points":
      return { ...base, grade: true, solution: false, locked: true, points: publicPoints(exercise) };
    case "given":
    case "check":
      return { ...base, grade: false, solution: false, locked: true };
    default:
      return undefined;
  }
}

function publicPoints({ checks }: Exercise): number {
  return pointsOf(checks.filter((check) => !check.hidden));
}
