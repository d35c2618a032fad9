/**
 * The back half behind core/evaluator.ts: programs run on the default backend, whose queue keeps them in order. A call with a known
 * jaxpr costs a few look-ups: memory for the outputs comes from the pool, and nothing waits for the device before a read.
 */

import type { Allocation } from "../backends/backend.ts";
import type { DeviceBuffer, Evaluator } from "../core/evaluator.ts";
import type { Recording, StepTime } from "../core/inspection.ts";
import type { Jaxpr } from "../core/jaxpr.ts";
import { holdInterrupts } from "../interrupts/inOnePiece.ts";
import { withCleanup } from "../interrupts/withCleanup.ts";
import type { Aval } from "../types/aval.ts";
import type { HostArray } from "../types/dtype.ts";
import { backendIfStarted, defaultBackend } from "./backends.ts";
import { Buffer } from "./buffer.ts";
import { deviceBytes, toDeviceBytes, toHostArray } from "./hostData.ts";
import { inspect } from "./inspect.ts";
import { allocate } from "./memory.ts";
import { type Prepared, prepared } from "./programs.ts";
import { methodOf, runSteps } from "./runSteps.ts";

/** Runs jaxprs on the default backend. */
export const deviceEvaluator: Evaluator = {
  fromHost,
  toHost,
  toHostAsync,
  evaluate,
  inspect: (jaxpr) => inspect(jaxpr, evaluate, record),
  record,
  get device(): string | undefined {
    const backend = backendIfStarted();
    return backend && `${backend.name}:0`;
  },
  get readsAtOnce(): boolean {
    return defaultBackend().name !== "webgpu";
  },
};

function fromHost(data: HostArray, aval: Aval): DeviceBuffer {
  const backend = defaultBackend();
  const allocation = allocate(backend, deviceBytes(aval), aval);
  backend.write(allocation, toDeviceBytes(data, aval));
  return new Buffer(backend, allocation, aval);
}

function toHost(buffer: DeviceBuffer, aval: Aval): HostArray {
  return toHostArray(own(buffer).read(), aval);
}

async function toHostAsync(buffer: DeviceBuffer, aval: Aval): Promise<HostArray> {
  return toHostArray(await own(buffer).readAsync(), aval);
}

function evaluate(jaxpr: Jaxpr, inputs: readonly DeviceBuffer[], replaced?: ArrayLike<number>): DeviceBuffer[] {
  const backend = defaultBackend();
  const program = prepared(backend, jaxpr);
  const { executable, results, outputs } = program;
  const given: Allocation[] = [];
  for (const input of inputs) given.push(own(input).on(backend));
  const taken =
    replaced && backend.limits.replacesInputs && !recorder
      ? replacements(program, inputs as readonly Buffer[], replaced)
      : undefined;
  let made: Buffer[] = [];
  const run = (): readonly Buffer[] => {
    const targets: Allocation[] = [];
    for (let n = 0; n < outputs.length; n++) {
      const { bytes, aval } = outputs[n]!;
      const replacing = taken?.[n];
      replacing?.retain();
      const buffer = replacing ?? new Buffer(backend, allocate(backend, bytes, aval), aval);
      made.push(buffer);
      targets.push(buffer.on(backend));
    }
    if (!recorder) backend.waitForTurn?.();
    const replaces = taken?.some((buffer) => buffer !== undefined) ?? false;
    if (replaces) holdInterrupts();
    for (const buffer of made) buffer.isWhole = false;
    if (recorder) runSteps(backend, executable, given, targets, recorder);
    else backend.dispatch(executable, given, targets);
    if (!replaces) holdInterrupts(); // cut off until here, nothing that was there before has changed
    for (const buffer of made) buffer.isWhole = true;
    const done = made;
    made = []; // they are the caller's now
    return done;
  };
  const stored = withCleanup(run, () => {
    for (const buffer of made.splice(0)) buffer.release();
  });
  return results.map(({ kind, position, shared }) => {
    const buffer = kind === "input" ? (inputs[position] as Buffer) : stored[position]!;
    if (shared) buffer.retain();
    return buffer;
  });
}

/** For each output of the program the input that it is stored over, if there is one. */
function replacements(
  { results, outputs, mayReplace }: Prepared,
  inputs: readonly Buffer[],
  replaced: ArrayLike<number>,
): readonly (Buffer | undefined)[] {
  const taken = new Array<Buffer | undefined>(outputs.length).fill(undefined);
  for (const buffer of inputs) buffer.uses++;
  for (let n = 0; n < results.length; n++) {
    const input = replaced[n]!;
    const { kind, position } = results[n]!;
    if (!(input >= 0) || kind !== "output" || taken[position]) continue;
    const buffer = inputs[input]!;
    if (!buffer.isSole || !mayReplace(position, input)) continue;
    buffer.uses++; // taken: no other output gets it
    taken[position] = buffer;
  }
  for (const buffer of inputs) buffer.uses = 0;
  return taken;
}

/** Where the times of steps go while somebody records. */
let recorder: ((time: StepTime) => void) | undefined;

function record(body: () => void): Recording {
  const backend = defaultBackend();
  const times: StepTime[] = [];
  const outer = recorder;
  recorder = (time) => times.push(time);
  withCleanup(body, () => {
    recorder = outer;
  });
  return { backend: backend.name, times, method: methodOf(backend) };
}

function own(buffer: DeviceBuffer): Buffer {
  if (!(buffer instanceof Buffer))
    throw new TypeError("Cannot use a buffer of another evaluator: it was made before setEvaluator was called again");
  return buffer;
}
