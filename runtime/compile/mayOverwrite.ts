import { rootsOf } from "../ir/rewriteKernel.ts";
import type { Fused, FusedBranch } from "./fuse.ts";
import { operandsOf, resultsOf } from "./graph.ts";
import { readsOf } from "./readsOf.ts";

/**
 * Whether what the body of a loop makes of a carry may be stored where the carry is: nobody needs the old elements from the step on
 * that stores the first new ones, but for that step itself if it loads each just where it stores. A branch may overwrite what each of
 * its cases may.
 *
 * @param carry the body's input
 * @param next the value that takes its place
 */
export function mayOverwrite(carry: number, next: number, body: readonly Fused[]): boolean {
  const first = body.findIndex((step) => stores(step, next, body));
  return body.every((step, place) => {
    if (place < first || !reads(step, carry)) return true;
    if (place > first) return false;
    if (step.kind === "branch") return eachCaseMayOverwrite(carry, next, step);
    if (step.kind !== undefined) return false;
    const index = step.stores.find(({ buffer }) => leadsTo(buffer, next, body))?.index;
    return rootsOf(step).every((root) => readsOf(root).every((read) => read.buffer !== carry || read.index === index));
  });
}

function eachCaseMayOverwrite(carry: number, next: number, { node, branches }: FusedBranch): boolean {
  if (node.index === carry) return false;
  const result = node.results.indexOf(next);
  return node.branches.every(({ body, operands }, n) =>
    operands.every(
      ({ outside, inside }) => outside !== carry || mayOverwrite(inside, body.outputs[result]!, branches[n]!),
    ),
  );
}

/** Whether a step stores into the memory of a value, which may be the carry of a loop inside. */
function stores(step: Fused, value: number, body: readonly Fused[]): boolean {
  if (step.kind !== undefined) return resultsOf(step.node).includes(value);
  return step.stores.some(({ buffer }) => leadsTo(buffer, value, body));
}

/** Whether a value is another one, or what a loop takes over to leave that in its place. */
function leadsTo(from: number, value: number, body: readonly Fused[]): boolean {
  if (from === value) return true;
  return body.some(
    (step) =>
      step.kind === "loop" && step.node.carries.some(({ initial, result }) => initial === from && result === value),
  );
}

function reads(step: Fused, value: number): boolean {
  if (step.kind !== undefined) return operandsOf(step.node).includes(value);
  return rootsOf(step).some((root) => readsOf(root).some(({ buffer }) => buffer === value));
}
