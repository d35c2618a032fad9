/**
 * Register blocking: one invocation computes a small block of results of a matrix product (or convolution, or whatever multiplies
 * what depends on one grid loop with what depends on another). What the results of a block share is loaded once, since equal
 * expressions are one: a block of 4 × 4 takes 8 loads for 16 products, where single results take 32.
 *
 *     for m, n: a = Σ x[m,k] · y[k,n]      ⟶      for m/4, n/4: a₀ = Σ x[m₀,k] · y[k,n₀], … a₁₅ = Σ x[m₃,k] · y[k,n₃]
 *
 * A block that reaches beyond the end computes the last row or column again; it stores the same value in the same place.
 */
import { accumulator, binary, constant, gridIndex } from "../../../ir/build.ts";
import type { Axis, Expr } from "../../../ir/expr.ts";
import type { Accumulator, Kernel, Store } from "../../../ir/kernel.ts";
import { partsOf, rewrite, topological } from "../../../ir/walk.ts";
import type { Tuning } from "../tuning.ts";

/** A grid loop to be cut into blocks. */
interface Blocked {
  readonly position: number;
  readonly size: number;
  readonly block: number;
}

/** Fewer elements than this are loaded so fast that blocks do not pay. */
const shortestReduction = 8;

/** The kernel by blocks, or itself where nothing would be shared or too little work be left to do side by side. */
export function blockGrid(kernel: Kernel, tuning: Tuning): Kernel {
  const axes = axesWorthBlocking(kernel);
  if (axes.length === 0) return kernel;
  const blocked = blockSizes(kernel, axes, tuning);
  if (blocked.every(({ block }) => block === 1)) return kernel;
  const places = combinations(blocked.map((axis) => indicesInBlock(axis)));
  const count = kernel.accumulators.length;
  const accumulators: Accumulator[] = [];
  const stores: Store[] = [];
  places.forEach((indices, n) => {
    const memo = new Map<Expr, Expr>();
    const before = (x: Expr): Expr | undefined => {
      if (x.kind === "accumulator") return accumulator(x.type, n * count + x.accumulator);
      if (x.kind !== "index" || x.axis.kind !== "grid") return undefined;
      const { position } = x.axis;
      const at = blocked.findIndex((axis) => axis.position === position);
      return at < 0 ? undefined : indices[at];
    };
    const moved = (x: Expr): Expr => rewrite(x, { before }, memo);
    for (const { op, value } of kernel.accumulators) accumulators.push({ op, value: moved(value) });
    for (const { buffer, index, value } of kernel.stores) {
      stores.push({ buffer, index: moved(index), value: moved(value) });
    }
  });
  const grid = [...kernel.grid];
  for (const { position, size, block } of blocked) grid[position] = Math.ceil(size / block);
  return { ...kernel, grid, accumulators, stores };
}

/** The innermost grid loop that some factor does not depend on, and the innermost one that another does not depend on. */
function axesWorthBlocking({ grid, reduce, accumulators }: Kernel): number[] {
  if (reduce.reduce((n, size) => n * size, 1) < shortestReduction) return [];
  const loads = topological(accumulators.map(({ value }) => value)).filter((x) => x.kind === "load");
  const depends = loads.map(loopsOf).filter((loops) => loops.reduce.size > 0);
  const candidates = grid
    .map((_, axis) => axis)
    .filter((axis) => grid[axis]! > 1)
    .reverse();
  for (const first of candidates) {
    const shared = depends.filter((loops) => !loops.grid.has(first));
    if (shared.length === 0 || shared.length === depends.length) continue;
    const second = candidates.find((axis) => {
      return (
        axis !== first &&
        depends.some(({ grid: of }) => of.has(first) && !of.has(axis)) &&
        shared.some(({ grid: of }) => of.has(axis))
      );
    });
    if (second !== undefined) return [second, first];
  }
  return [];
}

/** Which loops an expression depends on. */
function loopsOf(root: Expr): { grid: ReadonlySet<number>; reduce: ReadonlySet<number> } {
  const axes = topological(partsOf(root)).flatMap((x): Axis[] => (x.kind === "index" ? [x.axis] : []));
  const positions = (kind: Axis["kind"]): Set<number> =>
    new Set(axes.filter((axis) => axis.kind === kind).map(({ position }) => position));
  return { grid: positions("grid"), reduce: positions("reduce") };
}

/** The larger the block the fewer the loads, as long as enough blocks keep the device busy. */
function blockSizes({ grid }: Kernel, axes: readonly number[], { busy, block }: Tuning): Blocked[] {
  const points = grid.reduce((n, size) => n * size, 1);
  const sizes = axes.map(() => 1);
  for (let turn = axes.length - 1; ; turn--) {
    const at = ((turn % axes.length) + axes.length) % axes.length;
    const next = sizes.map((size, n) => (n === at ? size * 2 : size));
    const results = next.reduce((n, size) => n * size, 1);
    if (results > block || points / results < busy || next[at]! > grid[axes[at]!]!) break;
    sizes[at]! *= 2;
  }
  return axes.map((position, n) => ({ position, size: grid[position]!, block: sizes[n]! }));
}

/** The loop's counter at each place of a block. Neighbours take turns where that fits, so that they load side by side. */
function indicesInBlock({ position, size, block }: Blocked): Expr[] {
  const blocks = Math.ceil(size / block);
  const index = gridIndex(position, blocks);
  const i32 = (value: number): Expr => constant("i32", value);
  return Array.from({ length: block }, (_, n) => {
    if (size % block === 0) return binary("add", index, i32(n * blocks));
    return binary("min", binary("add", binary("mul", index, i32(block)), i32(n)), i32(size - 1));
  });
}

function combinations(lists: readonly (readonly Expr[])[]): Expr[][] {
  return lists.reduce<Expr[][]>((all, list) => all.flatMap((one) => list.map((x) => [...one, x])), [[]]);
}
