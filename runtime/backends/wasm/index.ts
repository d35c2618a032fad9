/**
 * The Wasm backend: synchronous, in Node and in browsers; where memory can be shared, threads help with large kernels (`threads/pool.ts`).
 *
 * All arrays live in one linear memory (`memory.ts`). `prepare` translates a program into a module of its own (`compileProgram.ts`):
 *
 *     Program ── normalize ──▶ Kernels ── choosePlan, emitKernel ──▶ functions ── encodeModule ──▶ bytes ──▶ run()
 *
 * Temporaries of all programs share one scratch area, as large as the largest program needs: programs run one at a time.
 */
import type { Program } from "../../ir/kernel.ts";
import { type Allocation, type Backend, type Executable, OutOfMemoryError } from "../backend.ts";
import { argumentWords, compileProgram, encodeProgram, printProgram, tableSlot } from "./compileProgram.ts";
import { hasRelaxedSimd, hasSharedMemory } from "./features.ts";
import { LinearMemory } from "./memory.ts";
import { memoryImport } from "./module/encodeModule.ts";
import { type PoolOptions, type SharedProgram, ThreadPool } from "./threads/pool.ts";
import { threadCount } from "./threads/threadCount.ts";

const maxAllocationBytes = 2 ** 32 - 2 ** 20;

class WasmAllocation implements Allocation {
  readonly bytes: number;
  readonly address: number;
  /** The memory it is part of; undefined once it was given back. */
  memory: LinearMemory | undefined;

  constructor(bytes: number, address: number, memory: LinearMemory) {
    this.bytes = bytes;
    this.address = address;
    this.memory = memory;
  }
}

interface WasmExecutable extends Executable {
  readonly run: () => void;
  /** Index of the argument block in the memory's words. */
  readonly block: number;
}

/** What a program keeps: blocks of memory, and its parts in the threads. */
interface Holdings {
  readonly blocks: [address: number, bytes: number][];
  shared: SharedProgram | undefined;
}

/**
 * A new backend with memory of its own.
 *
 * @param options how threads are started, for tests
 */
export function createWasmBackend(options?: PoolOptions): Backend {
  // One thread and no way to more: memory that is not shared, and programs without parts.
  const threads = hasSharedMemory() && threadCount() > 1;
  const memory = new LinearMemory(threads);
  const pool = threads ? new ThreadPool(memory.memory, options) : undefined;
  const relaxed = hasRelaxedSimd();
  const scratch = { address: 0, bytes: 0 };
  const giveBack = ({ blocks, shared }: Holdings): void => {
    for (const [address, bytes] of blocks) memory.free(address, bytes);
    shared?.drop();
  };
  const ofPrograms = new FinalizationRegistry<Holdings>(giveBack);
  let bytesInUse = 0;

  const own = (allocation: Allocation, action: string): WasmAllocation => {
    if (allocation instanceof WasmAllocation && allocation.memory === memory) return allocation;
    if (allocation instanceof WasmAllocation && allocation.memory === undefined)
      throw new Error(`Cannot ${action} ${allocation.bytes} bytes: they were given back before`);
    throw new TypeError(`Cannot ${action} an allocation of another backend`);
  };
  const read = (allocation: Allocation): Uint8Array => {
    const { address, bytes } = own(allocation, "read");
    return memory.bytes.slice(address, address + bytes);
  };
  const growScratch = (bytes: number): void => {
    if (bytes <= scratch.bytes) return;
    const address = memory.allocate(bytes); // may throw; what there is stays good for programs made before
    if (scratch.bytes > 0) memory.free(scratch.address, scratch.bytes);
    scratch.address = address;
    scratch.bytes = bytes;
  };

  return {
    name: "wasm",
    get description() {
      const count = pool?.trouble === undefined && pool ? threadCount() : 1;
      const trouble = pool?.trouble === undefined ? "" : ` (threads were given up: ${pool.trouble})`;
      const simd = `WebAssembly SIMD${relaxed ? " with relaxed multiply-add" : ""}`;
      return `${simd}, ${count === 1 ? "one thread" : `${count} threads`}${trouble}`;
    },
    limits: { buffersPerKernel: Number.POSITIVE_INFINITY, maxAllocationBytes, replacesInputs: true },
    alloc(bytes) {
      if (bytes > maxAllocationBytes) {
        throw new OutOfMemoryError(
          `Cannot allocate ${bytes} bytes of Wasm memory: one array has at most ${maxAllocationBytes}`,
        );
      }
      const allocation = new WasmAllocation(bytes, memory.allocate(bytes), memory);
      bytesInUse += bytes;
      return allocation;
    },
    free(allocation) {
      const mine = own(allocation, "free");
      mine.memory = undefined;
      memory.free(mine.address, mine.bytes);
      bytesInUse -= mine.bytes;
    },
    write(allocation, data) {
      const { address, bytes } = own(allocation, "write");
      if (data.byteLength !== bytes)
        throw new RangeError(`Cannot write ${data.byteLength} bytes into an allocation of ${bytes}`);
      memory.bytes.set(data, address);
    },
    read,
    readAsync: async (allocation) => read(allocation),
    prepare(program): Executable {
      const holdings: Holdings = { blocks: [], shared: undefined };
      try {
        const executable = makeExecutable(program, { memory, pool, relaxed, growScratch }, holdings);
        ofPrograms.register(executable, holdings);
        return executable;
      } catch (error) {
        giveBack(holdings);
        throw error;
      }
    },
    dispatch(executable, inputs, outputs) {
      const { run, block } = executable as WasmExecutable;
      const { words } = memory;
      words[block] = scratch.address;
      let at = block + 1;
      for (let n = 0; n < inputs.length; n++) words[at++] = own(inputs[n]!, "read").address;
      for (let n = 0; n < outputs.length; n++) words[at++] = own(outputs[n]!, "write").address;
      run();
    },
    done: async () => undefined,
    get bytesInUse() {
      return bytesInUse;
    },
  };
}

