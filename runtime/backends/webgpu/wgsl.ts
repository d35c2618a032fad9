/**
 * Kernel → WGSL. A kernel becomes one shader, or two where a long reduction with few results is cut in two steps.
 *
 *     expand math ─ flatten the grid ─┬─ no reduction, or many results ──▶ an invocation per result       mapShader
 *                                     ├─ few results ────────────────────▶ a workgroup per result         workgroupShader
 *                                     └─ few results, very long ─────────▶ chunks, then one of the above  splitReduction
 */
import type { BufferDecl, Kernel } from "../../ir/kernel.ts";
import { expandMath } from "../../ir/math/expand.ts";
import { flattenGrid, flattenReduce } from "./wgsl/flatten.ts";
import { foldEmptyReduction } from "./wgsl/foldEmptyReduction.ts";
import { mapShader } from "./wgsl/mapShader.ts";
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

/** So many results keep a device busy with an invocation each. */
const manyResults = 8192;
/** Below this a reduction is not worth a workgroup. */
const shortReduction = 64;
const largestWorkgroup = 256;
/** A longer reduction is cut where a workgroup per result would leave most of a device idle. */
const longReduction = 1 << 15;
const fewGroups = 64;

/** @param home for each buffer, the buffer whose memory it uses: itself, unless it was donated. */
export function kernelShaders(kernel: Kernel, buffers: readonly BufferDecl[], home: readonly number[]): KernelShaders {
  const flat = flattenGrid(foldEmptyReduction(expandMath(kernel)));
  const points = flat.grid[0]!;
  const length = flat.reduce.reduce((n, size) => n * size, 1);
  if (points === 0) return { shaders: [], scratch: 0 };
  if (flat.accumulators.length === 0 || points >= manyResults || length <= shortReduction) {
    return { shaders: [mapShader(flat, slotsOf([flat], buffers, home))], scratch: 0 };
  }
  const line = flattenReduce(flat);
  if (length < longReduction || points >= fewGroups) return { shaders: [perGroup(line, buffers, home)], scratch: 0 };
  const chunks = Math.min(Math.ceil(fewGroups / points), Math.ceil(length / (longReduction / 2)));
  const { kernels, scratch } = splitReduction(line, chunks, scratchBuffer(buffers));
  const memory: BufferDecl = { kind: "temporary", type: "u32", size: scratch };
  const places = [...home, buffers.length];
  const shaders = kernels.map((part) => perGroup(part, [...buffers, memory], places));
  return { shaders, scratch };
}

function perGroup(kernel: Kernel, buffers: readonly BufferDecl[], home: readonly number[]): Shader {
  const length = kernel.reduce[0]!;
  let size = 32;
  while (size < largestWorkgroup && size * 8 < length) size *= 2;
  return workgroupShader(kernel, slotsOf([kernel], buffers, home), size);
}
