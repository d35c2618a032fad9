/**
 * The WebGPU backend on the caller's thread. Calls become commands to the device thread and return at once; only `read` waits.
 * Allocations are numbers here: a freed buffer that is handed out again needs no command at all, since commands are done in order.
 */
import type { BufferDecl, Program } from "../../ir/kernel.ts";
import { type Allocation, type Backend, type Executable, type Limits, OutOfMemoryError } from "../backend.ts";
import { type AdapterInfo, describeAdapter } from "./adapterInfo.ts";
import type { CallerEnd } from "./callerEnd.ts";
import { commands } from "./channel.ts";
import { capacityFor, DeviceMemory, Pool } from "./deviceMemory.ts";
import { largestInHeap } from "./layout.ts";
import { constantOffsets, type DevicePlan, planProgram, printPlan } from "./plan.ts";
import type { Answer } from "./serve.ts";
import { timeOf, trialOf } from "./tuner/trialOf.ts";
import { Tuner } from "./tuner/tuner.ts";
import { type Tuning, tuningFor } from "./tuning.ts";
import type { MatrixProduct } from "./wgsl/matrixProduct.ts";
import type { ChooseTile, ProductTile } from "./wgsl/productTile.ts";

/** The device thread, as far as the backend needs it. */
export interface Link {
  readonly end: CallerEnd;
  readonly info: AdapterInfo;
  expect(change: 1 | -1): void;
  onAnswer(listener: (answer: Answer) => void): void;
  onGone(listener: () => void): void;
  close(): void;
}

export interface WebgpuBackend extends Backend {
  readonly name: "webgpu";
  /** What the programs run on. */
  adapterInfo(): AdapterInfo;
  /** Whether that is software. */
  readonly isFallbackAdapter: boolean;
  /** Ends the device thread; every later call throws. */
  close(): void;
}

/** Freed buffers are kept up to so many bytes, or as many as are in use. */
const mostKept = 1 << 28;
/** The caller waits to hear whether an allocation of this size fits; smaller ones fail later, at the next call. */
const largeAllocation = 1 << 20;
/** One binding is kept for the scratch memory of long reductions. */
const reservedBuffers = 1;

interface Waiting {
  resolve(data: Uint8Array): void;
  reject(error: unknown): void;
}

/** A program in the forms in which it was needed so far: one for each way in which outputs take the place of inputs. */
class WebgpuExecutable implements Executable {
  readonly program: Program;
  readonly #plan: (shared: readonly number[]) => DevicePlan;
  /** Numbers on the device, by the pattern of shared memory. */
  readonly forms = new Map<string, number>();
  readonly constants: DeviceMemory | undefined;

  constructor(program: Program, constants: DeviceMemory | undefined, plan: (shared: readonly number[]) => DevicePlan) {
    this.program = program;
    this.constants = constants;
    this.#plan = plan;
  }

  /** Its shaders where no output takes the place of an input. */
  get text(): string {
    return printPlan(this.plan(""), this.program);
  }

  /** What the device runs where parameters share memory in this pattern. */
  plan(pattern: string): DevicePlan {
    const { inputs, outputs } = this.program;
    return this.#plan(pattern === "" ? [...inputs, ...outputs].map((_, n) => n) : pattern.split(",").map(Number));
  }
}

/** The backend on a device thread that is ready. `tuning` replaces what is best known for the adapter. */
export function webgpuBackend(link: Link, tuning: Tuning = tuningFor(link.info)): WebgpuBackend {
  return new Implementation(link, tuning);
}

