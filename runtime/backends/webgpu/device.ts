/**
 * One GPU: its buffers and programs by the numbers that the caller gave them, and its queue. Knows WebGPU only, not threads or
 * Node, so that it can serve a browser as well.
 */
import { type AdapterInfo, describeAdapter } from "./adapterInfo.ts";
import { Bases } from "./bases.ts";
import { Debts } from "./debts.ts";
import { type BoundCall, DeviceProgram, type Region } from "./deviceProgram.ts";
import { Heap } from "./heap.ts";
import { largestInHeap, special } from "./layout.ts";
import { Performer } from "./performer.ts";
import { Pipelines } from "./pipelines.ts";
import type { DevicePlan } from "./plan.ts";
import { Queue } from "./queue.ts";
import { type Mapped, Readback } from "./readback.ts";

/** How the device tells what went wrong; `lost`: nothing will work any more. */
export type Report = (kind: "error" | "outOfMemory" | "lost", text: string) => void;

/** Adapter limits that are asked for in full. */
const wanted = [
  "maxStorageBuffersPerShaderStage",
  "maxDynamicStorageBuffersPerPipelineLayout",
  "maxStorageBufferBindingSize",
  "maxBufferSize",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
] as const;

/** Features that are asked for where the adapter has them. */
const optional: readonly GPUFeatureName[] = ["subgroups"];

/** Programs named in a message about work that failed. */
const mostRecent = 4;
/** Sizes travel as 32-bit words. */
const largestSize = 2 ** 31 - 4;

