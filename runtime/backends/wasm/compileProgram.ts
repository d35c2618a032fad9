/**
 * A program as one Wasm module: a function for each kernel, and `run`, which calls them, inside of its loops and branches. JavaScript writes the addresses of
 * inputs and outputs into the program's argument block, then calls `run` once.
 *
 *     argument block: scratch address, then one address for each input and output, 4 bytes each; then room for the addresses that
 *                     a function which serves several kernels gets with each call (`prepare/repeatedKernels.ts`)
 *
 * In place of a large kernel `run` calls the imported function `parallel` with its number: JavaScript then shares its parts among threads.
 */
import type { ScalarType } from "../../ir/expr.ts";
import type { BufferDecl, Kernel, Order, Program } from "../../ir/kernel.ts";
import { expandMath } from "../../ir/math/expand.ts";
import { Analysis } from "./emit/analysis.ts";
import { choosePlan } from "./emit/choosePlan.ts";
import { type EmittedKernel, emitKernel } from "./emit/emitKernel.ts";
import { emitOrder, orderScratch } from "./emit/emitOrder.ts";
import { emitSteps } from "./emit/emitSteps.ts";
import { loopsOf } from "./emit/loops.ts";
import { partsOf } from "./emit/partsOf.ts";
import { type Code, call, i32, load, local, operation, type Statement, store, type Value } from "./module/code.ts";
import { encodeModule } from "./module/encodeModule.ts";
import { printFunction } from "./module/printFunction.ts";
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
  const compiler = new StepCompiler(program.arenaBytes, options);
  const repeated = repeatedKernels(program);
  const parameters = argumentBlock + 4 * (1 + slots.size);
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
  const body = emitSteps(program.steps, { kernelCalls, orderCall, bufferAddress });
  const { functions, scratchBytes, shared } = compiler;
  return { functions: [...functions, { name: "run", params: [], body }], scratchBytes, shared };
}

const scratchAddress = (argumentBlock: number, offset: number): Value =>
  operation("i32.add", load("i32.load", i32(argumentBlock)), i32(offset));

type AddressOf = (buffer: number) => Value;

/** Turns the steps of one program into functions. */
class StepCompiler {
  readonly #arenaBytes: number;
  readonly #options: CompileOptions;
  readonly functions: Code[] = [];
  readonly shared: Part[][] = [];
  scratchBytes: number;
  #steps = 0;

  constructor(arenaBytes: number, options: CompileOptions) {
    this.#arenaBytes = arenaBytes;
    this.#options = options;
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

/** 32-bit words of a program's argument block. */
export function argumentWords({ inputs, outputs, buffers }: Program): number {
  return 1 + inputs.length + outputs.length + buffers.length;
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
