/**
 * The compiler: a jaxpr in, a program out. Every stage is data that can be printed and checked.
 *
 *     jaxpr ─ inline ─ splitComplex ─ simplify ─▶ jaxpr ── lower ──▶ graph of values ── fuse ──▶ steps ── settle, gather, plan ──▶ program
 *                                  printJaxpr          printGraph                printKernel            printProgram
 */
import { config } from "../core/config.ts";
import type { Jaxpr } from "../core/jaxpr.ts";
import { withInterning } from "../ir/intern.ts";
import type { Program } from "../ir/kernel.ts";
import { verifyProgram } from "../ir/verify.ts";
import { fuse } from "./fuse.ts";
import { gather } from "./gather.ts";
import type { Graph } from "./graph.ts";
import { inline } from "./inline.ts";
import { lower } from "./lower.ts";
import { plan } from "./plan.ts";
import { type Origins, settle } from "./settle.ts";
import { simplify } from "./simplify.ts";
import { splitComplex } from "./splitComplex.ts";

/** Where a result of the jaxpr is found after its program has run. */
export type ResultSource =
  /** An input, passed through unchanged. */
  | { readonly kind: "input"; readonly position: number }
  /** An output of the program; several results may be the same one. */
  | { readonly kind: "output"; readonly position: number };

/** A program, and what becomes of its outputs. */
export interface Compiled {
  readonly program: Program;
  /** One per result of the jaxpr. */
  readonly results: readonly ResultSource[];
}

/** What the compiler must know of the device. */
export interface CompileOptions {
  /** Distinct buffers a kernel of the device may touch. */
  readonly buffersPerKernel: number;
  /** Name of the program in printed text; default `main`. */
  readonly name?: string;
}

/** What every stage made, for people and for tests. */
export interface Stages extends Compiled {
  readonly jaxpr: Jaxpr;
  readonly graph: Graph;
  /** Where the program's steps come from. */
  readonly origins: Origins;
}

const operationsPerValue = 512;

/** The program of a jaxpr. */
export function compile(jaxpr: Jaxpr, options: CompileOptions): Compiled {
  const { program, results } = compileStages(jaxpr, options);
  return { program, results };
}

/** The program of a jaxpr with everything on the way to it. */
export function compileStages(jaxpr: Jaxpr, { buffersPerKernel, name = "main" }: CompileOptions): Stages {
  return withInterning(() => {
    const simple = simplify(splitComplex(inline(jaxpr)));
    const graph = lower(simple, buffersPerKernel);
    const settled = settle(graph, fuse(graph, operationsPerValue));
    const { buffers, inputs, outputs, origins } = settled;
    const program = plan({ ...settled, steps: gather(settled.steps, buffers, inputs + outputs) }, name);
    if (config.enableChecks) verifyProgram(program);
    return { jaxpr: simple, graph, origins, program, results: resultsOf(graph) };
  });
}

function resultsOf(graph: Graph): ResultSource[] {
  const inputs = new Map(graph.inputs.map((number, position) => [number, position]));
  const outputs = new Map<number, number>();
  return graph.outputs.map((number) => {
    const position = inputs.get(number);
    if (position !== undefined) return { kind: "input", position };
    if (!outputs.has(number)) outputs.set(number, outputs.size);
    return { kind: "output", position: outputs.get(number)! };
  });
}
