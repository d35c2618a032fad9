/**
 * Step 9: neighbouring loops of a kernel that every index walks through as one become one loop. An elementwise kernel over
 * [32,20] is then a loop of 640 steps, and with a bias over the last axis it stays two loops.
 */
import { constant, gridIndex, reduceIndex } from "../ir/build.ts";
import type { Axis, Expr } from "../ir/expr.ts";
import type { Kernel } from "../ir/kernel.ts";
import { type Linear, linearOf } from "../ir/linear.ts";
import { partsOf, reachable } from "../ir/walk.ts";
import { rewriteKernel, rootsOf } from "./rewriteKernel.ts";

/** The same kernel with as few loops as its indices allow; loops of one step go too. */
export function collapse(kernel: Kernel): Kernel {
  const forms = linearForms(rootsOf(kernel));
  const grid = mergeAxes("grid", kernel.grid, forms);
  const reduce = mergeAxes("reduce", kernel.reduce, forms);
  if (grid.sizes.length === kernel.grid.length && reduce.sizes.length === kernel.reduce.length) return kernel;
  const before = (x: Expr): Expr | undefined =>
    x.kind === "index" ? (x.axis.kind === "grid" ? grid : reduce).index[x.axis.position] : undefined;
  return { ...rewriteKernel(kernel, { before }), grid: grid.sizes, reduce: reduce.sizes };
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

/** The new loops, and the new expression of each old counter. */
function mergeAxes(
  kind: Axis["kind"],
  sizes: readonly number[],
  forms: readonly Linear[],
): { sizes: number[]; index: Expr[] } {
  const strides = sizes.map((_, position) => forms.map((form) => strideOf(form, kind, position)));
  const runs: number[][] = []; // axes that become one, outermost first
  sizes.forEach((size, position) => {
    if (size === 1) return;
    const outer = runs.at(-1)?.at(-1);
    const joins = outer !== undefined && strides[position]!.every((stride, n) => strides[outer]![n] === stride * size);
    if (joins) runs.at(-1)!.push(position);
    else runs.push([position]);
  });
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
