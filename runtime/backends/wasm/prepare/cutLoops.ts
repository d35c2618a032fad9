/**
 * Cuts grid loops where a comparison of indices changes its result. What `concatenate` and `pad` choose for each element is then
 * decided once for a whole part:
 *
 *     for i < 8: y[i] = i < 3 ? a[min(i, 2)] : b[max(i − 3, 0)]     →     for i < 3: y[i] = a[i];  for i < 5: y[i + 3] = b[i]
 */
import { binary, constant, gridIndex } from "../../../ir/build.ts";
import type { BinaryOp, Expr } from "../../../ir/expr.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import { combine, type Linear, linearOf } from "../../../ir/linear.ts";
import { rewriteKernel, rootsOf } from "../../../ir/rewriteKernel.ts";
import { topological } from "../../../ir/walk.ts";

/** Parts of one loop, and of the whole kernel, that are worth their code. */
const mostParts = 24;

/** The kernel in parts in which no comparison of indices changes its result; together they cover its grid. */
export function cutLoops(kernel: Kernel): readonly Kernel[] {
  const cuts = cutsOf(kernel);
  let parts: Kernel[] = [kernel];
  cuts.forEach((points, position) => {
    if (points.length === 0 || parts.length * (points.length + 1) > mostParts) return;
    parts = parts.flatMap((part) => cutOne(part, position, points));
  });
  return parts;
}

/** The parts of a kernel between the points of one loop. */
export function cutOne(kernel: Kernel, position: number, points: readonly number[]): Kernel[] {
  const size = kernel.grid[position]!;
  const bounds = [0, ...points, size];
  return points.concat(size).map((end, n) => {
    const start = bounds[n]!;
    const counter = binary("add", gridIndex(position, end - start), constant("i32", start));
    const isCounter = (x: Expr): boolean =>
      x.kind === "index" && x.axis.kind === "grid" && x.axis.position === position;
    const grid = kernel.grid.map((other, axis) => (axis === position ? end - start : other));
    return { ...rewriteKernel(kernel, { before: (x) => (isCounter(x) ? counter : undefined) }), grid };
  });
}

/** For each grid loop the steps at which some comparison changes, ascending. */
function cutsOf(kernel: Kernel): number[][] {
  const cuts = kernel.grid.map(() => new Set<number>());
  for (const x of topological(rootsOf(kernel))) {
    if (x.kind !== "binary" || x.args[0].type !== "i32") continue;
    const difference = differenceOf(x.op, x.args);
    if (difference) addCuts(difference, cuts, kernel.grid);
  }
  return cuts.map((points) => [...points].sort((a, b) => a - b));
}

/** A linear form that is negative on one side of the decision and not on the other. */
function differenceOf(op: BinaryOp, [x, y]: readonly [Expr, Expr]): Linear | undefined {
  const isStrict = op === "lt" || op === "ge" || op === "max";
  if (!isStrict && op !== "le" && op !== "gt" && op !== "min") return undefined;
  const a = linearOf(x);
  const b = a && linearOf(y);
  if (!b) return undefined;
  const form = combine(a, 1, b, -1);
  return isStrict ? form : { terms: form.terms, offset: form.offset - 1 };
}

/**
 * Along each loop of c·i + rest the steps where it is surely negative end, and those where it surely is not begin. A rest that varies
 * as much as the loop itself leaves nothing to decide.
 */
function addCuts({ terms, offset }: Linear, cuts: readonly Set<number>[], grid: readonly number[]): void {
  for (const [atom, c] of terms) {
    if (atom.kind !== "index" || atom.axis.kind !== "grid" || c === 0) continue;
    const { position, size } = atom.axis;
    let [low, high] = [offset, offset];
    for (const [other, k] of terms) {
      if (other === atom) continue;
      low += k * (k > 0 ? other.low : other.high);
      high += k * (k > 0 ? other.high : other.low);
    }
    if ((high - low) / Math.abs(c) > size / 4 || grid[position] !== size) continue;
    // c > 0: negative before −high / c, not negative from −low / c on; c < 0: the other way round.
    const points =
      c > 0 ? [Math.ceil(-high / c), Math.ceil(-low / c)] : [Math.floor(low / -c) + 1, Math.floor(high / -c) + 1];
    for (const point of points) if (point > 0 && point < size) cuts[position]!.add(point);
  }
}