/** What programs of one backend have in common. */
interface Surroundings {
  readonly memory: LinearMemory;
  readonly pool: ThreadPool | undefined;
  readonly relaxed: boolean;
  readonly growScratch: (bytes: number) => void;
}

/** Compiles a program; `holdings` notes what it keeps. */
function makeExecutable(
  program: Program,
  { memory, pool, relaxed, growScratch }: Surroundings,
  holdings: Holdings,
): WasmExecutable {
  const place = (bytes: number): number => {
    const address = memory.allocate(bytes);
    holdings.blocks.push([address, bytes]);
    return address;
  };
  const argumentBlock = place(4 * argumentWords(program));
  const constants = placeConstants(program, memory, place);
  const threads = pool !== undefined;
  const options = { argumentBlock, constantAddress: (n: number) => constants.get(n)!, relaxed, threads };
  const compiled = compileProgram(program, options);
  if (compiled.table.length > 0) {
    const table = place(4 * compiled.table.length);
    memory.words.set(compiled.table, table / 4);
    memory.words[argumentBlock / 4 + tableSlot(program)] = table;
  }
  const module = new WebAssembly.Module(encodeProgram(compiled, threads));
  let shared: SharedProgram | undefined;
  const instance = new WebAssembly.Instance(module, {
    [memoryImport.module]: { [memoryImport.name]: memory.memory, parallel: (kernel: number) => shared!.run(kernel) },
  });
  if (pool && compiled.shared.length > 0) holdings.shared = shared = pool.add(module, instance, compiled.shared);
  growScratch(compiled.scratchBytes);
  return {
    program,
    get text() {
      return printProgram(compileProgram(program, options)); // made again: kept, the functions would take more memory than the arrays
    },
    run: (instance.exports as { run: () => void }).run,
    block: argumentBlock / 4,
  };
}

/** Copies the program's constants into memory; addresses by buffer number. */
function placeConstants(program: Program, memory: LinearMemory, place: (bytes: number) => number): Map<number, number> {
  const addresses = new Map<number, number>();
  program.buffers.forEach(({ kind, data, size }, number) => {
    if (kind !== "constant") return;
    const address = place(size * 4);
    if (data) memory.bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), address);
    addresses.set(number, address);
  });
  return addresses;
}
