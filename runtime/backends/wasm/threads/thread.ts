/**
 * A thread of the pool, in Node and in browsers: it receives programs as messages, and between them takes parts of kernels, spinning for a
 * moment before it sleeps. Started by `startWorker.ts`.
 */
import { isNode, nodeModule } from "../../nodeModule.ts";
import { ControlBlock, partsLeft, words } from "./controlBlock.ts";
import type { AddProgram, Message } from "./messages.ts";

/** Looks at the claims before a thread sleeps: some 20 µs, longer than the gap between two kernels of one program. */
const spins = 1000;

const programs = new Map<number, readonly (readonly (() => void)[])[]>();
let memory: WebAssembly.Memory;
let control: ControlBlock;
let place = 0;
let received = 0;

function receive(message: Message): void {
  received++;
  switch (message.kind) {
    case "start":
      control = new ControlBlock(message.control);
      memory = message.memory;
      place = message.place;
      break;
    case "add":
      programs.set(message.program, partsOf(message));
      break;
    case "drop":
      programs.delete(message.program);
      break;
    default:
      throw message satisfies never;
  }
  work();
}

/** The parts of each kernel, ready to be called. */
function partsOf({ module, kernels }: AddProgram): (() => void)[][] {
  // `parallel` is called by whole programs only, and those run on the first thread.
  const instance = new WebAssembly.Instance(module, { env: { memory, parallel: () => undefined } });
  const functions = instance.exports as Record<string, (from: number, to: number) => void>;
  return kernels.map((parts) =>
    parts.map(({ name, from, to }) => {
      const range = functions[name]!;
      return () => range(from, to);
    }),
  );
}

/** Takes parts until a message arrives. */
function work(): void {
  let idle = 0;
  for (;;) {
    const { claim } = control;
    // The count is raised after the message was sent: what is counted is on its way.
    if (Atomics.load(control.words, words.messages) !== received) return;
    if (partsLeft(claim) > 0 && place < Atomics.load(control.words, words.threads)) {
      idle = 0;
      if (!help()) return;
    } else if (++idle >= spins) {
      Atomics.wait(control.words, words.claim, claim);
      idle = 0;
    }
  }
}

/** Takes parts of the current job until there are none; false if its program is not known here yet. */
function help(): boolean {
  Atomics.add(control.words, words.active, 1);
  try {
    for (let { claim } = control; partsLeft(claim) > 0; { claim } = control) {
      // A claim that succeeds was still of the job whose program and kernel are read here.
      const kernels = programs.get(Atomics.load(control.words, words.program));
      if (!kernels) return false;
      const parts = kernels[Atomics.load(control.words, words.kernel)];
      if (control.take(claim)) parts![partsLeft(claim) - 1]!();
    }
  } catch (error) {
    control.fail(String(error));
  } finally {
    if (Atomics.sub(control.words, words.active, 1) === 1) Atomics.notify(control.words, words.active);
  }
  return true;
}

if (isNode) nodeModule("node:worker_threads").parentPort!.on("message", receive);
else globalThis.addEventListener("message", ({ data }) => receive(data as Message));
