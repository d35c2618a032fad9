import type { Cell } from "../nbformat.ts";
import type { CellRole } from "./nodes/code.ts";

/** What a cell of an exercise is for; undefined for text. */
export function cellRole(cell: Cell): CellRole | undefined {
  return (cell.metadata.nnxlab as { role?: CellRole } | undefined)?.role;
}
