import { createHash } from "node:crypto";

/**
 * A cell id that stays the same when the notebook is built again: 12 hexadecimal digits of a hash of what identifies the cell.
 *
 * @example
 * assertEqual(cellId("lesson", "A heading", "code", 0), cellId("lesson", "A heading", "code", 0));
 */
export function cellId(...identity: readonly (string | number)[]): string {
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 12);
}
