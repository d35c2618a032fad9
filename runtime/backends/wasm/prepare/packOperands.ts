/**
 * Large matrix products read their operands many times. Where an operand lies badly for that (long strides, columns instead of rows)
 * a kernel of its own first copies it into scratch memory in the order in which it will be read.
 *
 *     C[m,n] = Σ A[m,k]·B[k,n]
 *     right operand   panels of 8 columns:  P[n div 8, k, n rem 8]        a tile reads one panel from front to back
 *     left operand    rows:                 Q[m, k]
 *
 * "Operand" is any part of the summed value that depends on one of the two loops: what is computed for it, is computed once.
 *
 * @see Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34(3), 2008
 */
import { gridIndex, load, reduceIndex } from "../../../ir/build.ts";
import type { Axis, Expr, ScalarType } from "../../../ir/expr.ts";
import { flatIndex } from "../../../ir/flatIndex.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import { rewriteKernel } from "../../../ir/rewriteKernel.ts";
import { partsOf, reachable, rewrite } from "../../../ir/walk.ts";
import { Analysis } from "../emit/analysis.ts";
import { type AccessFact, type Facts, factsOf } from "../emit/facts.ts";
import { loopsOf } from "../emit/loops.ts";
import { cutOne } from "./cutLoops.ts";
import { splitCounter, splitSizes } from "./unflattenLoops.ts";

const panelWidth = 8;
/** Operands up to this size stay in the cache however they lie. */
const cacheBytes = 2 ** 19;
/** Multiplications below which a product is done before packing would pay. */
const leastWork = 2 ** 20;

/** Makes room for what one kernel leaves to the next; gives its buffer number. */
export type AddScratch = (elements: number, type: ScalarType) => number;

/** The kernels in place of one: copies, then the product itself; the kernel alone if nothing is to be packed. */
export function packOperands(kernel: Kernel, addScratch: AddScratch): readonly Kernel[] {
  const product = productOf(kernel);
  if (!product) return [kernel];
  const { n, right } = product;
  const rest = kernel.grid[n]! % panelWidth;
  if (right && rest > 0) {
    const parts = cutOne(kernel, n, [kernel.grid[n]! - rest]);
    return parts.flatMap((part) => packOperands(part, addScratch));
  }
  const copies: Kernel[] = [];
  const packed = pack(kernel, product, addScratch, copies);
  return [...copies, packed];
}

interface Product {
  readonly m: number;
  readonly n: number;
  readonly left: Expr | undefined;
  readonly right: Expr | undefined;
}

/** The loops and operands of a large matrix product; undefined for other kernels. */
function productOf(kernel: Kernel): Product | undefined {
  const [sum, ...others] = kernel.accumulators;
  if (!sum || others.length > 0 || sum.op !== "add" || sum.value.type !== "f32") return undefined;
  const { sizes, grid } = loopsOf(kernel);
  if (sizes.reduce((a, b) => a * b, 1) < leastWork) return undefined;
  const analysis = new Analysis(loopsOf(kernel));
  const facts = factsOf(kernel, analysis);
  const steps = sizes.slice(grid).reduce((a, b) => a * b, 1);
  const n = sizes.findIndex((size, loop) => loop < grid && size >= panelWidth && facts.stores[0]!.strides[loop] === 1);
  if (n < 0 || steps < 4) return undefined;
  const m = rowLoop(facts, n);
  if (m === undefined) return undefined;
  const operand = (loop: number, other: number): Expr | undefined => operandOf(sum.value, loop, other, analysis);
  const isLarge = (loop: number): boolean => steps * sizes[loop]! * 4 >= cacheBytes;
  const isRight = (load: AccessFact): boolean => dependsOn(load, n);
  const right = facts.loads.some((load) => isRight(load) && (load.strides[n] !== 1 || isLarge(n))) && sizes[m]! >= 32;
  const inner = sizes.length - 1;
  const left =
    facts.loads.some((load) => dependsOn(load, m) && load.strides[inner] !== 1) && isLarge(m) && sizes[n]! >= 32;
  const product = { m, n, left: left ? operand(m, n) : undefined, right: right ? operand(n, m) : undefined };
  return product.left || product.right ? product : undefined;
}

const dependsOn = ({ loops }: AccessFact, loop: number): boolean => (loops & (1 << loop)) !== 0;

