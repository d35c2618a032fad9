/**
 * The loops of a kernel, in the order of memory and as few as possible.
 *
 * The innermost grid loop steps through what is stored one by one: a kernel whose results are all stored transposed loops in the
 * order of the results. Neighbouring loops that every index walks through as one become one: an elementwise kernel over [32,20]
 * is a loop of 640 steps, and with a bias over the last axis it stays two loops. Loops of one step go.
 */
import { affineOf } from "./affine.ts";
import { constant, gridIndex, reduceIndex } from "./build.ts";
import type { Axis, Expr } from "./expr.ts";
import type { Kernel, Store } from "./kernel.ts";
import { type Linear, linearOf } from "./linear.ts";
import { rootsOf } from "./rewriteKernel.ts";
import { partsOf, reachable } from "./walk.ts";

/** New loops, and the expression of each old counter in terms of them. */
export interface Loops {
  readonly sizes: readonly number[];
  readonly index: readonly Expr[];
}

/** The loops that a kernel should have. */
export function arrangeLoops(kernel: Kernel): { grid: Loops; reduce: Loops } {
  const forms = linearForms(rootsOf(kernel));
  const inOrder = kernel.reduce.map((_, axis) => axis);
  return {
    grid: mergeAxes("grid", kernel.grid, memoryOrder(kernel), forms),
    reduce: mergeAxes("reduce", kernel.reduce, inOrder, forms),
  };
}

/** Grid axes in the order in which most stores step through memory, outermost first. */
function memoryOrder({ grid, stores }: Kernel): readonly number[] {
  const counts = new Map<string, { order: number[]; count: number }>();
  let best = { order: grid.map((_, axis) => axis), count: 0 };
  for (const store of stores) {
    const order = orderOf(store, grid);
    if (!order) continue;
    const same = counts.get(order.join()) ?? { order, count: 0 };
    same.count++;
    counts.set(order.join(), same);
    if (same.count > best.count) best = same;
  }
  return best.order;
}

/** Grid axes from the largest step through the stored buffer to the smallest. */
function orderOf({ index }: Store, grid: readonly number[]): number[] | undefined {
  const affine = affineOf(index);
  if (!affine) return undefined;
  const strides = grid.map(() => 0);
  for (const { axis, stride } of affine.terms) strides[axis.position] = Math.abs(stride);
  return grid.map((_, axis) => axis).sort((a, b) => strides[b]! - strides[a]! || a - b);
}

/** Every maximal sum in which loop counters occur: a counter is used in no other way. */
function linearForms(roots: readonly Expr[]): Linear[] {
  const forms: Linear[] = [];
  const seen = new Set<Expr>();
  const visit = (x: Expr): void => {
    if (x.type !== "i32" || seen.has(x)) return;
    seen.add(x);
    const form = linearOf(x);
    if (form && [...form.terms.keys()].some((atom) => atom.kind === "index")) forms.push(form);
  };
  for (const root of roots) visit(root);
  for (const x of reachable(roots)) if (!isPartOfSum(x)) for (const part of partsOf(x)) visit(part);
  return forms;
}

/** Sums whose parts are covered by the form of the whole. */
function isPartOfSum(x: Expr): boolean {
  if (x.kind !== "binary" || x.type !== "i32" || !linearOf(x)) return false;
  return x.op === "add" || x.op === "sub" || (x.op === "mul" && x.args[1].kind === "const");
}

/** Joins loops that are neighbours in the given order where every form steps through them as one. */
function mergeAxes(
  kind: Axis["kind"],
  sizes: readonly number[],
  order: readonly number[],
  forms: readonly Linear[],
): Loops {
  const strides = sizes.map((_, position) => forms.map((form) => strideOf(form, kind, position)));
  const runs: number[][] = []; // axes that become one, outermost first
  for (const axis of order) {
    const size = sizes[axis]!;
    if (size === 1) continue;
    const outer = runs.at(-1)?.at(-1);
    const joins = outer !== undefined && strides[axis]!.every((stride, n) => strides[outer]![n] === stride * size);
    if (joins) runs.at(-1)!.push(axis);
    else runs.push([axis]);
  }
  const index = sizes.map(() => constant("i32", 0));
  const merged = runs.map((run, position) => {
    const size = run.reduce((product, axis) => product * sizes[axis]!, 1);
    index[run.at(-1)!] = kind === "grid" ? gridIndex(position, size) : reduceIndex(position, size);
    return size;
  });
  return { sizes: merged, index };
}

function strideOf(form: Linear, kind: Axis["kind"], position: number): number {
  for (const [atom, stride] of form.terms) {
    if (atom.kind === "index" && atom.axis.kind === kind && atom.axis.position === position) return stride;
  }
  return 0;
}
