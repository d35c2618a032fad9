import type { ArrayLike } from "../../core/array.ts";
import type { Tree } from "../base.ts";
import { where } from "../tree/where.ts";

/**
 * One of two pairs of updates and state, by a condition known only when the program runs. Both are computed: an update is cheap beside
 * the gradient it needs, and elementwise work fuses into one kernel, which a branch would cut in two.
 */
export function choose<U extends Tree, S extends Tree>(
  condition: ArrayLike,
  [updatesIf, stateIf]: readonly [U, S],
  [updatesElse, stateElse]: readonly [Tree, Tree],
): [updates: U, state: S] {
  return [where(condition, updatesIf, updatesElse), where(condition, stateIf, stateElse)];
}
