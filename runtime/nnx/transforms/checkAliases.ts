/** One module may be given several times, but only in one way. */
import { Walk } from "../graph/flatten.ts";
import { type Path, printPath } from "../keyOrder.ts";
import { type Axis, axisOfLeaf, type StateAxes } from "./axes.ts";
import type { Opened } from "./graphCall.ts";

/** Throws when a Variable is reached through arguments with different axes. */
export function checkAliases(opened: Opened, slotAxes: readonly (Axis | StateAxes)[], action: string): void {
  checkSharedLeaves(opened, (i, path, leaf) => name(axisOfLeaf(slotAxes[i]!, path, leaf)), "axis", action);
}

/**
 * Throws when a Variable is reached through arguments that say different things of it.
 *
 * @param wayOf what argument leaf `i` says of one of its Variables
 * @param word what that is
 */
export function checkSharedLeaves(
  opened: Opened,
  wayOf: (i: number, path: Path, leaf: unknown) => string,
  word: string,
  action: string,
): void {
  const shared = opened.slots.filter((slot) => "root" in slot).length > 1;
  if (!shared) return;
  const ways = new Map<unknown, { way: string; place: string }>();
  opened.slots.forEach((slot, i) => {
    if (!("root" in slot)) return;
    const walk = new Walk();
    walk.visit(rootOf(opened, slot.root));
    walk.leaves.forEach((leaf, n) => {
      const way = wayOf(i, walk.paths[n]!, leaf);
      const place = `leaf ${i}${walk.paths[n]!.length > 0 ? ` at ${printPath(walk.paths[n]!)}` : ""}`;
      const before = ways.get(leaf);
      if (before && before.way !== way) {
        throw new TypeError(
          `Cannot ${action}: one ${leaf.constructor.name} is reached in two ways, as ${before.place} with ${word} ${before.way} and as ` +
            `${place} with ${word} ${way}; give the same ${word} to both`,
        );
      }
      ways.set(leaf, { way, place });
    });
  });
}

function rootOf({ parts, objects, leaves }: Opened, root: number): unknown {
  const part = parts[root]!;
  return "index" in part ? objects[part.index] : leaves[root];
}

function name(axis: Axis): string {
  return typeof axis === "function" ? "Carry" : String(axis);
}
