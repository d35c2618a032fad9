/**
 * Sums down long columns jump from row to row, each in a page of its own. Blocks of rows are summed first, walking along the rows;
 * then the blocks' sums.
 *
 *     y[j] = Σᵢ x[i,j]     →     p[b,j] = Σₖ x[32·b + k, j];  y[j] = Σ_b p[b,j]
 *
 * A long sum to one number is cut likewise into a few long blocks, which threads can share. The blocks are the same for any number of
 * threads, and so are the bits of the result.
 */
import { accumulator, binary, constant, gridIndex, load, reduceIndex } from "../../../ir/build.ts";
import type { Expr, ScalarType } from "../../../ir/expr.ts";
import { flatIndex } from "../../../ir/flatIndex.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import { rewriteKernel } from "../../../ir/rewriteKernel.ts";
import { Analysis } from "../emit/analysis.ts";
import { type AccessFact, factsOf } from "../emit/facts.ts";
import { loopsOf } from "../emit/loops.ts";
import type { AddScratch } from "./packOperands.ts";

/** Blocks of a sum to one number. */
const mostBlocks = 64;
/** Below, everything is in the cache and the way through it matters little. */
const leastElements = 2 ** 18;
/** Rows further apart than this (in elements) are in different pages, or nearly. */
const longStride = 512;
const leastRows = 128;
const rowsPerBlock: readonly number[] = [32, 64, 16, 48, 40, 24, 20, 25, 28, 30, 36, 50, 60];

/** The kernels that together do what one long reduction does, or the kernel itself where it is short. */
export function splitReduction(kernel: Kernel, addScratch: AddScratch): readonly Kernel[] {
  const cut = columnBlocks(kernel) ?? wholeBlocks(kernel);
  if (!cut) return [kernel];
  const { position, block } = cut;
  const blocks = kernel.reduce[position]! / block;
  const shape = [blocks, ...kernel.grid];
  const inBlocks = (x: Expr): Expr | undefined => {
    if (x.kind !== "index") return undefined;
    if (x.axis.kind === "grid") return gridIndex(x.axis.position + 1, x.axis.size);
    if (x.axis.position !== position) return x;
    return binary("add", binary("mul", gridIndex(0, blocks), constant("i32", block)), reduceIndex(position, block));
  };
  const place = flatIndex(
    shape.map((size, loop) => gridIndex(loop, size)),
    shape,
  );
  const types = kernel.accumulators.map(({ value }) => value.type);
  const buffers = types.map((type) =>
    addScratch(
      shape.reduce((a, b) => a * b, 1),
      type,
    ),
  );
  const first: Kernel = {
    ...rewriteKernel(kernel, { before: inBlocks }),
    name: `${kernel.name}_blocks`,
    grid: shape,
    reduce: kernel.reduce.map((size, loop) => (loop === position ? block : size)),
    stores: buffers.map((buffer, id) => ({ buffer, index: place, value: accumulator(types[id]!, id) })),
  };
  return [first, overBlocks(kernel, buffers, types, blocks)];
}

/** The kernel with its sums taken over blocks that were summed before. */
function overBlocks(kernel: Kernel, buffers: readonly number[], types: readonly ScalarType[], blocks: number): Kernel {
  const counters = [reduceIndex(0, blocks), ...kernel.grid.map((size, loop) => gridIndex(loop, size))];
  const place = flatIndex(counters, [blocks, ...kernel.grid]);
  return {
    ...kernel,
    reduce: [blocks],
    accumulators: kernel.accumulators.map(({ op }, id) => ({ op, value: load(types[id]!, buffers[id]!, place) })),
  };
}

/** A reduction loop and the steps of a block of it. */
interface Cut {
  readonly position: number;
  readonly block: number;
}

function columnBlocks(kernel: Kernel): Cut | undefined {
  const position = columnLoop(kernel);
  const block = position === undefined ? undefined : rowsPerBlock.find((rows) => kernel.reduce[position]! % rows === 0);
  return position === undefined || block === undefined ? undefined : { position, block };
}

/** The outermost reduction loop of a long sum to one number, if it can be cut evenly into a good number of blocks. */
function wholeBlocks({ grid, reduce, accumulators }: Kernel): Cut | undefined {
  const [steps] = reduce;
  const isWhole = accumulators.length > 0 && grid.every((size) => size === 1);
  if (!isWhole || steps === undefined || reduce.reduce((a, b) => a * b, 1) < leastElements) return undefined;
  for (let blocks = Math.min(mostBlocks, steps); blocks >= mostBlocks / 4; blocks--)
    if (steps % blocks === 0) return { position: 0, block: steps / blocks };
  return undefined;
}

/** The reduction loop along which all loads jump far, if vectors run across it and nothing is shared between results. */
function columnLoop(kernel: Kernel): number | undefined {
  const { sizes, grid } = loopsOf(kernel);
  if (kernel.accumulators.length === 0 || sizes.reduce((a, b) => a * b, 1) < leastElements) return undefined;
  const { loads } = factsOf(kernel, new Analysis(loopsOf(kernel)));
  const large = loads.filter((load) => sizes.every((size, loop) => size === 1 || dependsOn(load, loop)));
  const columns = sizes.findIndex(
    (size, loop) => loop < grid && size >= 16 && large.every(({ strides }) => strides[loop] === 1),
  );
  if (large.length === 0 || columns < 0 || loads.some((load) => !large.includes(load) && load.loops !== 0))
    return undefined;
  const rows = sizes.findIndex(
    (size, loop) =>
      loop >= grid && size >= leastRows && large.every(({ strides }) => Math.abs(strides[loop]!) >= longStride),
  );
  return rows < 0 ? undefined : rows - grid;
}

const dependsOn = ({ loops }: AccessFact, loop: number): boolean => (loops & (1 << loop)) !== 0;
