/** A program on the device: its pipelines, and the bind groups of the last few sets of buffers it was run with. */
import type { Pipeline, Pipelines } from "./pipelines.ts";
import type { DevicePlan } from "./plan.ts";

/** Training loops alternate between few sets of buffers. */
const setsKept = 8;

interface BoundSet {
  readonly parameters: Int32Array;
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

  /** The bind groups of a call, one for each step. */
  bind(
    parameters: Int32Array,
    arena: GPUBuffer | undefined,
    bufferOf: (id: number) => GPUBuffer,
  ): readonly GPUBindGroup[] {
    return this.#bound(parameters, arena, bufferOf).groups;
  }

  #bound(parameters: Int32Array, arena: GPUBuffer | undefined, bufferOf: (id: number) => GPUBuffer): BoundSet {
    const at = this.#sets.findIndex((set) => set.arena === arena && equal(set.parameters, parameters));
    const set = at >= 0 ? this.#sets[at]! : this.#bind(parameters, arena, bufferOf);
    if (at === 0) return set;
    if (at > 0) this.#sets.splice(at, 1);
    else if (this.#sets.length === setsKept) this.#sets.pop();
    this.#sets.unshift(set);
    return set;
  }

  #bind(parameters: Int32Array, arena: GPUBuffer | undefined, bufferOf: (id: number) => GPUBuffer): BoundSet {
    const groups = this.plan.steps.map(({ bindings, label }, n) => {
      const entries = bindings.map(({ parameter, offset, bytes }, binding): GPUBindGroupEntry => {
        const buffer = parameter < 0 ? arena! : bufferOf(parameters[parameter]!);
        return { binding, resource: { buffer, offset, size: bytes } };
      });
      return this.#device.createBindGroup({ layout: this.#pipelines[n]!.layout, entries, label });
    });
    return { parameters: parameters.slice(), arena, groups };
  }
}

function equal(a: Int32Array, b: Int32Array): boolean {
  for (let n = 0; n < a.length; n++) if (a[n] !== b[n]) return false;
  return true;
}
