/** What the choice of a plan depends on: the memory accesses and operations of a kernel, and the loops each depends on. */
import type { Expr, MathOp } from "../../../ir/expr.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import { accessOf } from "./access.ts";
import { type Loops, loopsOf } from "./loops.ts";
import { analysisOf, loopsUnder, phaseOf } from "./phase.ts";

export interface AccessFact {
  readonly buffer: number;
  /** Elements per step of each loop. */
  readonly strides: readonly number[];
  /** Loops of the part of the index that is not linear. */
  readonly restLoops: number;
  /** All loops it depends on. */
  readonly loops: number;
}

export interface Facts {
  readonly loops: Loops;
  /** Inside the reduction, or in a map: everything. */
  readonly loads: readonly AccessFact[];
  /** The loops that each operation there depends on, and how many instructions it stands for. */
  readonly operations: readonly { readonly loops: number; readonly instructions: number }[];
  readonly stores: readonly AccessFact[];
  readonly accumulators: number;
  /** Whether some load may be of an element that the kernel stores. */
  readonly inPlace: boolean;
}

export function factsOf(kernel: Kernel): Facts {
  const loops = loopsOf(kernel);
  const analysis = analysisOf(loops);
  const fact = (buffer: number, index: Expr): AccessFact => {
    const { strides, rest } = accessOf(index, loops);
    const restLoops = rest ? loopsUnder(rest, analysis) : 0;
    return { buffer, strides, restLoops, loops: loopsUnder(index, analysis) };
  };
  const inner = kernel.accumulators.length > 0;
  const stored = kernel.stores.map(({ value }) => value);
  const roots = inner ? kernel.accumulators.map(({ value }) => value) : stored;
  const loads: AccessFact[] = [];
  const operations: { loops: number; instructions: number }[] = [];
  for (const { expr, loops: mask, linear } of phaseOf(roots, analysis).nodes) {
    if (expr.kind === "load") loads.push(fact(expr.buffer, expr.index));
    else if (expr.kind !== "const" && !linear)
      operations.push({ loops: mask, instructions: expr.kind === "math" ? mathInstructions[expr.op] : 1 });
  }
  const storeIndices = new Set(kernel.stores.map(({ index }) => index));
  const isLoaded = phaseOf([...roots, ...stored], analysis).nodes.some(
    ({ expr }) => expr.kind === "load" && storeIndices.has(expr.index),
  );
  return {
    loops,
    loads,
    operations,
    stores: kernel.stores.map(({ buffer, index }) => fact(buffer, index)),
    accumulators: kernel.accumulators.length,
    inPlace: isLoaded,
  };
}

/** About as many as the expansions in ir/math have. */
const mathInstructions: Readonly<Record<MathOp, number>> = {
  exp: 30,
  expm1: 45,
  log: 45,
  log1p: 55,
  tanh: 45,
  sin: 180,
  cos: 180,
  pow: 180,
  erfInv: 90,
};

/** Instructions for one access of four elements along a loop. */
export function vectorCost({ strides, restLoops }: AccessFact, loop: number): number {
  if ((restLoops & (1 << loop)) !== 0) return 9;
  const stride = Math.abs(strides[loop]!);
  return stride <= 1 ? 1 : 5;
}
