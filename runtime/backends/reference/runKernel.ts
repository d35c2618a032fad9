/** Runs a kernel point by point, as kernel.ts writes it down. */
import type { ScalarType } from "../../ir/expr.ts";
import type { BufferDecl, Kernel } from "../../ir/kernel.ts";
import { makeFold } from "./accumulate.ts";
import { type Machine, makeTape } from "./tape.ts";

/** The memory of one buffer, as its declared type; bool as words. */
export type Words = Float32Array | Int32Array | Uint32Array;

/** A view of a buffer's words in memory. */
export function wordsOf(type: ScalarType, memory: ArrayBuffer, offset: number, size: number): Words {
  if (type === "f32") return new Float32Array(memory, offset, size);
  return type === "i32" ? new Int32Array(memory, offset, size) : new Uint32Array(memory, offset, size);
}

/** A function that runs the kernel over buffers in the order of the program's declarations. */
export function prepareKernel(kernel: Kernel, declared: readonly BufferDecl[], buffers: readonly Words[]): () => void {
  const { accumulators, stores } = kernel;
  const machine: Machine = {
    grid: kernel.grid.map(() => 0),
    reduce: kernel.reduce.map(() => 0),
    accumulators: [],
    load: (buffer, index) => element(kernel, declared, buffers, buffer, index, "load"),
  };
  const folds = accumulators.map(({ op, value }) => makeFold(op, value.type));
  const inside = makeTape(
    accumulators.map(({ value }) => value),
    machine,
  );
  const after = makeTape(
    stores.flatMap(({ index, value }) => [index, value]),
    machine,
  );
  return () => {
    forEachPoint(kernel.grid, machine.grid, () => {
      if (folds.length > 0) {
        for (const fold of folds) fold.reset();
        forEachPoint(kernel.reduce, machine.reduce, () => {
          inside.run();
          accumulators.forEach(({ value }, k) => {
            folds[k]!.add(inside.valueOf(value));
          });
        });
        folds.forEach((fold, k) => {
          machine.accumulators[k] = fold.result();
        });
      }
      after.run();
      for (const { buffer, index, value } of stores) {
        const at = Number(after.valueOf(index));
        element(kernel, declared, buffers, buffer, at, "store");
        buffers[buffer]![at] = Number(after.valueOf(value));
      }
    });
  };
}

/** Reads an element; an index out of range is an error here, where other backends may read anything. */
function element(
  kernel: Kernel,
  declared: readonly BufferDecl[],
  buffers: readonly Words[],
  buffer: number,
  index: number,
  access: string,
): number {
  if (!(index >= 0 && index < declared[buffer]!.size)) {
    throw new RangeError(
      `Cannot run ${kernel.name}: its ${access} of b${buffer} at ${index} is outside of its ${declared[buffer]!.size} elements`,
    );
  }
  return buffers[buffer]![index]!;
}

/** Counts through all index tuples in row-major order, in place. */
function forEachPoint(sizes: readonly number[], index: number[], visit: () => void): void {
  if (sizes.includes(0)) return;
  index.fill(0);
  for (let axis: number; ; ) {
    visit();
    for (axis = sizes.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < sizes[axis]!) break;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}
