/**
 * A program on the device: its pipelines, the bind groups of the last few sets of large arrays it was run with, and where small
 * arrays lay in its last few calls.
 *
 * A bind group names large arrays, and the heap as a whole; where in the heap an array lies is a dynamic offset, which costs nothing
 * to change. So a program of small arrays has one set of bind groups for ever, whichever arrays it is given.
 */
import type { Bases } from "./bases.ts";
import { special } from "./layout.ts";
import type { Pipeline, Pipelines } from "./pipelines.ts";
import type { Binding, DevicePlan, Step } from "./plan.ts";

/** Training loops alternate between few sets of arrays. */
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
  /** With room for `baseWords`; absent where that is 0. */
  readonly bases: Bases | undefined;
  regionOf(id: number): Region;
}

/** What a call binds, for each step. */
export interface BoundCall {
  readonly groups: readonly GPUBindGroup[];
  /** Of the bindings that are dynamic, in order. */
  readonly offsets: readonly (readonly number[])[];
}

interface BoundSet {
  /** Those that bind groups name. */
  readonly arrays: Int32Array;
  /** Which heap the bind groups name; it changes when it grows. */
  readonly heap: GPUBuffer;
  /** Which arena the bind groups name; it changes when it grows. */
  readonly arena: GPUBuffer | undefined;
  /** Which ring of bases they name. */
  readonly bases: Bases | undefined;
  readonly groups: readonly GPUBindGroup[];
}

interface PlacedSet {
  readonly arrays: Int32Array;
  /** Which ring of bases, and when they were put into it. */
  readonly bases: Bases | undefined;
  readonly lap: number;
  readonly offsets: readonly (readonly number[])[];
}

const noBases: readonly number[] = [];

/** A program with its pipelines and kept bind groups. */
export class DeviceProgram {
  readonly plan: DevicePlan;
  /** Words of the ring of bases that a call takes, at most. */
  readonly baseWords: number;
  readonly #device: GPUDevice;
  readonly #pipelines: readonly Pipeline[];
  /** Places of the parameters that bind groups name, and of those that dynamic offsets and bases do. */
  readonly #bound: readonly number[];
  readonly #placed: readonly number[];
  #ready = false;
  #sets: BoundSet[] = [];
  #places: PlacedSet[] = [];

  constructor(device: GPUDevice, pipelines: Pipelines, plan: DevicePlan) {
    this.#device = device;
    this.plan = plan;
    this.#pipelines = plan.steps.map((step) => pipelines.get(step));
    const bindings = plan.steps.flatMap((step) => step.bindings).filter(({ parameter }) => parameter >= 0);
    const named = (isDynamic: boolean): number[] =>
      bindings.flatMap((each) => ((each.isDynamic ?? false) === isDynamic ? [each.parameter] : []));
    const bases = plan.steps.map((step) => step.bases ?? noBases);
    this.#bound = distinct(named(false));
    this.#placed = distinct([...named(true), ...bases.flat()]);
    this.baseWords = bases.reduce((sum, { length }) => sum + (length === 0 ? 0 : wordsOf(length)), 0);
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

  /** Records a dispatch with what a call binds. */
  encode(pass: GPUComputePassEncoder, n: number, { groups, offsets }: BoundCall): void {
    const [x, y] = this.plan.steps[n]!.groups;
    pass.setPipeline(this.#pipelines[n]!.pipeline!);
    pass.setBindGroup(0, groups[n]!, offsets[n]!);
    pass.dispatchWorkgroups(x, y);
  }

  /** What a call binds. Throws an `Error` when an array is not where the program expects it. */
  bind(parameters: Int32Array, memory: CallMemory): BoundCall {
    return { groups: this.#groupsFor(parameters, memory), offsets: this.#offsetsFor(parameters, memory) };
  }

  #groupsFor(parameters: Int32Array, memory: CallMemory): readonly GPUBindGroup[] {
    const { arena, heap, bases } = memory;
    const at = this.#sets.findIndex((set) => {
      const namesThese = set.arena === arena && set.heap === heap && set.bases === bases;
      return namesThese && isSame(set.arrays, parameters, this.#bound);
    });
    return toFront(this.#sets, at, () => {
      const groups = this.plan.steps.map((step, n) => {
        const entries = step.bindings.map((each, binding): GPUBindGroupEntry => {
          return { binding, resource: resourceOf(each, parameters, memory) };
        });
        return this.#device.createBindGroup({ layout: this.#pipelines[n]!.layout, entries, label: step.label });
      });
      return { arrays: parameters.slice(), arena, heap, bases, groups };
    }).groups;
  }

  #offsetsFor(parameters: Int32Array, memory: CallMemory): readonly (readonly number[])[] {
    const { bases } = memory;
    const lap = bases?.lap ?? 0;
    const at = this.#places.findIndex((set) => {
      return set.lap === lap && set.bases === bases && isSame(set.arrays, parameters, this.#placed);
    });
    return toFront(this.#places, at, () => {
      const offsets = this.plan.steps.map((step) => {
        return step.bindings.flatMap((each) => (each.isDynamic ? [offsetOf(each, step, parameters, memory)] : []));
      });
      return { arrays: parameters.slice(), bases, lap, offsets };
    }).offsets;
  }
}

const distinct = (numbers: readonly number[]): number[] => [...new Set(numbers)];

const wordsOf = (bases: number): number => Math.ceil(bases / 64) * 64;

function isSame(a: Int32Array, b: Int32Array, places: readonly number[]): boolean {
  for (const n of places) if (a[n] !== b[n]) return false;
  return true;
}

/** The entry at a place, or a new one where there is none, moved to the front of a list of bounded length. */
function toFront<T>(list: T[], at: number, make: () => T): T {
  if (at === 0) return list[0]!;
  const entry = at > 0 ? list.splice(at, 1)[0]! : make();
  if (list.length === setsKept) list.pop();
  list.unshift(entry);
  return entry;
}

function resourceOf(
  { parameter, offset, bytes, isDynamic }: Binding,
  parameters: Int32Array,
  { arena, heap, bases, regionOf }: CallMemory,
): GPUBufferBinding {
  if (parameter === special.heap) return { buffer: heap };
  if (parameter === special.bases) return { buffer: bases!.buffer, size: bytes };
  if (parameter === special.arena) return bytes === 0 ? { buffer: arena! } : { buffer: arena!, offset, size: bytes };
  if (isDynamic) return { buffer: heap, size: bytes };
  const region = regionOf(parameters[parameter]!);
  if (bytes === 0) return { buffer: region.buffer };
  return { buffer: region.buffer, offset: region.offset + offset, size: bytes };
}

function offsetOf(
  { parameter, offset }: Binding,
  { label, bases: places = noBases }: Step,
  parameters: Int32Array,
  { bases, regionOf }: CallMemory,
): number {
  const placeOf = (n: number): number => {
    const { isSmall, offset: start } = regionOf(parameters[n]!);
    if (!isSmall) throw new Error(`${label}: an array is larger than the program says`);
    return start;
  };
  if (parameter !== special.bases) return placeOf(parameter) + offset;
  return bases!.put(places.map((n) => placeOf(n) / 4));
}
