/** What the choice of a plan depends on: the memory accesses and operations of a kernel, and the loops each depends on. */
import type { Expr, MathOp } from "../../../ir/expr.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import { isBounded } from "../../../ir/range.ts";
import { reachable } from "../../../ir/walk.ts";
import type { Analysis } from "./analysis.ts";
import type { Loops } from "./loops.ts";

export interface AccessFact {
  readonly buffer: number;
  /** Elements per step of each loop. */
  readonly strides: readonly number[];
  /** Loops of the part of the index that is not linear. */
  readonly restLoops: number;
  /** All loops it depends on. */
  readonly loops: number;
}

/** What one place of a kernel computes. */
export interface Work {
  readonly loads: readonly AccessFact[];
  /** The loops that each operation depends on, and how many instructions it stands for. */
  readonly operations: readonly { readonly loops: number; readonly instructions: number }[];
}

/** The work of a kernel: of a map, or inside the reduction. */
export interface Facts extends Work {
  readonly loops: Loops;
  /** Behind a reduction, for each result. */
  readonly epilogue: Work;
  readonly stores: readonly AccessFact[];
  readonly accumulators: number;
  /** Whether some load may be of an element that the kernel stores. */
  readonly inPlace: boolean;
}

/** The facts of a kernel. */
export function factsOf(kernel: Kernel, analysis: Analysis): Facts {
  const fact = (buffer: number, index: Expr): AccessFact => {
    const { strides, rest } = analysis.accessOf(index);
    return { buffer, strides, restLoops: rest ? analysis.loopsUnder(rest) : 0, loops: analysis.loopsUnder(index) };
  };
  const workOf = (roots: readonly Expr[]): Work => {
    const loads: AccessFact[] = [];
    const operations: { loops: number; instructions: number }[] = [];
    for (const x of reachable(roots, isComputed)) {
      if (x.kind === "load") loads.push(fact(x.buffer, x.index));
      else if (x.kind !== "const" && x.kind !== "accumulator" && !analysis.linear(x)) {
        const instructions = x.kind === "math" ? mathInstructions[x.op] : 1;
        operations.push({ loops: analysis.loopsUnder(x), instructions });
      }
    }
    return { loads, operations };
  };
  const stored = kernel.stores.map(({ value }) => value);
  const summed = kernel.accumulators.map(({ value }) => value);
  const isReduction = summed.length > 0;
  const storeIndices = new Set(kernel.stores.map(({ index }) => index));
  return {
    ...workOf(isReduction ? summed : stored),
    epilogue: workOf(isReduction ? stored : []),
    loops: analysis.loops,
    stores: kernel.stores.map(({ buffer, index }) => fact(buffer, index)),
    accumulators: kernel.accumulators.length,
    inPlace: [...reachable([...summed, ...stored], isComputed)].some(
      (x) => x.kind === "load" && storeIndices.has(x.index),
    ),
  };
}

/** Indices are computed by other means. */
const isComputed = (x: Expr): boolean => x.kind !== "load" && (x.type !== "i32" || !isBounded(x));

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
