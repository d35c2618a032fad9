/**
 * Whether an output of a program may lie where one of its inputs is, when nobody looks at the input any more: everything that loads the input
 * runs before the output is stored, but for the kernel that stores it, if that loads each element just where it stores.
 */
import type { Kernel, Program, Step } from "../ir/kernel.ts";
import { rootsOf } from "../ir/rewriteKernel.ts";
import { readsOf } from "./readsOf.ts";
import { type Touched, touchedBy } from "./touchedBy.ts";

const known = new WeakMap<Step, Touched>();

/**
 * @param output number of the output's buffer
 * @param input number of the input's buffer
 */
export function mayReplace({ buffers, steps }: Program, output: number, input: number): boolean {
  const [to, from] = [buffers[output]!, buffers[input]!];
  if (to.type !== from.type || to.size !== from.size) return false;
  let isStored = false;
  for (const step of steps) {
    let touched = known.get(step);
    if (!touched) known.set(step, (touched = touchedBy(step)));
    const loads = touched.loads.has(input);
    if (loads && isStored) return false;
    if (!touched.stores.has(output)) continue;
    isStored = true;
    if (loads && !kernelsIn(step)?.every((kernel) => loadsWhereItStores(kernel, output, input))) return false;
  }
  return true;
}

/** The kernels that a step runs once and at the same time; undefined for loops and the like. */
function kernelsIn(step: Step): readonly Kernel[] | undefined {
  return step.kind === undefined ? [step] : step.kind === "sections" ? step.kernels : undefined;
}

function loadsWhereItStores(kernel: Kernel, output: number, input: number): boolean {
  const stores = kernel.stores.filter(({ buffer }) => buffer === output);
  const [store] = stores;
  return rootsOf(kernel).every((root) =>
    readsOf(root).every(({ buffer, index }) => buffer !== input || (stores.length === 1 && index === store!.index)),
  );
}
