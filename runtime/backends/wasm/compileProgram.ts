/**
 * A program as one Wasm module: a function for each kernel, and `run`, which calls them, inside of its loops and branches. JavaScript writes the addresses of
 * inputs and outputs into the program's argument block, then calls `run` once.
 *
 *     argument block: scratch address, then one address for each input and output, 4 bytes each; the address of the table of sections
 *                     (`emit/sectionTable.ts`); then room for the addresses that a function which serves several kernels gets with
 *                     each call (`prepare/repeatedKernels.ts`)
 *
 * In place of a large kernel `run` calls the imported function `parallel` with its number: JavaScript then shares its parts among threads.
 */
import type { ScalarType } from "../../ir/expr.ts";
import type { BufferDecl, Kernel, Order, Program, Sections } from "../../ir/kernel.ts";
import { expandMath } from "../../ir/math/expand.ts";
import { rootsOf } from "../../ir/rewriteKernel.ts";
import { reachable } from "../../ir/walk.ts";
import { Analysis } from "./emit/analysis.ts";
import { choosePlan, partsWorth } from "./emit/choosePlan.ts";
import { type EmittedKernel, emitKernel } from "./emit/emitKernel.ts";
import { emitOrder, orderScratch } from "./emit/emitOrder.ts";
import { emitSteps } from "./emit/emitSteps.ts";
import { loopsOf } from "./emit/loops.ts";
import { partsOf } from "./emit/partsOf.ts";
import { addressIn, entryBytes, lengthIn, runEntries, SectionTable, type Source } from "./emit/sectionTable.ts";
import { type Code, call, i32, load, local, operation, type Statement, store, type Value } from "./module/code.ts";
import { encodeModule } from "./module/encodeModule.ts";
import { printFunction } from "./module/printFunction.ts";
import { type Alike, alikeSections } from "./prepare/alikeSections.ts";
import { normalize } from "./prepare/normalize.ts";
import { repeatedKernels } from "./prepare/repeatedKernels.ts";
import type { Part } from "./threads/messages.ts";

export interface CompileOptions {
  /** Address of the argument block. */
  readonly argumentBlock: number;
  /** Address of each constant, by buffer number. */
  readonly constantAddress: (buffer: number) => number;
  readonly relaxed: boolean;
  /** Whether threads share large kernels. */
  readonly threads: boolean;
}

/** The imported function that runs a shared kernel, given by its number. */
export const parallel: Code = { name: "parallel", params: [local("i32", "kernel")], body: [] };

export interface CompiledProgram {
  /** The last function is `run`. */
  readonly functions: readonly Code[];
  /** Bytes of scratch memory: temporaries and what kernels need beside them. */
  readonly scratchBytes: number;
  /** The parts of each shared kernel. */
  readonly shared: readonly (readonly Part[])[];
  /** What the table of sections holds at first; its address is a word of the argument block. */
  readonly table: readonly number[];
}

/** The functions of a program, its constants with their addresses, and what it writes where. */
export function compileProgram(program: Program, options: CompileOptions): CompiledProgram {
  const slots = argumentSlots(program);
  const { argumentBlock } = options;
  const bufferAddress = (number: number): Value => {
    const { kind, offset } = program.buffers[number]!;
    switch (kind) {
      case "constant":
        return i32(options.constantAddress(number));
      case "temporary":
        return scratchAddress(argumentBlock, offset!);
      case "input":
      case "output":
        return load("i32.load", i32(argumentBlock + 4 * slots.get(number)!));
      default:
        throw kind satisfies never;
    }
  };
  const tableWord = argumentBlock + 4 * tableSlot(program);
  const compiler = new StepCompiler(program.arenaBytes, options, load("i32.load", i32(tableWord)));
  const repeated = repeatedKernels(program);
  const parameters = tableWord + 4;
  const known = new Map<string, Statement[]>();
  const kernelCalls = (kernel: Kernel): Statement[] => {
    const form = repeated.get(kernel);
    if (!form) return compiler.kernelCalls(kernel, program.buffers, bufferAddress);
    let calls = known.get(form.key);
    if (!calls) {
      const declared = form.buffers.map((number) => program.buffers[number]!);
      const given = (number: number): Value => load("i32.load", i32(parameters + 4 * number));
      calls = compiler.kernelCalls(form.kernel, declared, given);
      known.set(form.key, calls);
    }
    const given = form.buffers.map((number, n) => store("i32.store", i32(parameters), 4 * n, bufferAddress(number)));
    return [...given, ...calls];
  };
  const orderCall = (order: Order): Statement => compiler.orderCall(order, program.buffers, bufferAddress);
  const sourceOf = (number: number): Source => {
    const { kind, offset } = program.buffers[number]!;
    if (kind === "temporary") return { word: argumentBlock, offset: offset! };
    return { word: argumentBlock + 4 * slots.get(number)!, offset: 0 };
  };
  const sectionsCalls = ({ kernels }: Sections): Statement[] => {
    const { alike, others } = alikeSections(kernels, program.buffers);
    const { calls, left } = compiler.alikeCalls(alike, program.buffers, sourceOf);
    return [...calls, ...[...others, ...left].flatMap(kernelCalls)];
  };
  const steps = emitSteps(program.steps, { kernelCalls, sectionsCalls, orderCall, bufferAddress });
  const body = [...compiler.fillTable(), ...steps];
  const { functions, scratchBytes, shared, table } = compiler;
  return {
    functions: [...functions, { name: "run", params: [], body }],
    scratchBytes,
    shared,
    table: table.words,
  };
}

