/** Allocations: what is written is read, memory is counted, too much is an error with a name. */
import { OutOfMemoryError } from "../backend.ts";
import { expectSame } from "./expect.cases.ts";
import type { BackendCase } from "./runOnce.cases.ts";

const pattern = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, n) => (n * 31 + 7) & 255);

const roundTrip: BackendCase = {
  name: "what is written is read back",
  async run(backend) {
    for (const size of [0, 4, 12, 256, 1000, 65540]) {
      const allocation = backend.alloc(size);
      if (allocation.bytes !== size) throw new Error(`an allocation of ${size} bytes says it has ${allocation.bytes}`);
      backend.write(allocation, pattern(size));
      expectSame(backend.read(allocation), pattern(size), `read of ${size} bytes`);
      expectSame(await backend.readAsync(allocation), pattern(size), `readAsync of ${size} bytes`);
      backend.free(allocation);
    }
  },
};

const copies: BackendCase = {
  name: "written and read data is copied, not shared",
  run(backend) {
    const data = pattern(16);
    const allocation = backend.alloc(16);
    backend.write(allocation, data);
    data.fill(0);
    const once = backend.read(allocation);
    expectSame(once, pattern(16), "after the source changed");
    once.fill(0);
    expectSame(backend.read(allocation), pattern(16), "after the copy changed");
    backend.write(
      allocation,
      pattern(16).map((x) => x ^ 255),
    );
    expectSame(
      backend.read(allocation),
      pattern(16).map((x) => x ^ 255),
      "after a second write",
    );
    backend.free(allocation);
  },
};

const apart: BackendCase = {
  name: "allocations do not overlap",
  run(backend) {
    const sizes = [4, 8, 256, 4, 1024, 12, 4];
    const allocations = sizes.map((size) => backend.alloc(size));
    allocations.forEach((allocation, n) => {
      backend.write(allocation, new Uint8Array(sizes[n]!).fill(n + 1));
    });
    allocations.forEach((allocation, n) => {
      expectSame(backend.read(allocation), new Uint8Array(sizes[n]!).fill(n + 1), `allocation ${n}`);
    });
    for (const allocation of allocations) backend.free(allocation);
  },
};

const counting: BackendCase = {
  name: "bytesInUse counts what is handed out and not freed",
  run(backend) {
    const start = backend.bytesInUse;
    const allocations = [1000, 24, 4].map((size) => backend.alloc(size));
    if (backend.bytesInUse < start + 1028)
      throw new Error(`bytesInUse grew by ${backend.bytesInUse - start} for 1028 bytes`);
    for (const allocation of allocations) backend.free(allocation);
    if (backend.bytesInUse !== start)
      throw new Error(`bytesInUse is ${backend.bytesInUse} after all was freed, it was ${start}`);
  },
};

const reuse: BackendCase = {
  name: "1,000 allocations of 16 MB, each freed before the next, need the room of one",
  run(backend) {
    for (let n = 0; n < 1000; n++) {
      const allocation = backend.alloc(16 << 20);
      backend.free(allocation);
    }
  },
};

const tooMuch: BackendCase = {
  name: "more than the largest allocation is an OutOfMemoryError",
  run(backend) {
    const bytes = backend.limits.maxAllocationBytes + 4;
    try {
      backend.alloc(bytes);
    } catch (error) {
      if (!(error instanceof OutOfMemoryError)) throw new Error(`expected an OutOfMemoryError, got ${error}`);
      if (!error.message.includes(String(bytes)))
        throw new Error(`the message does not name the ${bytes} bytes asked for: ${error.message}`);
      const after = backend.alloc(64); // the backend lives on
      backend.free(after);
      return;
    }
    throw new Error(`an allocation of ${bytes} bytes succeeded, the limit is ${backend.limits.maxAllocationBytes}`);
  },
};

const done: BackendCase = {
  name: "done settles",
  run: (backend) => backend.done(),
};

export const memoryCases: readonly BackendCase[] = [roundTrip, copies, apart, counting, reuse, tooMuch, done];
