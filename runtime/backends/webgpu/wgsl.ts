/**
 * Kernel → WGSL. A kernel becomes one shader, or two where a long reduction with few results is cut in two steps.
 *
 *     expand math, keep loads in range
 *                  ┬─ a matrix product, on a device that is made for it ─▶ tiles           subgroupProduct, workgroupProduct
 *                  └─ block ─ flatten ──┬─ no reduction, or many results ──▶ an invocation per result       mapShader
 *                                     ├─ few results ────────────────────▶ a workgroup per result         workgroupShader
 *                                     └─ few results, very long ─────────▶ chunks, then one of the above  splitReduction
 */
import { keepLoadsInRange } from "../../ir/keepLoadsInRange.ts";
import type { BufferDecl, Kernel } from "../../ir/kernel.ts";
import { expandMath } from "../../ir/math/expand.ts";
import type { Tuning } from "./tuning.ts";
import { blockGrid } from "./wgsl/blockGrid.ts";
import { flattenGrid, flattenReduce } from "./wgsl/flatten.ts";
import { foldEmptyReduction } from "./wgsl/foldEmptyReduction.ts";
import { invocationsPerResult } from "./wgsl/invocationsPerResult.ts";
import { mapShader } from "./wgsl/mapShader.ts";
import { matrixProductOf } from "./wgsl/matrixProduct.ts";
import { type ChooseTile, productShader, productTiles } from "./wgsl/productTile.ts";
import type { Shader } from "./wgsl/shader.ts";
import { slotsOf } from "./wgsl/slots.ts";
import { splitReduction } from "./wgsl/splitReduction.ts";
import { workgroupShader } from "./wgsl/workgroupShader.ts";

/** The shaders of a kernel, in the order they run, and the words of scratch memory they share. */
export interface KernelShaders {
  readonly shaders: readonly Shader[];
  readonly scratch: number;
}

/** The number by which a shader's slots name the scratch memory: one past the program's buffers. */
export const scratchBuffer = (buffers: readonly BufferDecl[]): number => buffers.length;

/**
 * @param home for each buffer, the buffer whose memory it uses: itself, unless it was donated
 * @param tuning what the device is good at
 * @param chooseTile which of the tiles that fit a matrix product to take; default the first
 */
export function kernelShaders(
  kernel: Kernel,
  buffers: readonly BufferDecl[],
  home: readonly number[],
  tuning: Tuning,
  chooseTile: ChooseTile = (_, tiles) => tiles[0]!,
): KernelShaders {
  const plain = foldEmptyReduction(keepLoadsInRange(expandMath(kernel), buffers));
  const product = matrixProductOf(plain);
  const tiles = product ? productTiles(product, tuning) : [];
  if (product && tiles.length > 0)
    return { shaders: [productShader(product, chooseTile(product, tiles, buffers), buffers, home)], scratch: 0 };
  const flat = flattenGrid(blockGrid(plain, tuning));
  const points = flat.grid[0]!;
  if (points === 0) return { shaders: [], scratch: 0 };
  const helpers = invocationsPerResult(flat, tuning);
  if (helpers <= tuning.lanes) return { shaders: [oneShader(flat, helpers, buffers, home, tuning)], scratch: 0 };
  const { kernels, scratch } = splitReduction(flattenReduce(flat), helpers / tuning.lanes, scratchBuffer(buffers));
  const all = [...buffers, { kind: "temporary", type: "u32", size: scratch } as const];
  const shaders = kernels.map((part) => {
    const lanes = Math.min(tuning.lanes, invocationsPerResult(part, tuning));
    return oneShader(part, lanes, all, [...home, buffers.length], tuning);
  });
  return { shaders, scratch };
}

function oneShader(
  kernel: Kernel,
  lanes: number,
  buffers: readonly BufferDecl[],
  home: readonly number[],
  tuning: Tuning,
): Shader {
  if (lanes === 1) return mapShader(kernel, slotsOf([kernel], buffers, home), tuning);
  const line = flattenReduce(kernel);
  return workgroupShader(line, slotsOf([line], buffers, home), lanes, tuning);
}
