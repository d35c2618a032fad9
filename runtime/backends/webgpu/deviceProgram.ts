/** A program on the device: its pipelines, and the bind groups of the last few sets of buffers it was run with. */

import { special } from "./layout.ts";
import type { Pipeline, Pipelines } from "./pipelines.ts";
import type { Binding, DevicePlan, Step } from "./plan.ts";

/** Training loops alternate between few sets of buffers. */
const setsKept = 8;

/** Where an array lies: a buffer, and bytes from its start. `isSmall`: the buffer is the heap. */
export interface Region {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly isSmall: boolean;
}

/** The memory that a call works on. */
export interface CallMemory {
  readonly arena: GPUBuffer | undefined;
  readonly heap: GPUBuffer;
  regionOf(id: number): Region;
}

interface BoundSet {
  readonly parameters: Int32Array;
  /** Which heap the bind groups name; it changes when it grows. */
  readonly heap: GPUBuffer;
  /** Which arena the bind groups name; it changes when it grows. */
  readonly arena: GPUBuffer | undefined;
  readonly groups: readonly GPUBindGroup[];
}

/** A program with its pipelines and kept bind groups. */
export class DeviceProgram {
  readonly plan: DevicePlan;
  readonly #device: GPUDevice;
  readonly #pipelines: readonly Pipeline[];
  #ready = false;
  #sets: BoundSet[] = [];

  constructor(device: GPUDevice, pipelines: Pipelines, plan: DevicePlan) {
    this.#device = device;
    this.plan = plan;
    this.#pipelines = plan.steps.map((step) => pipelines.get(step));
  }

  /** What to wait for before the program can run; nothing once it was compiled. */
  get compiling(): Promise<unknown> | undefined {
    if (this.#ready) return undefined;
    if (this.#pipelines.some(({ pipeline, error }) => !pipeline && error === undefined)) {
      return Promise.all(this.#pipelines.map(({ ready }) => ready));
    }
    this.#ready = true;
    return undefined;
  }

  /** What went wrong in compiling it. */
  get error(): string | undefined {
    const at = this.#pipelines.findIndex(({ error }) => error !== undefined);
    return at < 0 ? undefined : `kernel ${this.plan.steps[at]!.label}: ${this.#pipelines[at]!.error}`;
  }

  /** Whether it is dispatches only, without a loop or branch. */
  get isFlat(): boolean {
    return this.plan.actions.every((action) => typeof action === "number");
  }

  /** Records a dispatch with the bind groups of a call. */
  encode(pass: GPUComputePassEncoder, n: number, groups: readonly GPUBindGroup[]): void {
    const [x, y] = this.plan.steps[n]!.groups;
    pass.setPipeline(this.#pipelines[n]!.pipeline!);
    pass.setBindGroup(0, groups[n]!);
    pass.dispatchWorkgroups(x, y);
  }

  /** The bind groups of a call, one for each step. Throws an `Error` when an array is not where the program expects it. */
  bind(parameters: Int32Array, memory: CallMemory): readonly GPUBindGroup[] {
    const { arena, heap } = memory;
    const at = this.#sets.findIndex((set) => {
      return set.arena === arena && set.heap === heap && equal(set.parameters, parameters);
    });
    if (at === 0) return this.#sets[0]!.groups;
    const set = at > 0 ? this.#sets[at]! : this.#bindAnew(parameters, memory);
    if (at > 0) this.#sets.splice(at, 1);
    else if (this.#sets.length === setsKept) this.#sets.pop();
    this.#sets.unshift(set);
    return set.groups;
  }

  #bindAnew(parameters: Int32Array, memory: CallMemory): BoundSet {
    const groups = this.plan.steps.map((step, n) => {
      const entries = step.bindings.map((each, binding): GPUBindGroupEntry => {
        return { binding, resource: this.#resource(each, step, parameters, memory) };
      });
      return this.#device.createBindGroup({ layout: this.#pipelines[n]!.layout, entries, label: step.label });
    });
    return { parameters: parameters.slice(), arena: memory.arena, heap: memory.heap, groups };
  }

  #resource(
    { parameter, offset, bytes }: Binding,
    step: Step,
    parameters: Int32Array,
    { arena, heap, regionOf }: CallMemory,
  ): GPUBufferBinding {
    if (parameter === special.heap) return { buffer: heap };
    if (parameter === special.bases) {
      return {
        buffer: this.#basesOf(
          (step.bases ?? []).map((place) => regionOf(parameters[place]!)),
          step.label,
        ),
      };
    }
    if (parameter === special.arena) return bytes === 0 ? { buffer: arena! } : { buffer: arena!, offset, size: bytes };
    const region = regionOf(parameters[parameter]!);
    if (bytes === 0) return { buffer: region.buffer };
    return { buffer: region.buffer, offset: region.offset + offset, size: bytes };
  }

  /** A uniform that says at which word of the heap each array begins. */
  #basesOf(regions: readonly Region[], label: string): GPUBuffer {
    if (regions.some(({ isSmall }) => !isSmall)) throw new Error(`${label}: an array is larger than the program says`);
    const size = Math.max(1, Math.ceil(regions.length / 4)) * 16;
    const buffer = this.#device.createBuffer({ size, usage: GPUBufferUsage.UNIFORM, mappedAtCreation: true, label });
    new Int32Array(buffer.getMappedRange()).set(regions.map(({ offset }) => offset / 4));
    buffer.unmap();
    return buffer;
  }
}

function equal(a: Int32Array, b: Int32Array): boolean {
  for (let n = 0; n < a.length; n++) if (a[n] !== b[n]) return false;
  return true;
}
