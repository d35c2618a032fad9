/** The reference backend: slow, obvious and strict. What it computes is right; the others are compared with it. */
import type { Program } from "../../ir/kernel.ts";
import { printProgram } from "../../ir/print.ts";
import { verifyProgram } from "../../ir/verify.ts";
import { type Allocation, type Backend, type Executable, OutOfMemoryError } from "../backend.ts";
import { type Words, wordsOf } from "./runKernel.ts";
import { runSteps } from "./runSteps.ts";

class ReferenceAllocation implements Allocation {
  readonly bytes: number;
  memory: ArrayBuffer | undefined;

  constructor(bytes: number) {
    this.bytes = bytes;
    this.memory = new ArrayBuffer(bytes);
    new Uint8Array(this.memory, 0, Math.min(bytes, 1 << 16)).fill(0xff); // NaN: what is read before it is written shows
  }
}

const maxAllocationBytes = 2 ** 31;

/** A new backend with memory of its own. */
export function createReferenceBackend(): Backend {
  let bytesInUse = 0;
  const memoryOf = (allocation: Allocation, action: string): ArrayBuffer => {
    if (!(allocation instanceof ReferenceAllocation))
      throw new TypeError(`Cannot ${action} an allocation of another backend`);
    if (!allocation.memory) throw new Error(`Cannot ${action} ${allocation.bytes} bytes: they were given back before`);
    return allocation.memory;
  };
  const read = (allocation: Allocation): Uint8Array => new Uint8Array(memoryOf(allocation, "read")).slice();
  return {
    name: "reference",
    description: "reference: interpreter of the kernel language, float64 inside",
    limits: { buffersPerKernel: Number.POSITIVE_INFINITY, maxAllocationBytes, replacesInputs: true },
    alloc(bytes) {
      if (bytes > maxAllocationBytes)
        throw new OutOfMemoryError(
          `Cannot allocate ${bytes} bytes: the reference backend has at most ${maxAllocationBytes} for one array`,
        );
      bytesInUse += bytes;
      return new ReferenceAllocation(bytes);
    },
    free(allocation) {
      memoryOf(allocation, "free");
      (allocation as ReferenceAllocation).memory = undefined;
      bytesInUse -= allocation.bytes;
    },
    write(allocation, data) {
      const memory = memoryOf(allocation, "write");
      if (data.byteLength !== memory.byteLength)
        throw new RangeError(`Cannot write ${data.byteLength} bytes into an allocation of ${memory.byteLength}`);
      new Uint8Array(memory).set(data);
    },
    read,
    readAsync: async (allocation) => read(allocation),
    prepare(program): Executable {
      verifyProgram(program);
      return { program, text: printProgram(program) };
    },
    dispatch({ program }, inputs, outputs) {
      const external = new Map<number, ArrayBuffer>();
      program.inputs.forEach((number, n) => {
        external.set(number, memoryOf(inputs[n]!, "read"));
      });
      program.outputs.forEach((number, n) => {
        external.set(number, memoryOf(outputs[n]!, "write"));
      });
      run(program, external);
    },
    done: async () => undefined,
    get bytesInUse() {
      return bytesInUse;
    },
  };
}

function run(program: Program, external: ReadonlyMap<number, ArrayBuffer>): void {
  const arena = new ArrayBuffer(program.arenaBytes);
  new Uint8Array(arena).fill(0xff);
  const buffers = program.buffers.map(({ type, size, offset, data }, number): Words => {
    if (data) return wordsOf(type, data.slice().buffer as ArrayBuffer, 0, size);
    const memory = external.get(number);
    return memory ? wordsOf(type, memory, 0, size) : wordsOf(type, arena, offset!, size);
  });
  runSteps(program.steps, program.buffers, buffers);
}
