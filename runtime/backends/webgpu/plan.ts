/**
 * Program → what the device thread runs: a list of shaders with the memory each one names, and the order in which they run. Plain
 * data, so that it can be sent.
 * What is static is settled here, before anything runs: shader text, number of workgroups, offsets in the arena.
 */
import { binary, constant, load } from "../../ir/build.ts";
import type { Expr } from "../../ir/expr.ts";
import type { BufferDecl, Kernel, Loop, Program, Step as ProgramStep } from "../../ir/kernel.ts";
import type { AdapterInfo } from "./adapterInfo.ts";
import { expandOrders } from "./expandOrders.ts";
import { alignment, special } from "./layout.ts";
import type { Tuning } from "./tuning.ts";
import { runsOf, type SmallKernel, smallKernel, type WalkRun } from "./walks.ts";
import type { ChooseTile } from "./wgsl/productTile.ts";
import type { Shader } from "./wgsl/shader.ts";
import { buffersOf, isSmall } from "./wgsl/slots.ts";
import { type WalkPlace, walkShader } from "./wgsl/walkShader.ts";
import { kernelShaders, scratchBuffer } from "./wgsl.ts";

/** Part of a buffer that a shader names. */
export interface Binding {
  /** Place among the parameters of `run`: inputs, outputs, constants; or one of `special`. */
  readonly parameter: number;
  /** Bytes; 0 for all there are. */
  readonly offset: number;
  readonly bytes: number;
  readonly access: "read" | "write" | "uniform";
  /** Where the array lies in the heap, or its bases in their ring, is said by each dispatch; so bind groups need not change with it. */
  readonly isDynamic?: true;
}

/** One dispatch. */
export interface Step {
  /** `program/kernel`, for messages. */
  readonly label: string;
  readonly wgsl: string;
  readonly groups: readonly [x: number, y: number];
  readonly bindings: readonly Binding[];
  /** Parameters whose places in the heap, in words, the binding `special.bases` holds. */
  readonly bases?: readonly number[];
}

/** A word of memory that the device thread looks at: a parameter of `run` as in `Binding`, and bytes. */
export interface Word {
  readonly parameter: number;
  readonly offset: number;
}

/** Repeats actions at most `trips` times, and only while `predicate` is not 0. */
export interface Repetition {
  readonly kind: "loop";
  readonly trips?: number;
  readonly predicate?: Word;
  readonly body: readonly Action[];
}

/** Does one of several lists of actions. */
export interface Choice {
  readonly kind: "branch";
  readonly index: Word;
  readonly branches: readonly (readonly Action[])[];
}

/** A dispatch, by its place among the steps; or a loop or branch around others. */
export type Action = number | Repetition | Choice;

export interface DevicePlan {
  readonly name: string;
  /** Every dispatch there is. */
  readonly steps: readonly Step[];
  /** What is done, in order. */
  readonly actions: readonly Action[];
  readonly arenaBytes: number;
}

const align = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/** Where each constant stands in the one buffer that holds them all. */
export function constantOffsets(program: Program): {
  readonly offsets: ReadonlyMap<number, number>;
  readonly bytes: number;
} {
  const offsets = new Map<number, number>();
  let bytes = 0;
  program.buffers.forEach(({ kind, size }, n) => {
    if (kind !== "constant") return;
    offsets.set(n, bytes);
    bytes += align(Math.max(4, size * 4));
  });
  return { offsets, bytes };
}

/**
 * @param program what to plan
 * @param shared for each input, then each output, the first of them that has the same memory: itself, unless it was donated
 * @param chooseTile which of the tiles that fit a matrix product to take; default the first
 * @throws Error when a kernel needs more of something than the adapter has
 */
export function planProgram(
  program: Program,
  shared: readonly number[],
  info: AdapterInfo,
  tuning: Tuning,
  chooseTile?: ChooseTile,
): DevicePlan {
  return new Planner(expandOrders(program), shared, info, tuning, chooseTile).plan();
}

class Planner {
  readonly #program: Program;
  readonly #info: AdapterInfo;
  readonly #tuning: Tuning;
  readonly #chooseTile: ChooseTile | undefined;
  /** For each buffer, the one whose memory it uses. */
  readonly #home: number[];
  readonly #places: Word[];
  readonly #scratchOffset: number;
  readonly #steps: Step[] = [];
  #arenaBytes: number;

