/** One module may be given several times, but only in one way. */
import { Walk } from "../graph/flatten.ts";
import { printPath } from "../keyOrder.ts";
import { type Axis, axisOfLeaf, type StateAxes } from "./axes.ts";
import type { Opened } from "./graphCall.ts";

/** Throws when a Variable is reached through arguments with different axes. */
export function checkAliases(opened: Opened, slotAxes: readonly (Axis | StateAxes)[], action: string): void {
  const shared = opened.slots.filter((slot) => "root" in slot).length > 1;
  if (!shared) return;
  const axes = new Map<unknown, { axis: Axis; place: string }>();
  opened.slots.forEach((slot, i) => {
    if (!("root" in slot)) return;
    const walk = new Walk();
    walk.visit(rootOf(opened, slot.root));
    walk.leaves.forEach((leaf, n) => {
      const axis = axisOfLeaf(slotAxes[i]!, walk.paths[n]!, leaf);
      const place = `leaf ${i}${walk.paths[n]!.length > 0 ? ` at ${printPath(walk.paths[n]!)}` : ""}`;
      const before = axes.get(leaf);
      if (before && before.axis !== axis) {
        throw new TypeError(
          `Cannot ${action}: one ${leaf.constructor.name} is reached in two ways, as ${before.place} with axis ${name(before.axis)} and as ` +
            `${place} with axis ${name(axis)}; give the same axis to both`,
        );
      }
      axes.set(leaf, { axis, place });
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
