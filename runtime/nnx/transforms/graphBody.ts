/**
 * How a function of modules becomes the body of a loop or the branch of a choice. There the structure must stay: a body is traced
 * once and run many times, so modules may change what is in their Variables, and nothing else.
 */

import { Assembly } from "../graph/assembly.ts";
import { Walk } from "../graph/flatten.ts";
import { samePart } from "../graph/graphDef.ts";
import { put, Variable } from "../variable.ts";
import { type Entered, heldValues, type Opened } from "./graphCall.ts";

/** What the arguments' leaves hold after the function ran; throws when the structure changed. `walk` can go on to results. */
export function heldAfter(
  opened: Pick<Opened, "parts">,
  entered: Entered,
  action: string,
): { held: unknown[]; walk: Walk } {
  const walk = new Walk();
  const parts = entered.roots.map((root) => walk.visit(root));
  const same =
    walk.objects.length === entered.objects.length &&
    walk.objects.every((object, i) => object === entered.objects[i]) &&
    parts.every((part, i) => samePart(part, opened.parts[i]!));
  if (!same) {
    throw new TypeError(
      `Cannot ${action}: it adds, removes or exchanges fields of a module; inside it only what is in Variables may change, so make the fields before`,
    );
  }
  return { held: heldValues(walk.leaves), walk };
}

/** Puts what came out into the caller's modules. */
export function putBack(opened: Opened, held: readonly unknown[]): void {
  const onlyVariables = opened.leaves.every((leaf, i) => leaf instanceof Variable || leaf === held[i]);
  if (onlyVariables) {
    opened.leaves.forEach((leaf, i) => {
      if (leaf instanceof Variable && leaf.getRawValue() !== held[i]) put(leaf, held[i]);
    });
    return;
  }
  const assembly = new Assembly(held, (n) => opened.objects[n]);
  for (const part of opened.parts) assembly.build(part);
}