/** The longest loop along which the operands of n are used again, if no load depends on both loops. */
function rowLoop({ loops, loads }: Facts, n: number): number | undefined {
  let best: number | undefined;
  loops.sizes.slice(0, loops.grid).forEach((size, loop) => {
    if (loop === n || size < 8 || (best !== undefined && size <= loops.sizes[best]!)) return;
    const shares = loads.some((load) => dependsOn(load, n) && !dependsOn(load, loop));
    if (shares && loads.every((load) => !(dependsOn(load, n) && dependsOn(load, loop)))) best = loop;
  });
  return best;
}

/** The one largest f32 part of a value that depends on a loop but not on the other. */
function operandOf(value: Expr, loop: number, other: number, analysis: Analysis): Expr | undefined {
  const found = new Set<Expr>();
  const seen = new Set<Expr>();
  const pending = [value];
  for (let x = pending.pop(); x; x = pending.pop()) {
    if (seen.has(x)) continue;
    seen.add(x);
    const loops = analysis.loopsUnder(x);
    if ((loops & (1 << loop)) === 0) continue;
    if ((loops & (1 << other)) === 0) found.add(x);
    else pending.push(...partsOf(x));
  }
  const [operand, ...more] = found;
  return operand && more.length === 0 && operand.type === "f32" ? operand : undefined;
}

function pack(kernel: Kernel, { m, n, left, right }: Product, addScratch: AddScratch, copies: Kernel[]): Kernel {
  const columns: Axis = { kind: "grid", position: n, size: kernel.grid[n]! };
  const grid = right ? splitSizes(kernel.grid, n, panelWidth) : kernel.grid;
  const renumbered = (x: Expr): Expr | undefined => (right ? splitCounter(x, columns, panelWidth) : undefined);
  const newOperands = new Map<Expr, Expr>();
  const copy = (operand: Expr, name: string, outside: number, inside: number | undefined): void => {
    const renamed = { ...kernel, name: `${kernel.name}_${name}`, grid };
    const { kernel: copying, element } = copyOperand(
      renamed,
      rewrite(operand, { before: renumbered }),
      outside,
      inside,
      addScratch,
    );
    copies.push(copying);
    newOperands.set(operand, element);
  };
  if (left) copy(left, "left", right && m > n ? m + 1 : m, undefined);
  if (right) copy(right, "right", n, n + 1);
  return { ...rewriteKernel(kernel, { before: (x) => newOperands.get(x) ?? renumbered(x) }), grid };
}

/**
 * The kernel that stores an operand, and the load that takes the operand's place.
 *
 * @param outside the grid loop outside of the reduction loops in the order of the copy, behind those of a batch
 * @param inside the grid loop inside of them
 */
function copyOperand(
  { name, grid, reduce }: Kernel,
  operand: Expr,
  outside: number,
  inside: number | undefined,
  addScratch: AddScratch,
): { kernel: Kernel; element: Expr } {
  const used = new Set([...reachable([operand])].flatMap((x) => (x.kind === "index" ? [x] : [])));
  const counters = (kind: Axis["kind"], sizes: readonly number[]): Expr[] =>
    sizes.map((size, position) => (kind === "grid" ? gridIndex(position, size) : reduceIndex(position, size)));
  const gridCounters = counters("grid", grid);
  const ends = [outside, inside].map((position) => (position === undefined ? undefined : gridCounters[position]));
  const batch = gridCounters.filter((x) => x.kind === "index" && used.has(x) && !ends.includes(x));
  const all = [...batch, ends[0]!, ...counters("reduce", reduce), ...(ends[1] ? [ends[1]] : [])];
  const order = all.filter((x) => x.kind === "index");
  const shape = order.map(({ axis }) => axis.size);
  const places = new Map(order.map((x, place) => [x as Expr, gridIndex(place, x.axis.size)]));
  const buffer = addScratch(
    shape.reduce((a, b) => a * b, 1),
    "f32",
  );
  const kernel: Kernel = {
    name,
    grid: shape,
    reduce: [],
    accumulators: [],
    stores: [
      {
        buffer,
        index: flatIndex([...places.values()], shape),
        value: rewrite(operand, { before: (x) => places.get(x) }),
      },
    ],
  };
  return { kernel, element: load("f32", buffer, flatIndex(order, shape)) };
}
