/** Runs steps one after the other, as kernel.ts writes them down. */
import type { BufferDecl, Kernel, Order, Step } from "../../ir/kernel.ts";
import { prepareKernel, type Words } from "./runKernel.ts";

/** Runs the steps over buffers in the order of the program's declarations. */
export function runSteps(steps: readonly Step[], declared: readonly BufferDecl[], buffers: readonly Words[]): void {
  const kernels = new Map<Kernel, () => void>();
  const runKernel = (kernel: Kernel): void => {
    let ready = kernels.get(kernel);
    if (!ready) kernels.set(kernel, (ready = prepareKernel(kernel, declared, buffers)));
    ready();
  };
  const run = (list: readonly Step[]): void => {
    for (const step of list) {
      switch (step.kind) {
        case undefined:
          runKernel(step);
          break;
        case "sections":
          step.kernels.forEach(runKernel);
          break;
        case "loop": {
          const { trips = Number.POSITIVE_INFINITY, counter, predicate, body } = step;
          for (let trip = 0; trip < trips; trip++) {
            if (predicate !== undefined && buffers[predicate]![0] === 0) break;
            if (counter) buffers[counter.buffer]![counter.element] = trip;
            run(body);
          }
          break;
        }
        case "branch": {
          const index = buffers[step.index]![0]!;
          const chosen = step.branches[index];
          if (!chosen)
            throw new RangeError(`Cannot run ${step.name}: there is no case ${index} of ${step.branches.length}`);
          run(chosen);
          break;
        }
        case "order":
          runOrder(step, buffers);
          break;
        default:
          throw step satisfies never;
      }
    }
  };
  run(steps);
}

/** Each row on its own; the sort of the language is stable. */
function runOrder({ rows, length, keys, places }: Order, buffers: readonly Words[]): void {
  for (let row = 0; row < rows; row++) {
    const own = buffers[keys]!.subarray(row * length, (row + 1) * length);
    const order = Array.from(own, (_, place) => place).sort((a, b) => own[a]! - own[b]!);
    buffers[places]!.set(order, row * length);
  }
}