const scratchAddress = (argumentBlock: number, offset: number): Value =>
  operation("i32.add", load("i32.load", i32(argumentBlock)), i32(offset));

type AddressOf = (buffer: number) => Value;

/** Turns the steps of one program into functions. */
class StepCompiler {
  readonly #arenaBytes: number;
  readonly #options: CompileOptions;
  /** The address of the table of sections. */
  readonly #tableBase: Value;
  readonly functions: Code[] = [];
  readonly shared: Part[][] = [];
  readonly table: SectionTable = new SectionTable();
  scratchBytes: number;
  #steps = 0;

  constructor(arenaBytes: number, options: CompileOptions, tableBase: Value) {
    this.#arenaBytes = arenaBytes;
    this.#options = options;
    this.#tableBase = tableBase;
    this.scratchBytes = arenaBytes;
  }

  /** The calls that run a kernel on buffers that are declared and found so. */
  kernelCalls(kernel: Kernel, declared: readonly BufferDecl[], addressOf: AddressOf): Statement[] {
    const { buffers, bufferAddress, addScratch } = this.#withScratch(declared, addressOf);
    const n = this.#steps++;
    const parts = normalize(kernel, buffers, addScratch);
    return parts.map((part, m) => {
      const name = `k${n}${parts.length > 1 ? `.${m}` : ""}_${part.name}`;
      // Planned while functions are single expressions, and expressions few.
      const analysis = new Analysis(loopsOf(part));
      const plan = choosePlan(part, analysis);
      const { relaxed } = this.#options;
      const emitted = emitKernel(expandMath(part), analysis, plan, name, { bufferAddress, relaxed });
      this.functions.push(...emitted.functions);
      return this.#call(emitted, plan.parts);
    });
  }

  /**
   * The calls that run sections which are alike, each kind by one function over its entries of the table; threads share the entries of all
   * kinds. What is left has too much to do for one entry.
   */
  alikeCalls(
    alike: readonly Alike[],
    declared: readonly BufferDecl[],
    sourceOf: (buffer: number) => Source,
  ): { calls: Statement[]; left: Kernel[] } {
    const left: Kernel[] = [];
    const runs: EntryRun[] = [];
    const step = this.#steps++;
    for (const kind of alike) {
      const run = this.#entriesOf(kind, `k${step}.${runs.length}_${kind.kernel.name}`, declared, sourceOf);
      if (run) runs.push(run);
      else left.push(...kind.sections.map(({ original }) => original));
    }
    const cost = runs.reduce((sum, run) => sum + run.cost, 0);
    const parts = this.#options.threads ? partsWorth(cost) : 0;
    if (parts < 2) {
      const calls = runs.map(({ code, starts, end }) => call(code, [i32(starts[0]!.at), i32(end)]));
      return { calls, left };
    }
    this.shared.push(runs.flatMap((run) => entryParts(run, cost / parts)));
    return { calls: [call(parallel, [i32(this.shared.length - 1)])], left };
  }

