/**
 * The Wasm backend: single-threaded, synchronous, in Node and in browsers.
 *
 * All arrays live in one linear memory (`memory.ts`). `prepare` translates a program into a module of its own (`compileProgram.ts`):
 *
 *     Program ── normalize ──▶ Kernels ── choosePlan, emitKernel ──▶ functions ── encodeModule ──▶ bytes ──▶ run()
 *
 * Temporaries of all programs share one scratch area, as large as the largest program needs: programs run one at a time.
 */
import type { Program } from "../../ir/kernel.ts";
import { type Allocation, type Backend, type Executable, OutOfMemoryError } from "../backend.ts";
import { compileProgram, encodeProgram, printProgram } from "./compileProgram.ts";
import { hasRelaxedSimd } from "./features.ts";
import { LinearMemory } from "./memory.ts";
import { memoryImport } from "./module/encodeModule.ts";

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

/** A new backend with memory of its own. */
export function createWasmBackend(): Backend {
  const memory = new LinearMemory();
  const relaxed = hasRelaxedSimd();
  const scratch = { address: 0, bytes: 0 };
  const programBlocks = new FinalizationRegistry<readonly [address: number, bytes: number][]>((blocks) => {
    for (const [address, bytes] of blocks) memory.free(address, bytes);
  });
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
    description: `WebAssembly SIMD${relaxed ? " with relaxed multiply-add" : ""}, one thread`,
    limits: { buffersPerKernel: Number.POSITIVE_INFINITY, maxAllocationBytes },
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
      const blocks: [number, number][] = [];
      try {
        const executable = makeExecutable(program, memory, relaxed, blocks, growScratch);
        programBlocks.register(executable, blocks);
        return executable;
      } catch (error) {
        for (const [address, bytes] of blocks) memory.free(address, bytes);
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

/** Compiles a program; `blocks` are what it keeps of the memory. */
function makeExecutable(
  program: Program,
  memory: LinearMemory,
  relaxed: boolean,
  blocks: [address: number, bytes: number][],
  growScratch: (bytes: number) => void,
): WasmExecutable {
  const place = (bytes: number): number => {
    const address = memory.allocate(bytes);
    blocks.push([address, bytes]);
    return address;
  };
  const argumentBlock = place(4 * (1 + program.inputs.length + program.outputs.length));
  const constants = placeConstants(program, memory, place);
  const options = { argumentBlock, constantAddress: (n: number) => constants.get(n)!, relaxed };
  const compiled = compileProgram(program, options);
  const module = new WebAssembly.Module(encodeProgram(compiled));
  const instance = new WebAssembly.Instance(module, { [memoryImport.module]: { [memoryImport.name]: memory.memory } });
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
