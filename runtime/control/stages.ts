/**
 * The stages of a jitted function, opened for people: traced (`Lowered`), compiled (`Stage`). As JAX's, with kernels for HLO.
 *
 *     jit(f).lower(x)              the jaxpr                                   asText()
 *           .compile()             kernels, their cost, memory, reasons       asText() explain() costAnalysis() memoryAnalysis()
 *           .profile(x)            times of kernels                           kernels, toString()
 */
import { DeviceArray, type JaxArray } from "../core/array.ts";
import { evaluator } from "../core/evaluator.ts";
import { needsHost } from "../core/hostProgram.ts";
import type { Inspection, StepReport } from "../core/inspection.ts";
import type { Jaxpr } from "../core/jaxpr.ts";
import { asksForDevices, type Placement } from "../core/placement.ts";
import { printJaxpr } from "../core/printJaxpr.ts";
import { Profile } from "../core/profile.ts";
import { showInConsole } from "../core/showInConsole.ts";
import type { Sharding } from "../sharding/index.ts";
import { type Partitioned, partition } from "../transforms/spmd/index.ts";
import { printAval } from "../types/aval.ts";
import { type CollectiveReport, collectivesOf } from "./collectives.ts";
import { Explanation } from "./explanation.ts";

/** A function traced for the shapes of some arguments. */
export class Lowered<F extends (...args: any[]) => any = (...args: any[]) => any> {
  /** Captured arrays come first among the inputs. */
  readonly jaxpr: Jaxpr;
  readonly #call: F;
  readonly #operandsOf: (args: Parameters<F>) => readonly JaxArray[];
  readonly #placements: readonly (Placement | undefined)[];

  /**
   * @param operandsOf the jaxpr's operands for arguments of the function; throws for arguments of other shapes
   * @param operands those for which it was lowered: where they lie decides where the program runs
   */
  constructor(
    jaxpr: Jaxpr,
    call: F,
    operandsOf: (args: Parameters<F>) => readonly JaxArray[],
    operands: readonly JaxArray[],
  ) {
    this.jaxpr = jaxpr;
    this.#call = call;
    this.#operandsOf = operandsOf;
    this.#placements = operands.map((x) => (x instanceof DeviceArray ? x.placement : undefined));
  }

  /** The jaxpr: `{ lambda ; a:f32[3]. let … in (…) }`. */
  asText(): string {
    return printJaxpr(this.jaxpr);
  }

  toString(): string {
    return this.asText();
  }

  /**
   * The program for the backend in force.
   *
   * @throws Error for a function with callbacks (`jax.debug.print`), whose program the host runs in pieces
   */
  compile(): CompiledFunction<F> {
    if (needsHost(this.jaxpr)) {
      throw new Error(
        "Cannot compile this function as one program: JavaScript is called somewhere in it, and the host runs the pieces between; leave debug.print and callbacks out to see its kernels",
      );
    }
    const isPlaced = this.#placements.some(Boolean) || asksForDevices(this.jaxpr);
    const placed = isPlaced ? partition(this.jaxpr, this.#placements) : undefined;
    const inspection = evaluator().inspect(placed?.jaxpr ?? this.jaxpr);
    const call = this.#call;
    const run = ((...args: Parameters<F>) => call(...args)) as F;
    return Object.assign(
      Object.setPrototypeOf(run, compiledPrototype) as F,
      stageOf(inspection, this.jaxpr, this.#operandsOf, this.#placements, placed),
    );
  }
}

showInConsole(Lowered);

/** The prototype of compiled functions, for what all of them have. */
export const compiledPrototype: object = Object.create(Function.prototype) as object;

/** What a compiled function tells of itself. */
export interface Stage<A extends readonly unknown[]> {
  /**
   * The program: its buffers and kernels; with `dialect: "code"` what the backend generated (WGSL, a listing of WebAssembly); with `dialect:
   * "device"` the jaxpr of one device of a mesh, with its collectives.
   */
  asText(options?: { readonly dialect?: "kernels" | "code" | "device" }): string;
  /** A table of the kernels: what was fused into each, its loops, bytes and operations; and what is kept in memory, and why. */
  explain(): Explanation;
  /** The same as data. */
  readonly steps: readonly StepReport[];
  /** How its operands lie on devices (captured arrays first), and its results; undefined: on the first device. */
  readonly inputShardings: readonly (Sharding | undefined)[];
  readonly outputShardings: readonly (Sharding | undefined)[];
  /** What the devices of a mesh send one another in one call, in order. */
  readonly collectives: readonly CollectiveReport[];
  /** Operations, calls of mathematical functions, and bytes moved, of one call. */
  costAnalysis(): { readonly flops: number; readonly transcendentals: number; readonly bytesAccessed: number };
  /** Bytes by purpose. */
  memoryAnalysis(): {
    readonly argumentSizeInBytes: number;
    readonly outputSizeInBytes: number;
    readonly tempSizeInBytes: number;
    readonly generatedCodeSizeInBytes: number;
  };
  /** Runs it kernel by kernel, some times over (less often if that takes long), and says how long each took; modules and arguments stay as they are. */
  profile(...args: A): Profile;
}

/** A compiled function: callable, and open. */
export type CompiledFunction<F extends (...args: any[]) => any> = F & Stage<Parameters<F>>;

const warmRounds = 20;
const rounds = 30;
/** Fewer rounds for programs that take long. */
const patienceMs = 500;

function stageOf<A extends readonly unknown[]>(
  inspection: Inspection,
  jaxpr: Jaxpr,
  operandsOf: (args: A) => readonly JaxArray[],
  placements: readonly (Placement | undefined)[],
  placed: Partitioned | undefined,
): Stage<A> {
  const { steps, memory, kernels, code } = inspection;
  const device = placed?.device?.jaxpr;
  return {
    asText: ({ dialect = "kernels" } = {}) => ({ kernels, code, device: printJaxpr(device ?? jaxpr) })[dialect],
    inputShardings: placements as readonly (Sharding | undefined)[],
    outputShardings: (placed?.placements ?? jaxpr.outputs.map(() => undefined)) as readonly (Sharding | undefined)[],
    collectives: device ? collectivesOf(device, placed.mesh!) : [],
    explain: () => new Explanation(inspection),
    steps,
    costAnalysis() {
      const top = steps.filter(({ depth }) => depth === 0);
      const sum = (of: (report: StepReport) => number): number => top.reduce((all, report) => all + of(report), 0);
      return {
        flops: sum(({ work }) => work.flops),
        transcendentals: sum(({ work }) => work.transcendentals),
        bytesAccessed: sum(({ work }) => work.bytesRead + work.bytesWritten),
      };
    },
    memoryAnalysis: () => ({
      argumentSizeInBytes: memory.argumentBytes,
      outputSizeInBytes: memory.outputBytes,
      tempSizeInBytes: memory.temporaryBytes,
      generatedCodeSizeInBytes: memory.codeBytes,
    }),
    profile(...args) {
      const inputs = operandsOf(args).map((operand, i) => {
        if (operand instanceof DeviceArray) return operand.buffer;
        throw new TypeError(
          `Cannot profile with a traced ${printAval(jaxpr.inputs[i]!.aval)}: call profile outside of transformed functions`,
        );
      });
      inspection.time(inputs, 1); // makes a program of each step
      const begin = performance.now();
      inspection.time(inputs, 1);
      const once = performance.now() - begin;
      const affordable = Math.max(1, Math.floor(patienceMs / Math.max(once, 0.01)));
      inspection.time(inputs, Math.min(warmRounds, affordable));
      return new Profile(inspection.time(inputs, Math.min(rounds, affordable)));
    },
  };
}
