/**
 * Kernels that are matrix products, seen as such. Whatever multiplies something that depends on some grid loops with something that
 * depends on others is one: transposed operands, operands computed on the way, batches, contractions over several axes.
 *
 *     c[b, i, j] = Σ_k left(b, i, k) · right(b, j, k)            then the stores, whatever they make of c
 */
import { binary, constant, gridIndex, reduceIndex } from "../../../ir/build.ts";
import type { Expr } from "../../../ir/expr.ts";
import { unflatIndex } from "../../../ir/flatIndex.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import { linearOf } from "../../../ir/linear.ts";
import { rewrite, topological } from "../../../ir/walk.ts";
import { counterFor } from "./flatten.ts";
import { mapExprs } from "./mapExprs.ts";

/** A product with its loops counted as grid [batch, rows, columns] and reduce [depth]. */
export interface MatrixProduct {
  readonly kernel: Kernel;
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** Depends on batch, row and depth. */
  readonly left: Expr;
  /** Depends on batch, column and depth. */
  readonly right: Expr;
}

const product = (sizes: readonly number[]): number => sizes.reduce((n, size) => n * size, 1);

/** The kernel as a matrix product; undefined if it is none. */
export function matrixProductOf(kernel: Kernel): MatrixProduct | undefined {
  const { grid, reduce, accumulators } = kernel;
  const [sum, ...more] = accumulators;
  if (!sum || more.length > 0 || sum.op !== "add" || reduce.length === 0) return undefined;
  const { value } = sum;
  if (value.kind !== "binary" || value.op !== "mul" || value.type !== "f32") return undefined;
  const [first, second] = value.args.map((factor) => gridLoopsOf(factor));
  const inBoth = (axis: number): boolean => first!.has(axis) === second!.has(axis);
  const axes = grid.map((_, axis) => axis);
  const ofFirst = axes.filter((axis) => first!.has(axis) && !inBoth(axis));
  const ofSecond = axes.filter((axis) => second!.has(axis) && !inBoth(axis));
  if (ofFirst.length === 0 || ofSecond.length === 0) return undefined;
  // Columns are what lies side by side in the result.
  const swap = !sideBySide(kernel, ofSecond) && sideBySide(kernel, ofFirst);
  const [rowAxes, columnAxes] = swap ? [ofSecond, ofFirst] : [ofFirst, ofSecond];
  const [left, right] = swap ? [value.args[1], value.args[0]] : [value.args[0], value.args[1]];
  const groups = [axes.filter(inBoth), rowAxes, columnAxes];
  const sizes = groups.map((group) => product(group.map((axis) => grid[axis]!)));
  const counters: Expr[] = [];
  groups.forEach((group, position) => {
    const shape = group.map((axis) => grid[axis]!);
    unflatIndex(gridIndex(position, sizes[position]!), shape).forEach((counter, n) => {
      counters[group[n]!] = counter;
    });
  });
  const depth = product(reduce);
  const depthCounters = unflatIndex(reduceIndex(0, depth), reduce);
  const recount = (x: Expr): Expr | undefined =>
    counterFor(x, "grid", counters) ?? counterFor(x, "reduce", depthCounters);
  const [batch, rows, columns] = sizes as [number, number, number];
  return {
    kernel: { ...mapExprs(kernel, recount), grid: sizes, reduce: [depth] },
    batch,
    rows,
    columns,
    depth,
    left: rewrite(left, { before: recount }),
    right: rewrite(right, { before: recount }),
  };
}

/** The grid loops that an expression depends on. */
function gridLoopsOf(x: Expr): ReadonlySet<number> {
  const loops = topological([x]).flatMap((y) =>
    y.kind === "index" && y.axis.kind === "grid" ? [y.axis.position] : [],
  );
  return new Set(loops);
}

/** Whether results that differ in the last of these loops lie next to one another. */
function sideBySide({ stores }: Kernel, axes: readonly number[]): boolean {
  const terms = stores[0] && linearOf(stores[0].index)?.terms;
  if (!terms) return false;
  return [...terms].some(([atom, stride]) => {
    return atom.kind === "index" && atom.axis.position === axes.at(-1) && stride === 1;
  });
}

/** Where an operand or result of a product stands in place of its loops. */
export interface Place {
  readonly batch: Expr;
  readonly row: Expr;
  readonly column: Expr;
  readonly depth: Expr;
}

/** An expression of the product at a place; `sum` stands for its accumulator. */
export function at(x: Expr, { batch, row, column, depth }: Partial<Place>, sum?: Expr): Expr {
  const grid = [batch, row, column];
  return rewrite(x, {
    before(y) {
      if (y.kind === "accumulator") return sum;
      if (y.kind !== "index") return undefined;
      return y.axis.kind === "reduce" ? depth : grid[y.axis.position];
    },
  });
}

const i32 = (value: number): Expr => constant("i32", value);

/** The first row (or column) of a tile. The last tile is moved up where it would reach beyond the end, so it overlaps the one before. */
export function tileStart(tile: Expr, size: number, of: number): Expr {
  const start = binary("mul", tile, i32(size));
  return of % size === 0 ? start : binary("min", start, i32(of - size));
}

/** Whether neighbours along the depth lie side by side in memory, so that neighbouring invocations should load those. */
export function isContiguousAlongDepth(x: Expr): boolean {
  return topological([x]).some((y) => {
    if (y.kind !== "load") return false;
    const terms = linearOf(y.index)?.terms;
    return [...(terms ?? [])].some(
      ([atom, stride]) => atom.kind === "index" && atom.axis.kind === "reduce" && stride === 1,
    );
  });
}
