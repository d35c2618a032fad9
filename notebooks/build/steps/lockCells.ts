import { cellRole } from "../cellRole.ts";
import type { Step } from "./step.ts";

/** Cells that the grader takes from the master anyway cannot be edited; none that belongs to the exercise can be deleted. */
export const lockCells: Step = (notebook) => ({
  ...notebook,
  cells: notebook.cells.map((cell) => {
    const role = cellRole(cell);
    if (role === undefined || role === "try") return cell;
    const locked = role === "solution" ? { deletable: false } : { deletable: false, editable: false };
    return { ...cell, metadata: { ...cell.metadata, ...locked } };
  }),
});
