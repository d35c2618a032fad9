/**
 * A program as one Wasm module: a function for each kernel, and `run`, which calls them, inside of its loops and branches. JavaScript writes the addresses of
 * inputs and outputs into the program's argument block, then calls `run` once.
 *
 *     argument block: scratch address, then one address for each input and output, 4 bytes each
 *
 * In place of a large kernel `run` calls the imported function `parallel` with its number: JavaScript then shares its parts among threads.
 */
import type { ScalarType } from "../../ir/expr.ts";
import type { Kernel, Order, Program } from "../../ir/kernel.ts";
import { expandMath } from "../../ir/math/expand.ts";
import { Analysis } from "./emit/analysis.ts";
import { choosePlan } from "./emit/choosePlan.ts";
import { type EmittedKernel, emitKernel } from "./emit/emitKernel.ts";
import { emitOrder, orderScratch } from "./emit/emitOrder.ts";
import { emitSteps } from "./emit/emitSteps.ts";
import { loopsOf } from "./emit/loops.ts";
import { partsOf } from "./emit/partsOf.ts";
import { type Code, call, i32, load, local, operation, type Statement, type Value } from "./module/code.ts";
import { encodeModule } from "./module/encodeModule.ts";
import { printFunction } from "./module/printFunction.ts";
import { normalize } from "./prepare/normalize.ts";
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
  const { argumentBlock, relaxed } = options;
  const buffers = [...program.buffers];
  const bufferAddress = (number: number): Value => {
    const declared = buffers[number]!;
    switch (declared.kind) {
      case "constant":
        return i32(options.constantAddress(number));
      case "temporary":
        return operation("i32.add", load("i32.load", i32(argumentBlock)), i32(declared.offset!));
      case "input":
      case "output":
        return load("i32.load", i32(argumentBlock + 4 * slots.get(number)!));
      default:
        throw declared.kind satisfies never;
    }
  };
  let scratchBytes = program.arenaBytes;
  const functions: Code[] = [];
  const shared: Part[][] = [];
  const callOf = (emitted: EmittedKernel, count: number): Statement => {
    const parts = options.threads && count > 0 ? partsOf(emitted, count) : [];
    if (parts.length < 2) return call(emitted.functions.at(-1)!);
    shared.push(parts.map(({ range, from, to }) => ({ name: range.code.name, from, to })));
    return call(parallel, [i32(shared.length - 1)]);
  };
  let kernels = 0;
  /** Room behind the temporaries: what one step keeps for itself, the next may overwrite. */
  const scratchFrom = (start: number): ((size: number, type: ScalarType) => number) => {
    let offset = start;
    return (size, type) => {
      buffers.push({ kind: "temporary", type, size, offset });
      offset += Math.ceil(size / 64) * 256;
      scratchBytes = Math.max(scratchBytes, offset);
      return buffers.length - 1;
    };
  };
  const orderCall = (order: Order): Statement => {
    const size = orderScratch(order);
    const scratch = size > 0 ? scratchFrom(program.arenaBytes)(size, "u32") : undefined;
    const emitted = emitOrder(order, `k${kernels++}_${order.name}`, bufferAddress, scratch);
    functions.push(...emitted);
    return call(emitted.at(-1)!);
  };
  const kernelCalls = (kernel: Kernel): Statement[] => {
    const n = kernels++;
    const parts = normalize(kernel, buffers, scratchFrom(program.arenaBytes));
    return parts.map((part, m) => {
      const name = `k${n}${parts.length > 1 ? `.${m}` : ""}_${part.name}`;
      // Planned while functions are single expressions, and expressions few.
      const analysis = new Analysis(loopsOf(part));
      const plan = choosePlan(part, analysis);
      const emitted = emitKernel(expandMath(part), analysis, plan, name, { bufferAddress, relaxed });
      functions.push(...emitted.functions);
      return callOf(emitted, plan.parts);
    });
  };
  const run: Code = {
    name: "run",
    params: [],
    body: emitSteps(program.steps, { kernelCalls, orderCall, bufferAddress }),
  };
  return { functions: [...functions, run], scratchBytes, shared };
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