  constructor(
    program: Program,
    shared: readonly number[],
    info: AdapterInfo,
    tuning: Tuning,
    chooseTile: ChooseTile | undefined,
  ) {
    const { buffers, inputs, outputs, arenaBytes } = program;
    this.#program = program;
    this.#info = info;
    this.#tuning = tuning;
    this.#chooseTile = chooseTile;
    this.#home = buffers.map((_, n) => n);
    const parameters = [...inputs, ...outputs];
    shared.forEach((first, place) => {
      this.#home[parameters[place]!] = parameters[first]!;
    });
    this.#places = memoryPlaces(program);
    this.#scratchOffset = align(arenaBytes);
    this.#arenaBytes = arenaBytes;
  }

  plan(): DevicePlan {
    const actions = this.#actions(this.#program.steps);
    return { name: this.#program.name, steps: this.#steps, actions, arenaBytes: this.#arenaBytes };
  }

  #actions(steps: readonly ProgramStep[]): Action[] {
    return runsOf(steps, (kernel) => this.#smallKernels(kernel), this.#tuning).flatMap((run): Action[] => {
      if (run.kind === "walk") return [this.#walk(run)];
      const { step } = run;
      switch (step.kind) {
        case undefined:
          return this.#kernel(step);
        case "loop":
          return this.#loop(step);
        case "branch": {
          const branches = step.branches.map((inner) => this.#actions(inner));
          return [{ kind: "branch", index: this.#word(step.index), branches }];
        }
        case "order":
          throw new Error(`Cannot plan order ${step.name}: it must be expanded before`);
        default:
          throw step satisfies never;
      }
    });
  }

  /** The kernel as a walk does it, if it is small and all it works on is in the heap, the arena or the constants. */
  #smallKernels(kernel: Kernel): SmallKernel | undefined {
    const { buffers } = this.#program;
    const isNear = [...buffersOf(kernel)].every(
      (n) => buffers[n]!.kind === "temporary" || buffers[n]!.kind === "constant" || isSmall(buffers[n]!),
    );
    return isNear ? smallKernel(kernel, buffers, this.#tuning) : undefined;
  }

  #walk({ kernels, names, scratch }: WalkRun): number {
    const { name, inputs, outputs } = this.#program;
    this.#useScratch(scratch);
    const place = (buffer: number): WalkPlace => {
      const { parameter, offset } = this.#word(buffer);
      const size = this.#program.buffers[buffer]?.size ?? scratch;
      if (parameter === special.arena) return { in: "arena", word: offset / 4, size };
      const isConstant = parameter === inputs.length + outputs.length;
      return isConstant ? { in: "constants", word: offset / 4, size } : { in: "heap", parameter, size };
    };
    const { wgsl, parameters, uses } = walkShader(kernels, place, this.#tuning.walkers);
    const bindings = uses.map((use): Binding => {
      const parameter = use === "constants" ? inputs.length + outputs.length : special[use];
      const access = use === "bases" ? "uniform" : use === "constants" ? "read" : "write";
      if (use !== "bases") return { parameter, offset: 0, bytes: 0, access };
      const bytes = Math.max(1, Math.ceil(parameters.length / 4)) * 16;
      return { parameter, offset: 0, bytes, access, isDynamic: true };
    });
    return (
      this.#steps.push({ label: `${name}/${names.join("+")}`, wgsl, groups: [1, 1], bindings, bases: parameters }) - 1
    );
  }

  /** Trips are counted on the device: by one kernel before the loop, and one at the end of its body. */
  #loop({ trips, counter, predicate, body }: Loop): Action[] {
    const count = (value: (trip: Expr) => Expr): Action[] => {
      if (!counter) return [];
      const index = constant("i32", counter.element);
      const stores = [{ buffer: counter.buffer, index, value: value(load("i32", counter.buffer, index)) }];
      return this.#kernel({ name: "trip", grid: [], reduce: [], accumulators: [], stores });
    };
    return [
      ...count(() => constant("i32", 0)),
      {
        kind: "loop",
        ...(trips !== undefined && { trips }),
        ...(predicate !== undefined && { predicate: this.#word(predicate) }),
        body: [...this.#actions(body), ...count((trip) => binary("add", trip, constant("i32", 1)))],
      },
    ];
  }

  #kernel(kernel: Kernel): Action[] {
    const { buffers, name } = this.#program;
    const { shaders, scratch } = kernelShaders(kernel, buffers, this.#home, this.#tuning, this.#chooseTile);
    this.#useScratch(scratch);
    return shaders.map(({ wgsl, slots, groups }) => {
      const label = `${name}/${kernel.name}`;
      checkSlots(label, slots, this.#info);
      const inHeap = slots.filter((slot) => this.#isInHeap(slot.buffers[0]!)).length;
      const canMove = inHeap <= this.#info.dynamicStorageBuffers;
      const bindings = slots.map((slot): Binding => {
        const buffer = slot.buffers[0]!;
        const { parameter, offset } = this.#word(buffer);
        const bytes = slot.size * 4;
        if (parameter < 0) this.#arenaBytes = Math.max(this.#arenaBytes, offset + bytes);
        const binding = { parameter, offset, bytes, access: slot.written ? "write" : "read" } as const;
        return canMove && this.#isInHeap(buffer) ? { ...binding, isDynamic: true } : binding;
      });
      return this.#steps.push({ label, wgsl, groups, bindings }) - 1;
    });
  }

  /** Makes room behind the temporaries for so many words. */
  #useScratch(words: number): void {
    this.#places[scratchBuffer(this.#program.buffers)] = { parameter: special.arena, offset: this.#scratchOffset };
    if (words > 0) this.#arenaBytes = Math.max(this.#arenaBytes, this.#scratchOffset + words * 4);
  }

  #isInHeap(buffer: number): boolean {
    const declared = this.#program.buffers[this.#home[buffer] ?? buffer];
    return declared !== undefined && isSmall(declared); // scratch memory is not declared
  }

  #word(buffer: number): Word {
    return this.#places[this.#home[buffer] ?? buffer]!;
  }
}

/** Where each buffer of the program is found at run time. */
function memoryPlaces({ buffers, inputs, outputs, ...program }: Program): Word[] {
  const parameters = new Map([...inputs, ...outputs].map((buffer, place) => [buffer, place]));
  const constants = constantOffsets({ ...program, buffers, inputs, outputs }).offsets;
  return buffers.map((buffer: BufferDecl, n) => {
    if (buffer.kind === "temporary") return { parameter: special.arena, offset: buffer.offset ?? 0 };
    if (buffer.kind === "constant") return { parameter: parameters.size, offset: constants.get(n)! };
    return { parameter: parameters.get(n)!, offset: 0 };
  });
}

function checkSlots(label: string, slots: Shader["slots"], info: AdapterInfo): void {
  if (slots.length > info.storageBuffersPerShader) {
    throw new Error(
      `Cannot run kernel ${label}: it names ${slots.length} buffers, and the adapter allows ${info.storageBuffersPerShader} per shader`,
    );
  }
  for (const { size } of slots) {
    if (size * 4 <= info.maxBindingBytes) continue;
    throw new Error(
      `Cannot run kernel ${label}: a buffer has ${size * 4} bytes, and the adapter's shaders reach ${info.maxBindingBytes}`,
    );
  }
}

/** The generated code, for people: each shader under the name of its kernel and what its buffers are. */
export function printPlan(plan: DevicePlan, program: Program): string {
  const parameters = [
    ...program.inputs.map((_, n) => `input ${n}`),
    ...program.outputs.map((_, n) => `output ${n}`),
    "constants",
  ];
  const steps = plan.steps.map(({ label, wgsl, groups, bindings }) => {
    const memory = bindings.map(({ parameter, offset }, n) => {
      const name = Object.entries(special).find(([, number]) => number === parameter)?.[0];
      return `${n}: ${name ?? parameters[parameter]}${name === "arena" ? ` at ${offset}` : ""}`;
    });
    return `// ${label}, ${groups[0] * groups[1]} workgroups; ${memory.join(", ")}\n${wgsl}`;
  });
  const order = plan.actions.every((action) => typeof action === "number")
    ? []
    : [`// order: ${printActions(plan.actions)}`];
  return [...order, ...steps].join("\n");
}

function printActions(actions: readonly Action[]): string {
  return actions.map(printAction).join(" ");
}

function printAction(action: Action): string {
  if (typeof action === "number") return String(action);
  if (action.kind === "branch") return `either(${action.branches.map(printActions).join(" | ")})`;
  const head = [...(action.trips === undefined ? [] : [String(action.trips)]), ...(action.predicate ? ["while"] : [])];
  return `repeat ${head.join(" ")}(${printActions(action.body)})`;
}