  /** Entries for all sections of a kind, and the function that runs them; undefined where they are no such kernels. */
  #entriesOf(
    { kernel, isLoose, sections }: Alike,
    name: string,
    declared: readonly BufferDecl[],
    sourceOf: (buffer: number) => Source,
  ): EntryRun | undefined {
    const buffers = sections[0]!.buffers.map((number) => declared[number]!);
    let needsScratch = false;
    const [part, ...others] = isLoose
      ? [kernel]
      : normalize(kernel, buffers, () => {
          needsScratch = true;
          return buffers.length;
        });
    if (!part || others.length > 0 || needsScratch) return undefined;
    const analysis = new Analysis(loopsOf(part));
    const plan = { ...choosePlan(part, analysis), parts: 0 };
    if (!isLoose && partsWorth(plan.cost) > 0) return undefined;
    const entry = local("i32", "entry");
    const emitted = emitKernel(expandMath(part), analysis, plan, `${name}_section`, {
      bufferAddress: (n) => addressIn(entry, n),
      relaxed: this.#options.relaxed,
      params: [entry],
      ...(isLoose ? { length: lengthIn(entry) } : {}),
    });
    const one = emitted.functions.at(-1)!;
    const code = runEntries(one, name, entryBytes(buffers.length), this.#tableBase);
    this.functions.push(...emitted.functions, code);
    const steps = [...part.grid, ...part.reduce].reduce((a, b) => a * b, 1);
    const costOf = (length: number): number => entryCost + (plan.cost * (isLoose ? length : steps)) / steps;
    const starts: EntryStart[] = [];
    const strides = stridesOf(part, buffers.length);
    for (const { length, buffers: own } of sections) {
      const most = isLoose && part.accumulators.length === 0 ? longestEntry : length;
      for (let start = 0, left = true; left; start += most, left = start < length) {
        const sources = own.map((number, n) => {
          const { word, offset } = sourceOf(number);
          return { word, offset: offset + 4 * strides[n]! * start };
        });
        const size = Math.min(most, length - start);
        starts.push({ at: this.table.add(size, sources), cost: costOf(size) });
      }
    }
    const end = starts.at(-1)!.at + entryBytes(buffers.length);
    return { code, starts, end, cost: starts.reduce((sum, { cost }) => sum + cost, 0) };
  }

  /** What fills in the addresses of the table before anything runs. */
  fillTable(): Statement[] {
    if (this.table.isEmpty) return [];
    const fill = this.table.fill("addresses", this.#tableBase);
    this.functions.push(fill);
    return [call(fill)];
  }

  /** The call that puts keys in order. */
  orderCall(order: Order, declared: readonly BufferDecl[], addressOf: AddressOf): Statement {
    const { bufferAddress, addScratch } = this.#withScratch(declared, addressOf);
    const size = orderScratch(order);
    const scratch = size > 0 ? addScratch(size, "u32") : undefined;
    const emitted = emitOrder(order, `k${this.#steps++}_${order.name}`, bufferAddress, scratch);
    this.functions.push(...emitted);
    return call(emitted.at(-1)!);
  }

  /** Buffers with room behind the temporaries: what one step keeps for itself, the next may overwrite. */
  #withScratch(declared: readonly BufferDecl[], addressOf: AddressOf) {
    const buffers = [...declared];
    let offset = this.#arenaBytes;
    const addScratch = (size: number, type: ScalarType): number => {
      buffers.push({ kind: "temporary", type, size, offset });
      offset += Math.ceil(size / 64) * 256;
      this.scratchBytes = Math.max(this.scratchBytes, offset);
      return buffers.length - 1;
    };
    const { argumentBlock } = this.#options;
    const bufferAddress = (number: number): Value =>
      number < declared.length ? addressOf(number) : scratchAddress(argumentBlock, buffers[number]!.offset!);
    return { buffers, bufferAddress, addScratch };
  }

  #call(emitted: EmittedKernel, count: number): Statement {
    const parts = this.#options.threads && count > 0 ? partsOf(emitted, count) : [];
    if (parts.length < 2) return call(emitted.functions.at(-1)!);
    this.shared.push(parts.map(({ range, from, to }) => ({ name: range.code.name, from, to })));
    return call(parallel, [i32(this.shared.length - 1)]);
  }
}

/** Elements of a section that one entry of the table stands for. */
const longestEntry = 2 ** 15;
/** Instructions that go into an entry besides those of its elements. */
const entryCost = 32;

/** The entries of sections that are alike, one behind the other in the table. */
interface EntryRun {
  readonly code: Code;
  readonly starts: readonly EntryStart[];
  readonly end: number;
  readonly cost: number;
}

/** Where an entry begins in the table, in bytes, and about how many instructions it takes. */
interface EntryStart {
  readonly at: number;
  readonly cost: number;
}

/** Parts of about the same cost. */
function entryParts({ code, starts, end }: EntryRun, cost: number): Part[] {
  const parts: Part[] = [];
  let sum = 0;
  let from = starts[0]!.at;
  starts.forEach((start, n) => {
    sum += start.cost;
    const to = starts[n + 1]?.at ?? end;
    if (sum < cost && to < end) return;
    parts.push({ name: code.name, from, to });
    [from, sum] = [to, 0];
  });
  return parts;
}

/** 1 for buffers that a loose kernel goes through element by element, 0 for those of which it needs one. */
function stridesOf(kernel: Kernel, count: number): number[] {
  const strides = new Array<number>(count).fill(0);
  for (const { buffer, index } of kernel.stores) if (index.kind === "index") strides[buffer] = 1;
  for (const x of reachable(rootsOf(kernel))) if (x.kind === "load" && x.index.kind === "index") strides[x.buffer] = 1;
  return strides;
}

/** 32-bit words of a program's argument block. */
export function argumentWords(program: Program): number {
  return tableSlot(program) + 1 + program.buffers.length;
}

/** The word of the argument block that says where the table of sections is. */
export function tableSlot({ inputs, outputs }: Program): number {
  return 1 + inputs.length + outputs.length;
}

/** Place of each input and output in the argument block, behind the scratch address. */
export function argumentSlots({ inputs, outputs }: Program): Map<number, number> {
  return new Map([...inputs, ...outputs].map((buffer, n) => [buffer, n + 1]));
}

/** The bytes of a compiled program as a Wasm module; `threads` as it was compiled. */
export function encodeProgram({ functions, shared }: CompiledProgram, threads: boolean): Uint8Array<ArrayBuffer> {
  const names = new Set(shared.flat().map(({ name }) => name));
  const exported = functions.filter(({ name }) => names.has(name));
  return encodeModule(functions, [...exported, functions.at(-1)!], { imported: [parallel], shared: threads });
}

/** A listing of a compiled program, for people. */
export function printProgram({ functions }: CompiledProgram): string {
  return functions.map(printFunction).join("\n\n");
}
