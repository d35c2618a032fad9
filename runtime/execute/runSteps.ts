/** Runs a program step by step, each step a program of its own, and times them. */

import { type Allocation, type Backend, type Executable, OutOfMemoryError } from "../backends/backend.ts";
import { workOf } from "../compile/workOf.ts";
import type { StepTime, Work } from "../core/inspection.ts";
import { withCleanup } from "../interrupts/withCleanup.ts";
import { withInterning } from "../ir/intern.ts";
import type { Program, Step } from "../ir/kernel.ts";
import { rootsOf } from "../ir/rewriteKernel.ts";
import { reachable } from "../ir/walk.ts";

interface Single {
  readonly name: string;
  readonly work: Work;
  readonly executable: Executable;
  /** Buffers of the whole program behind the inputs and outputs of this one. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

const known = new WeakMap<Executable, readonly Single[]>();

/** How the times of a backend are taken. */
export function methodOf(backend: Backend): string {
  return backend.name === "webgpu"
    ? "each kernel in a submission of its own, timed from the caller's thread; the time of an empty round trip is taken off"
    : "each kernel as a program of its own; the call from JavaScript, below a microsecond, is included";
}

/** Runs all steps in order on the given memory; hands the time of each to `note`. */
export function runSteps(
  backend: Backend,
  whole: Executable,
  inputs: readonly Allocation[],
  outputs: readonly Allocation[],
  note: (time: StepTime) => void,
): void {
  const { program } = whole;
  let steps = known.get(whole);
  if (!steps)
    known.set(whole, (steps = withInterning(() => program.steps.map((step) => single(step, program, backend)))));
  const places = new Map<number, Allocation>();
  program.inputs.forEach((number, n) => places.set(number, inputs[n]!));
  program.outputs.forEach((number, n) => places.set(number, outputs[n]!));
  const own: Allocation[] = [];
  const place = (number: number): Allocation => {
    let at = places.get(number);
    if (!at) {
      own.push((at = backend.alloc(4 * program.buffers[number]!.size)));
      places.set(number, at);
    }
    return at;
  };
  const measure = (): void => {
    const word = backend.alloc(4);
    own.push(word);
    const wait = (): void => void backend.read(word);
    const idle = backend.name === "webgpu" ? emptyRoundTrip(wait) : 0;
    for (const { name, work, executable, inputs: read, outputs: written } of steps) {
      const [from, to] = [read.map(place), written.map(place)];
      const start = performance.now();
      backend.dispatch(executable, from, to);
      if (backend.name === "webgpu") wait();
      note({ name, work, ms: Math.max(0, performance.now() - start - idle) });
    }
  };
  try {
    withCleanup(measure, () => {
      for (const allocation of own.splice(0)) backend.free(allocation);
    });
  } catch (error) {
    if (!(error instanceof OutOfMemoryError)) throw error;
    throw new OutOfMemoryError(
      `Cannot time ${program.name}: step by step its temporaries need memory of their own; ${error.message}`,
    );
  }
}

/** Milliseconds of waiting for a device that has nothing to do: the median of nine. */
function emptyRoundTrip(wait: () => void): number {
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    wait();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[4]!;
}

/** A step as a program: what it stores are outputs, also where it loads them; what it only loads are inputs. */
function single(step: Step, program: Program, backend: Backend): Single {
  const loaded = new Set<number>();
  const stored = new Set<number>();
  collect(step, loaded, stored);
  const inputs = [...loaded].filter((number) => !stored.has(number) && program.buffers[number]!.kind !== "constant");
  const outputs = [...stored];
  const executable = backend.prepare({
    name: step.name,
    // Buffers keep their numbers; those of other steps are constants of no size.
    buffers: program.buffers.map(({ kind, type, size, data }, number) => {
      if (stored.has(number)) return { kind: "output", type, size };
      if (!loaded.has(number)) return { kind: "constant", type, size: 0 };
      return kind === "constant" && data ? { kind, type, size, data } : { kind: "input", type, size };
    }),
    inputs,
    outputs,
    steps: [step],
    arenaBytes: 0,
  });
  return { name: step.name, work: workOf(step, program.buffers), executable, inputs, outputs };
}

function collect(step: Step, loaded: Set<number>, stored: Set<number>): void {
  if (step.kind === undefined) {
    for (const x of reachable(rootsOf(step))) if (x.kind === "load") loaded.add(x.buffer);
    for (const { buffer } of step.stores) stored.add(buffer);
  } else if (step.kind === "sections") {
    for (const kernel of step.kernels) collect(kernel, loaded, stored);
  } else if (step.kind === "loop") {
    if (step.predicate !== undefined) loaded.add(step.predicate);
    if (step.counter) stored.add(step.counter.buffer);
    for (const inner of step.body) collect(inner, loaded, stored);
  } else if (step.kind === "order") {
    loaded.add(step.keys);
    for (const buffer of [step.keys, step.places]) stored.add(buffer); // keys are overwritten
  } else {
    loaded.add(step.index);
    for (const inner of step.branches.flat()) collect(inner, loaded, stored);
  }
}
