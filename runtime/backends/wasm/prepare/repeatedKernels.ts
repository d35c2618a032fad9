/**
 * Kernels of one program that differ only in the buffers they work on, as the layers of a network do: one function serves them all. It
 * finds the addresses of its buffers in memory, where each call puts them.
 */
import { load } from "../../../ir/build.ts";
import type { BufferDecl, Kernel, Program, Step } from "../../../ir/kernel.ts";
import { rewriteKernel, rootsOf } from "../../../ir/rewriteKernel.ts";
import { reachable } from "../../../ir/walk.ts";

/** What several kernels are, and the buffers that one of them works on. */
export interface Repeated {
  /** The same for all of them. */
  readonly key: string;
  /** The kernel with its buffers numbered from 0 on, in the order of their use. */
  readonly kernel: Kernel;
  /** The buffers of the program behind these numbers. */
  readonly buffers: readonly number[];
}

/** Programs of fewer kernels repeat too little to look for it. */
const fewestKernels = 12;

/** The kernels that occur more than once. */
export function repeatedKernels({ steps, buffers }: Program): ReadonlyMap<Kernel, Repeated> {
  const found = new Map<Kernel, Repeated>();
  const kernels = kernelsOf(steps);
  if (kernels.length < fewestKernels) return found;
  const counts = new Map<string, number>();
  for (const kernel of kernels) {
    const repeated = canonical(kernel, buffers);
    found.set(kernel, repeated);
    counts.set(repeated.key, (counts.get(repeated.key) ?? 0) + 1);
  }
  for (const [kernel, { key }] of found) if (counts.get(key) === 1) found.delete(kernel);
  return found;
}

function kernelsOf(steps: readonly Step[]): Kernel[] {
  return steps.flatMap((step) => {
    switch (step.kind) {
      case undefined:
        return [step];
      case "order":
      case "sections": // they find their own likes (`alikeSections.ts`)
        return [];
      case "loop":
        return kernelsOf(step.body);
      case "branch":
        return step.branches.flatMap(kernelsOf);
      default:
        throw step satisfies never;
    }
  });
}

function canonical(kernel: Kernel, declared: readonly BufferDecl[]): Repeated {
  const numbers = new Map<number, number>();
  const numberOf = (buffer: number): number => {
    let number = numbers.get(buffer);
    if (number === undefined) numbers.set(buffer, (number = numbers.size));
    return number;
  };
  for (const x of reachable(rootsOf(kernel))) if (x.kind === "load") numberOf(x.buffer);
  const moved = rewriteKernel(kernel, {
    after: (x, [index]) => (x.kind === "load" ? load(x.type, numberOf(x.buffer), index!) : undefined),
  });
  const stores = moved.stores.map((store) => ({ ...store, buffer: numberOf(store.buffer) }));
  const buffers = [...numbers.keys()];
  // Equal expressions are one object, so its number says what it is.
  const parts = [
    kernel.grid.join(),
    kernel.reduce.join(),
    ...moved.accumulators.map(({ op, value }) => `${op}${value.id}`),
    ...stores.map(({ buffer, index, value }) => `${buffer}:${index.id}:${value.id}`),
    ...buffers.map((buffer) => `${declared[buffer]!.type}${declared[buffer]!.size}`),
  ];
  return { key: parts.join(" "), kernel: { ...moved, stores }, buffers };
}