class Implementation implements WebgpuBackend {
  readonly name = "webgpu";
  readonly description: string;
  readonly limits: Limits;
  bytesInUse = 0;
  readonly #link: Link;
  readonly #end: CallerEnd;
  readonly #tuning: Tuning;
  readonly #tuner: Tuner;
  readonly #pool = new Pool();
  readonly #waiting = new Map<number, Waiting>();
  readonly #forgotten: FinalizationRegistry<{
    forms: ReadonlyMap<string, number>;
    constants: DeviceMemory | undefined;
  }>;
  #nextBuffer = 1;
  #nextProgram = 1;
  #dispatches = 0;

  constructor(link: Link, tuning: Tuning) {
    this.#link = link;
    this.#tuning = tuning;
    this.#end = link.end;
    const { info } = link;
    this.#tuner = new Tuner(info, (product, tile, buffers) => this.#trialTime(product, tile, buffers));
    this.description = `webgpu: ${describeAdapter(info)}`;
    this.limits = {
      buffersPerKernel: info.storageBuffersPerShader - reservedBuffers,
      maxAllocationBytes: Math.min(info.maxBufferBytes, info.maxBindingBytes),
      sections: false,
      replacesInputs: false, // a dispatch must not bind one buffer for reading and for writing
    };
    link.onAnswer((answer) => this.#settle(answer));
    link.onGone(() => this.#rejectAll());
    this.#forgotten = new FinalizationRegistry(({ forms, constants }) => {
      if (this.#end.isDead) return;
      for (const program of forms.values()) this.#end.send(commands.forget, program);
      if (constants) this.free(constants);
    });
  }

  get isFallbackAdapter(): boolean {
    return this.#link.info.isFallbackAdapter;
  }

  adapterInfo(): AdapterInfo {
    return this.#link.info;
  }

  alloc(bytes: number): DeviceMemory {
    return this.#alloc(bytes, bytes);
  }

  /** `room` may be larger than what is asked for. */
  #alloc(bytes: number, room: number): DeviceMemory {
    this.#end.check();
    if (bytes > this.limits.maxAllocationBytes) {
      throw new OutOfMemoryError(
        `Cannot allocate ${bytes} bytes: ${describeAdapter(this.#link.info)} allows ${this.limits.maxAllocationBytes} in one array`,
      );
    }
    const capacity = Math.min(capacityFor(room), this.#link.info.maxBufferBytes);
    const id = this.#pool.take(capacity) ?? this.#create(capacity, bytes);
    this.bytesInUse += bytes;
    return new DeviceMemory(id, bytes, capacity);
  }

  free(allocation: Allocation): void {
    const memory = allocation as DeviceMemory;
    if (memory.isFree) throw new Error(`Cannot free ${memory.bytes} bytes on the GPU: they were freed before`);
    memory.isFree = true;
    this.bytesInUse -= memory.bytes;
    this.#pool.put(memory.id, memory.capacity);
    const most = Math.max(mostKept, this.bytesInUse);
    if (this.#pool.bytes > most) this.#destroy(this.#pool.trim(most / 2));
  }

  write(allocation: Allocation, data: Uint8Array): void {
    const { id, bytes } = this.#live(allocation, "write to");
    if (data.length > bytes || data.length % 4 !== 0) {
      throw new RangeError(
        `Cannot write ${data.length} bytes into ${bytes} bytes on the GPU: write whole words that fit`,
      );
    }
    this.#end.check();
    if (data.length > 0) this.#end.sendData(commands.write, data, (offset, length) => [id, offset, length]);
  }

  read(allocation: Allocation): Uint8Array {
    const { id, bytes } = this.#live(allocation, "read");
    this.#end.check();
    if (bytes === 0) return new Uint8Array(0);
    const request = this.#end.nextRequest();
    this.#end.send(commands.read, request, id, bytes);
    const data = this.#end.receive(request, bytes);
    // What went wrong before has spoilt the data.
    this.#end.check();
    if (!data) throw new Error("Cannot read from the GPU: the device thread gave no reason");
    return data;
  }

  async readAsync(allocation: Allocation): Promise<Uint8Array> {
    const { id, bytes } = this.#live(allocation, "read");
    this.#end.check();
    if (bytes === 0) return new Uint8Array(0);
    return this.#ask((request) => this.#end.send(commands.readAsync, request, id, bytes));
  }

  prepare(program: Program): Executable {
    return this.#prepare(program, (product, tiles, buffers) => this.#tuner.choose(product, tiles, buffers));
  }

  #prepare(program: Program, chooseTile: ChooseTile): Executable {
    this.#end.check();
    const { offsets, bytes } = constantOffsets(program);
    // Not in the heap: constants are bound for reading, together with arrays that are bound for writing.
    const constants = bytes > 0 ? this.#alloc(bytes, Math.max(bytes, largestInHeap + 1)) : undefined;
    for (const [buffer, offset] of offsets) {
      const { data } = program.buffers[buffer]!;
      const view = new Uint8Array(data!.buffer, data!.byteOffset, data!.byteLength);
      if (view.length === 0) continue;
      this.#end.sendData(commands.write, view, (from, length) => [constants!.id, offset + from, length]);
    }
    const executable = new WebgpuExecutable(program, constants, (shared) =>
      planProgram(program, shared, this.#link.info, this.#tuning, chooseTile),
    );
    this.#forgotten.register(executable, { forms: executable.forms, constants });
    return executable;
  }

  dispatch(executable: Executable, inputs: readonly Allocation[], outputs: readonly Allocation[]): void {
    this.#end.check();
    const { forms, constants, program } = executable as WebgpuExecutable;
    const pattern = this.#patternOf(program, inputs as readonly DeviceMemory[], outputs as readonly DeviceMemory[]);
    const form = forms.get(pattern) ?? this.#define(executable as WebgpuExecutable, pattern);
    const last = constants ? constants.id : -1;
    this.#end.sendRun(form, inputs as readonly DeviceMemory[], outputs as readonly DeviceMemory[], last);
  }

  waitForTurn(): void {
    this.#end.waitForTurn();
  }

  async done(): Promise<void> {
    this.#end.check();
    await this.#ask((request) => this.#end.send(commands.fence, request));
  }

  close(): void {
    this.#link.close();
    this.#rejectAll();
  }

  #create(capacity: number, bytes: number): number {
    const id = this.#nextBuffer++;
    if (capacity < largeAllocation) {
      this.#end.send(commands.allocate, id, capacity, 0);
      return id;
    }
    if (this.#fits(id, capacity)) return id;
    this.#destroy([id, ...this.#pool.trim(0)]);
    const again = this.#nextBuffer++;
    if (this.#fits(again, capacity)) return again;
    this.#destroy([again]);
    throw new OutOfMemoryError(
      `Cannot allocate ${bytes} bytes on ${describeAdapter(this.#link.info)}: ${this.bytesInUse} bytes are in use, and no more are free`,
    );
  }

  #fits(id: number, capacity: number): boolean {
    const request = this.#end.nextRequest();
    this.#end.send(commands.allocate, id, capacity, request);
    return this.#end.receive(request, 0) !== undefined;
  }

  #destroy(ids: readonly number[]): void {
    for (const id of ids) this.#end.send(commands.destroy, id);
  }

  #live(allocation: Allocation, action: string): DeviceMemory {
    const memory = allocation as DeviceMemory;
    if (memory.isFree) throw new Error(`Cannot ${action} ${memory.bytes} bytes on the GPU: they were freed`);
    return memory;
  }

  /**
   * For each parameter, the first one that has the same memory, if an output is among them or it is in the heap, which is always
   * bound for writing: "" in the usual case that all are apart, else "0,1,0": the third parameter takes the place of the first.
   */
  #patternOf(program: Program, inputs: readonly DeviceMemory[], outputs: readonly DeviceMemory[]): string {
    if (inputs.length !== program.inputs.length || outputs.length !== program.outputs.length) {
      throw new Error(
        `Cannot run program ${program.name} with ${inputs.length} inputs and ${outputs.length} outputs: it has ${program.inputs.length} and ${program.outputs.length}`,
      );
    }
    const mark = ++this.#dispatches;
    let shares = false;
    for (let n = inputs.length - 1; n >= 0; n--) {
      const memory = this.#live(inputs[n]!, "use");
      if (memory.dispatch === mark && memory.capacity <= largestInHeap) shares = true;
      memory.dispatch = mark;
      memory.place = n;
    }
    for (const output of outputs) if (this.#live(output, "use").dispatch === mark) shares = true;
    if (!shares) return "";
    const written = new Set(outputs);
    const parameters = [...inputs, ...outputs];
    const mustShare = (memory: DeviceMemory): boolean => written.has(memory) || memory.capacity <= largestInHeap;
    return parameters.map((memory, n) => (memory.dispatch === mark && mustShare(memory) ? memory.place : n)).join();
  }

  #define(executable: WebgpuExecutable, pattern: string): number {
    const { program, forms } = executable;
    const plan = executable.plan(pattern);
    if (plan.arenaBytes > this.#link.info.maxBufferBytes) {
      throw new OutOfMemoryError(
        `Cannot run program ${program.name}: its temporaries need ${plan.arenaBytes} bytes, and ${describeAdapter(this.#link.info)} allows ${this.#link.info.maxBufferBytes} in one buffer`,
      );
    }
    const form = this.#nextProgram++;
    const text = new TextEncoder().encode(JSON.stringify(plan));
    this.#end.sendData(commands.define, text, (_, length) => [form, text.length, length]);
    forms.set(pattern, form);
    return form;
  }

  /** Milliseconds that a product takes by a tile, on memory of its own; undefined where there is none. */
  #trialTime(product: MatrixProduct, tile: ProductTile, buffers: readonly BufferDecl[]): number | undefined {
    const program = trialOf(product, buffers);
    const taken: DeviceMemory[] = [];
    const take = (words: number): DeviceMemory => {
      const memory = this.alloc(4 * words);
      taken.push(memory);
      return memory;
    };
    try {
      const inputs = program.inputs.map((n) => take(program.buffers[n]!.size));
      const outputs = program.outputs.map((n) => take(program.buffers[n]!.size));
      const word = take(1);
      const executable = this.#prepare(program, () => tile);
      return timeOf(() => {
        this.dispatch(executable, inputs, outputs);
        this.read(word);
      });
    } catch (error) {
      if (error instanceof OutOfMemoryError) return undefined;
      throw error;
    } finally {
      for (const memory of taken) this.free(memory);
    }
  }

  #ask(send: (request: number) => void): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const request = this.#end.nextRequest();
      this.#waiting.set(request, { resolve, reject });
      this.#link.expect(1);
      send(request);
    });
  }

  #settle({ request, failed, data }: Answer): void {
    const waiting = this.#waiting.get(request);
    if (!waiting) return;
    this.#waiting.delete(request);
    this.#link.expect(-1);
    try {
      this.#end.check();
      if (failed) throw new Error("Cannot read from the GPU: the device thread gave no reason");
      waiting.resolve(data ? new Uint8Array(data) : new Uint8Array(0));
    } catch (error) {
      waiting.reject(error);
    }
  }

  #rejectAll(): void {
    for (const request of [...this.#waiting.keys()]) this.#settle({ request, failed: true });
  }
}
