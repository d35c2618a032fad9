/** Which kernels of a program are small enough that one workgroup does them soonest, one after the other, in a single dispatch. */
import { keepLoadsInRange } from "../../ir/keepLoadsInRange.ts";
import type { BufferDecl, Kernel, Step } from "../../ir/kernel.ts";
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

/** Several small kernels in a row. */
export interface WalkRun {
  readonly kind: "walk";
  readonly names: readonly string[];
  readonly kernels: readonly Kernel[];
  readonly scratch: number;
}

/** Results of a matrix product that one invocation computes together: more would make the shader long, and compilation slow. */
const mostInBlock = 8;
/** Kernels in one walk, at most: compilers take long over long shaders. */
const mostKernels = 64;

const product = (sizes: readonly number[]): number => sizes.reduce((n, size) => n * size, 1);

/** The kernel for a walk; undefined if it is too much for one workgroup. */
export function smallKernel(kernel: Kernel, buffers: readonly BufferDecl[], tuning: Tuning): SmallKernel | undefined {
  const { walkers, walkSteps } = tuning;
  const results = Math.max(1, kernel.stores.length, kernel.accumulators.length);
  const points = product(kernel.grid);
  if ((points / walkers) * Math.max(1, product(kernel.reduce)) * results > walkSteps) return undefined;
  // Nobody else works meanwhile, so there may be as few blocks as there are invocations.
  const alone = { ...tuning, busy: walkers, lanes: 1, block: Math.min(tuning.block, mostInBlock) };
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

/** Steps in order, with two or more small kernels in a row put into one walk. */
export function runsOf(
  steps: readonly Step[],
  smallOf: (kernel: Kernel) => SmallKernel | undefined,
  { walkSteps }: Tuning,
): (WalkRun | { readonly kind: "step"; readonly step: Step })[] {
  const runs: (WalkRun | { readonly kind: "step"; readonly step: Step })[] = [];
  let open: { readonly kernel: Kernel; readonly small: SmallKernel }[] = [];
  let cost = 0;
  const close = (): void => {
    if (open.length === 1) runs.push({ kind: "step", step: open[0]!.kernel });
    else if (open.length > 1) {
      runs.push({
        kind: "walk",
        names: open.map(({ kernel }) => kernel.name),
        kernels: open.flatMap(({ small }) => small.kernels),
        scratch: Math.max(...open.map(({ small }) => small.scratch)),
      });
    }
    open = [];
    cost = 0;
  };
  for (const step of steps) {
    const small = step.kind === undefined ? smallOf(step) : undefined;
    if (!small || step.kind !== undefined) {
      close();
      runs.push({ kind: "step", step });
      continue;
    }
    if (cost + small.cost > walkSteps || open.length === mostKernels) close();
    open.push({ kernel: step, small });
    cost += small.cost;
  }
  close();
  return runs;
}