/** One GPU with its buffers, programs and queue. */
export class Device {
  readonly info: AdapterInfo;
  readonly #device: GPUDevice;
  readonly #report: Report;
  readonly #debts = new Debts();
  readonly #queue: Queue;
  readonly #readback: Readback;
  readonly #pipelines: Pipelines;
  readonly #heap: Heap;
  /** By number: a buffer of its own, or the offset in the heap, with the size. */
  readonly #arrays: (
    | { readonly own: GPUBuffer | undefined; readonly offset: number; readonly bytes: number }
    | undefined
  )[] = [];
  readonly #programs: (DeviceProgram | undefined)[] = [];
  #bases: Bases | undefined;
  #arena: GPUBuffer | undefined;
  /** Names of what ran last, for messages. */
  readonly #recent = new Set<string>();
  #closing = false;

  /** Opens the adapter's device. One adapter gives one device. */
  static async open(adapter: GPUAdapter, report: Report): Promise<Device> {
    const requiredLimits = Object.fromEntries(wanted.map((name) => [name, adapter.limits[name]]));
    const requiredFeatures = optional.filter((feature) => adapter.features.has(feature));
    const device = await adapter.requestDevice({ requiredLimits, requiredFeatures });
    return new Device(device, infoOf(adapter), report);
  }

  private constructor(device: GPUDevice, info: AdapterInfo, report: Report) {
    this.info = info;
    this.#device = device;
    this.#report = report;
    this.#queue = new Queue(device, this.#debts, () => this.#bases?.send());
    this.#readback = new Readback(device, this.#queue, this.#debts);
    this.#pipelines = new Pipelines(device, this.#debts);
    const mostHeap = Math.min(info.maxBufferBytes, info.maxBindingBytes);
    this.#heap = new Heap(device, this.#queue, this.#debts, mostHeap, (reason) => report("outOfMemory", reason));
    device.addEventListener("uncapturederror", (event) => this.#complain(event.error));
    device.lost.then(({ reason, message }) => {
      if (this.#closing) return;
      this.#report(
        "lost",
        `The GPU ${describeAdapter(info)} was lost${this.#during()}: ${message || reason}. Restart the process`,
      );
    });
  }

  /** Settles when the buffer exists, or does not for want of memory. */
  async allocate(id: number, bytes: number): Promise<boolean> {
    const offset = this.#heap.take(bytes);
    if (offset !== undefined) {
      this.#arrays[id] = { own: undefined, offset, bytes };
      return true;
    }
    if (bytes <= largestInHeap) return false;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    this.#device.pushErrorScope("out-of-memory");
    this.#device.pushErrorScope("validation");
    this.#arrays[id] = { own: this.#device.createBuffer({ size: bytes, usage }), offset: 0, bytes };
    const errors = await Promise.all([this.#poppedScope(), this.#poppedScope()]);
    return errors.every((error) => error === null);
  }

  destroy(id: number): void {
    const array = this.#arrays[id];
    if (array?.own) {
      this.#queue.flush();
      array.own.destroy();
    } else if (array) {
      this.#heap.give(array.offset, array.bytes);
    }
    this.#arrays[id] = undefined;
  }

  /** `data` must not be shared memory, which Dawn cannot read. */
  write(id: number, offset: number, data: Uint8Array<ArrayBuffer>): void {
    this.#queue.flush();
    const region = this.#regionOf(id);
    this.#device.queue.writeBuffer(region.buffer, region.offset + offset, data);
  }

  define(id: number, plan: DevicePlan): void {
    this.#programs[id] = new DeviceProgram(this.#device, this.#pipelines, plan);
  }

  forget(id: number): void {
    this.#programs[id] = undefined;
  }

  /** What must settle before the program can run. */
  compiling(id: number): Promise<unknown> | undefined {
    return this.#programs[id]!.compiling;
  }

  /** Runs a program. A promise where loops or branches wait for the device: nothing else may be done before it settles. */
  run(id: number, parameters: Int32Array): Promise<void> | undefined {
    const program = this.#programs[id]!;
    const { name, actions, arenaBytes } = program.plan;
    const { error } = program;
    if (error !== undefined) {
      this.#report("error", `Cannot run program ${name} on ${describeAdapter(this.info)}: ${error}`);
      return undefined;
    }
    this.#remember(name);
    const arena = arenaBytes > 0 ? this.#arenaOf(arenaBytes) : undefined;
    let call: BoundCall;
    try {
      const memory = { arena, heap: this.#heap.buffer, bases: this.#basesFor(program), regionOf: this.#regionOf };
      call = program.bind(parameters, memory);
    } catch (bad) {
      this.#report("error", `Cannot run program ${name}: ${(bad as Error).message}`);
      return undefined;
    }
    if (!program.isFlat) return this.#perform(program, call, parameters.slice(), arena);
    const pass = this.#queue.pass();
    for (const n of actions) program.encode(pass, n as number, call);
    this.#queue.count(actions.length);
    return undefined;
  }

  async #perform(
    program: DeviceProgram,
    call: BoundCall,
    parameters: Int32Array,
    arena: GPUBuffer | undefined,
  ): Promise<void> {
    const performer = new Performer(this.#queue, this.#readback, {
      dispatch: (n) => program.encode(this.#queue.pass(), n, call),
      regionOf: ({ parameter, offset }) => {
        if (parameter === special.arena) return { buffer: arena!, offset };
        const region = this.#regionOf(parameters[parameter]!);
        return { buffer: region.buffer, offset: region.offset + offset };
      },
      isClosing: () => this.#closing,
    });
    try {
      await performer.perform(program.plan.actions);
      this.#queue.count(0);
    } catch (error) {
      if (this.#closing) return;
      const { name } = program.plan;
      this.#report("error", `Cannot run program ${name} on ${describeAdapter(this.info)}: ${(error as Error).message}`);
    }
  }

  read(id: number, bytes: number): Promise<Mapped> {
    const { buffer, offset } = this.#regionOf(id);
    return this.#readback.read(buffer, bytes, offset);
  }

  flush(): void {
    this.#queue.flush();
  }

  /** Settles when all that was submitted is done. */
  async done(): Promise<void> {
    this.#queue.flush();
    await this.#queue.done();
    this.#recent.clear();
  }

  /** What to wait for before giving the device more to do. */
  get backlog(): Promise<unknown> | undefined {
    return this.#queue.backlog;
  }

  /** Frees everything; what is pending fails. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#device.destroy();
    await this.#device.lost;
  }

  /** Promises that WebGPU has not settled yet. */
  get owed(): number {
    return this.#debts.count;
  }

  #poppedScope(): Promise<GPUError | null> {
    return this.#debts.owe(this.#device.popErrorScope());
  }

  readonly #regionOf = (id: number): Region => {
    const { own, offset } = this.#arrays[id]!;
    return { buffer: own ?? this.#heap.buffer, offset, isSmall: own === undefined };
  };

  /** The ring of bases, with room for a call of the program. */
  #basesFor({ baseWords }: DeviceProgram): Bases | undefined {
    if (baseWords === 0) return undefined;
    if (!this.#bases?.isLargeEnoughFor(baseWords)) {
      this.#queue.flush();
      this.#bases?.buffer.destroy();
      this.#bases = new Bases(this.#device, baseWords);
    }
    if (this.#bases.isFullFor(baseWords)) {
      this.#queue.flush();
      this.#bases.restart();
    }
    return this.#bases;
  }

  /** Temporaries of all programs share one buffer, since programs run one after the other. */
  #arenaOf(bytes: number): GPUBuffer {
    if (this.#arena && this.#arena.size >= bytes) return this.#arena;
    this.#queue.flush();
    this.#arena?.destroy();
    const size = Math.min(this.info.maxBufferBytes, Math.max(bytes, 2 ** Math.ceil(Math.log2(bytes))));
    this.#device.pushErrorScope("out-of-memory");
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    this.#arena = this.#device.createBuffer({ size, usage, label: "arena" });
    this.#poppedScope().then(
      (error) => {
        if (error) this.#report("outOfMemory", `Cannot allocate ${bytes} bytes for temporaries: ${error.message}`);
      },
      () => undefined,
    );
    return this.#arena;
  }

  #complain(error: GPUError): void {
    const kind = error instanceof GPUOutOfMemoryError ? "outOfMemory" : "error";
    this.#report(kind, `The GPU ${describeAdapter(this.info)} refused work${this.#during()}: ${error.message}`);
  }

  #remember(name: string): void {
    if (this.#recent.has(name)) return;
    this.#recent.add(name);
    if (this.#recent.size > mostRecent) for (const oldest of this.#recent) return void this.#recent.delete(oldest);
  }

  #during(): string {
    return this.#recent.size === 0 ? "" : ` in program ${[...this.#recent].join(", ")}`;
  }
}

function infoOf({ info, limits, features }: GPUAdapter): AdapterInfo {
  return {
    description: info.description || info.device,
    vendor: info.vendor,
    architecture: info.architecture,
    isFallbackAdapter:
      info.isFallbackAdapter || info.architecture === "swiftshader" || /llvmpipe|lavapipe/i.test(info.description),
    storageBuffersPerShader: limits.maxStorageBuffersPerShaderStage,
    dynamicStorageBuffers: limits.maxDynamicStorageBuffersPerPipelineLayout,
    maxBufferBytes: Math.min(largestSize, limits.maxBufferSize),
    maxBindingBytes: Math.min(largestSize, limits.maxStorageBufferBindingSize),
    maxWorkgroupSize: limits.maxComputeInvocationsPerWorkgroup,
    workgroupMemoryBytes: limits.maxComputeWorkgroupStorageSize,
    subgroupMinSize: features.has("subgroups") ? info.subgroupMinSize : 0,
    subgroupMaxSize: features.has("subgroups") ? info.subgroupMaxSize : 0,
    features: [...features].sort(),
  };
}
