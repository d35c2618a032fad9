/** Which kernels of a program are small enough that one workgroup does them soonest, one after the other, in a single dispatch. */
import { keepLoadsInRange } from "../../ir/keepLoadsInRange.ts";
import type { BufferDecl, Kernel, Sections, Step } from "../../ir/kernel.ts";
import { expandMath } from "../../ir/math/expand.ts";
import type { Tuning } from "./tuning.ts";
import { blockGrid } from "./wgsl/blockGrid.ts";
import { flattenGrid, flattenReduce } from "./wgsl/flatten.ts";
import { foldEmptyReduction } from "./wgsl/foldEmptyReduction.ts";
import { invocationsPerResult } from "./wgsl/invocationsPerResult.ts";
import { splitReduction } from "./wgsl/splitReduction.ts";
import { scratchBuffer } from "./wgsl.ts";

/** A kernel as a walk does it: with a flat grid, and a long reduction in two. */
export interface SmallKernel {
  readonly kernels: readonly Kernel[];
  /** Words of scratch memory. */
  readonly scratch: number;
  /** Elements that one invocation goes through. */
  readonly cost: number;
}

/** A kernel on a walk. */
export interface WalkKernel {
  readonly kernel: Kernel;
  /** Whether it needs what kernels before it have done. */
  readonly waits: boolean;
}

/** Several small kernels in a row. */
export interface WalkRun {
  readonly kind: "walk";
  readonly names: readonly string[];
  readonly kernels: readonly WalkKernel[];
  readonly scratch: number;
}

/** A step that is dispatched by itself; sections are no step any more. */
export interface SingleRun {
  readonly kind: "step";
  readonly step: Exclude<Step, Sections>;
}

/**
 * Results of a product that one invocation computes together, by the multiplications there are: more take fewer loads, and make the
 * shader long. Small products are done before that is worth what it costs the compiler.
 */
const mostInBlock = (work: number): number => (work >= 1 << 15 ? 8 : work >= 1 << 13 ? 4 : 2);
/** Kernels in one walk, at most: compilers take long over long shaders. */
const mostKernels = 64;

const product = (sizes: readonly number[]): number => sizes.reduce((n, size) => n * size, 1);

/** The kernel for a walk; undefined if it is too much for one workgroup. */
export function smallKernel(kernel: Kernel, buffers: readonly BufferDecl[], tuning: Tuning): SmallKernel | undefined {
  const { walkers, walkSteps } = tuning;
  const results = Math.max(1, kernel.stores.length, kernel.accumulators.length);
  const points = product(kernel.grid);
  const work = points * Math.max(1, product(kernel.reduce));
  if ((work / walkers) * results > walkSteps) return undefined;
  // Nobody else works meanwhile, so there may be as few blocks as there are invocations.
  const alone = { ...tuning, busy: walkers, lanes: 1, block: Math.min(tuning.block, mostInBlock(work)) };
  const plain = foldEmptyReduction(keepLoadsInRange(expandMath(kernel), buffers));
  const flat = flattenGrid(blockGrid(plain, alone));
  if (flat.grid[0] === 0) return { kernels: [], scratch: 0, cost: 0 };
  const helpers = invocationsPerResult(flat, alone);
  const split = helpers > 1 ? splitReduction(flattenReduce(flat), helpers, scratchBuffer(buffers)) : undefined;
  const kernels: readonly Kernel[] = split?.kernels ?? [flat];
  const cost = kernels.reduce((sum, { grid, reduce, accumulators, stores }) => {
    const perPoint = Math.max(1, product(reduce)) * Math.max(1, accumulators.length, stores.length);
    return sum + Math.ceil(grid[0]! / walkers) * perPoint;
  }, 0);
  return cost > walkSteps ? undefined : { kernels, scratch: split?.scratch ?? 0, cost };
}

/**
 * Steps in order, with two or more small kernels in a row put into one walk. Sections are kernels here that need not wait for one
 * another, unless they share scratch memory.
 */
export function runsOf(
  steps: readonly Step[],
  smallOf: (kernel: Kernel) => SmallKernel | undefined,
  { walkSteps }: Tuning,
): (WalkRun | SingleRun)[] {
  const runs: (WalkRun | SingleRun)[] = [];
  let open: { readonly kernel: Kernel; readonly small: SmallKernel; readonly sections: Sections | undefined }[] = [];
  let cost = 0;
  const close = (): void => {
    if (open.length === 1) runs.push({ kind: "step", step: open[0]!.kernel });
    else if (open.length > 1) {
      runs.push({
        kind: "walk",
        names: open.map(({ kernel }) => kernel.name),
        kernels: open.flatMap(({ small, sections }, n) => {
          const before = open[n - 1];
          const isFree = sections !== undefined && before?.sections === sections && before.small.scratch === 0;
          return small.kernels.map((kernel, part) => ({ kernel, waits: part > 0 || small.scratch > 0 || !isFree }));
        }),
        scratch: Math.max(...open.map(({ small }) => small.scratch)),
      });
    }
    open = [];
    cost = 0;
  };
  const add = (kernel: Kernel, sections: Sections | undefined): void => {
    const small = smallOf(kernel);
    if (!small) {
      close();
      runs.push({ kind: "step", step: kernel });
      return;
    }
    if (small.kernels.length === 0) return; // nothing to do, nor to wait for
    if (cost + small.cost > walkSteps || open.length === mostKernels) close();
    open.push({ kernel, small, sections });
    cost += small.cost;
  };
  for (const step of steps) {
    if (step.kind === undefined) {
      add(step, undefined);
    } else if (step.kind === "sections") {
      for (const kernel of step.kernels) add(kernel, step);
    } else {
      close();
      runs.push({ kind: "step", step });
    }
  }
  close();
  return runs;
}
