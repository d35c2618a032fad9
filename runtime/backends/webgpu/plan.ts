/**
 * Program → what the device thread runs: a list of shaders with the memory each one names. Plain data, so that it can be sent.
 * What is static is settled here, before anything runs: shader text, number of workgroups, offsets in the arena.
 */
import type { BufferDecl, Program } from "../../ir/kernel.ts";
import type { AdapterInfo } from "./adapterInfo.ts";
import type { Tuning } from "./tuning.ts";
import type { Shader } from "./wgsl/shader.ts";
import { kernelShaders, scratchBuffer } from "./wgsl.ts";

/** Part of a buffer that a shader names. */
export interface Binding {
  /** Place among the parameters of `run`: inputs, outputs, constants; −1: the arena. */
  readonly parameter: number;
  /** Bytes. */
  readonly offset: number;
  readonly bytes: number;
  readonly writable: boolean;
}

/** One dispatch. */
export interface Step {
  /** `program/kernel`, for messages. */
  readonly label: string;
  readonly wgsl: string;
  readonly groups: readonly [x: number, y: number];
  readonly bindings: readonly Binding[];
}

export interface DevicePlan {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly arenaBytes: number;
}

/** Offsets of bindings are multiples of this (the default of WebGPU's `minStorageBufferOffsetAlignment`). */
const alignment = 256;
const align = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/** Where each constant stands in the one buffer that holds them all. */
export function constantOffsets(program: Program): {
  readonly offsets: ReadonlyMap<number, number>;
  readonly bytes: number;
} {
  const offsets = new Map<number, number>();
  let bytes = 0;
  program.buffers.forEach(({ kind, size }, n) => {
    if (kind !== "constant") return;
    offsets.set(n, bytes);
    bytes += align(Math.max(4, size * 4));
  });
  return { offsets, bytes };
}

/**
 * @param shared for each input, then each output, the first of them that has the same memory: itself, unless it was donated
 * @throws Error when a kernel needs more of something than the adapter has
 */
export function planProgram(
  program: Program,
  shared: readonly number[],
  info: AdapterInfo,
  tuning: Tuning,
): DevicePlan {
  const { buffers, inputs, outputs, name } = program;
  const home = buffers.map((_, n) => n);
  const parameters = [...inputs, ...outputs];
  shared.forEach((first, place) => {
    home[parameters[place]!] = parameters[first]!;
  });
  const places = memoryPlaces(program);
  const scratchOffset = align(program.arenaBytes);
  let arenaBytes = program.arenaBytes;
  const steps = program.steps.flatMap((kernel) => {
    if (kernel.kind !== undefined) {
      throw new Error(
        `Cannot run program ${name}: it has the ${kernel.kind} ${kernel.name}, which WebGPU cannot run yet; run it on wasm (NNXLAB_BACKEND=wasm)`,
      );
    }
    const { shaders, scratch } = kernelShaders(kernel, buffers, home, tuning);
    places[scratchBuffer(buffers)] = { parameter: -1, offset: scratchOffset };
    return shaders.map(({ wgsl, slots, groups }): Step => {
      const label = `${name}/${kernel.name}`;
      checkSlots(label, slots, info);
      const bindings = slots.map((slot): Binding => {
        const { parameter, offset } = places[home[slot.buffers[0]!] ?? slot.buffers[0]!]!;
        const bytes = slot.size * 4;
        if (parameter < 0) arenaBytes = Math.max(arenaBytes, offset + bytes);
        return { parameter, offset, bytes, writable: slot.written };
      });
      if (scratch > 0) arenaBytes = Math.max(arenaBytes, scratchOffset + scratch * 4);
      return { label, wgsl, groups, bindings };
    });
  });
  return { name, steps, arenaBytes };
}

/** Where each buffer of the program is found at run time. */
function memoryPlaces({ buffers, inputs, outputs, ...program }: Program): { parameter: number; offset: number }[] {
  const parameters = new Map([...inputs, ...outputs].map((buffer, place) => [buffer, place]));
  const constants = constantOffsets({ ...program, buffers, inputs, outputs }).offsets;
  return buffers.map((buffer: BufferDecl, n) => {
    if (buffer.kind === "temporary") return { parameter: -1, offset: buffer.offset ?? 0 };
    if (buffer.kind === "constant") return { parameter: parameters.size, offset: constants.get(n)! };
    return { parameter: parameters.get(n)!, offset: 0 };
  });
}

function checkSlots(label: string, slots: Shader["slots"], info: AdapterInfo): void {
  if (slots.length > info.storageBuffersPerShader) {
    throw new Error(
      `Cannot run kernel ${label}: it names ${slots.length} buffers, and the adapter allows ${info.storageBuffersPerShader} per shader`,
    );
  }
  for (const { size } of slots) {
    if (size * 4 <= info.maxBindingBytes) continue;
    throw new Error(
      `Cannot run kernel ${label}: a buffer has ${size * 4} bytes, and the adapter's shaders reach ${info.maxBindingBytes}`,
    );
  }
}

/** The generated code, for people: each shader under the name of its kernel and what its buffers are. */
export function printPlan(plan: DevicePlan, program: Program): string {
  const parameters = [
    ...program.inputs.map((_, n) => `input ${n}`),
    ...program.outputs.map((_, n) => `output ${n}`),
    "constants",
  ];
  const steps = plan.steps.map(({ label, wgsl, groups, bindings }) => {
    const memory = bindings.map(({ parameter, offset }, n) => {
      const place = parameter < 0 ? `arena at ${offset}` : parameters[parameter];
      return `b${n}: ${place}`;
    });
    return `// ${label}, ${groups[0] * groups[1]} workgroups; ${memory.join(", ")}\n${wgsl}`;
  });
  return steps.join("\n");
}
