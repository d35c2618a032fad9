/** Compiled programs, kept with their jaxpr for as long as that lives, per backend. */
import type { Backend, Executable } from "../backends/backend.ts";
import { compile, type ResultSource } from "../compile/compile.ts";
import { mayReplace } from "../compile/mayReplace.ts";
import type { Jaxpr } from "../core/jaxpr.ts";
import { withInterning } from "../ir/intern.ts";
import type { Aval } from "../types/aval.ts";

/** A jaxpr ready to run on one backend. */
export interface Prepared {
  readonly executable: Executable;
  /** Where each result of the jaxpr comes from, and whether it shares memory with an input or an earlier result. */
  readonly results: readonly (ResultSource & { readonly shared: boolean })[];
  /** Size and first aval of each output of the program. */
  readonly outputs: readonly { readonly bytes: number; readonly aval: Aval }[];
  /** Whether an output of the program may be stored where an input is; by place. */
  mayReplace(output: number, input: number): boolean;
}

const programs = new WeakMap<Backend, WeakMap<Jaxpr, Prepared>>();

/** The program of a jaxpr, compiled at the first call. */
export function prepared(backend: Backend, jaxpr: Jaxpr): Prepared {
  let ofBackend = programs.get(backend);
  if (!ofBackend) programs.set(backend, (ofBackend = new WeakMap()));
  let program = ofBackend.get(jaxpr);
  if (!program) ofBackend.set(jaxpr, (program = prepare(backend, jaxpr)));
  return program;
}

function prepare(backend: Backend, jaxpr: Jaxpr): Prepared {
  // One table of expressions for compiler and backend: an expression that the backend derives is the very one in the kernel.
  return withInterning(() => compileAndPrepare(backend, jaxpr));
}

function compileAndPrepare(backend: Backend, jaxpr: Jaxpr): Prepared {
  const { program, results } = compile(jaxpr, { buffersPerKernel: backend.limits.buffersPerKernel });
  const outputs = program.outputs.map((number, position) => {
    const first = results.findIndex((source) => source.kind === "output" && source.position === position);
    return { bytes: program.buffers[number]!.size * 4, aval: jaxpr.outputs[first]!.aval };
  });
  const shared = results.map(({ kind, position }, n) => {
    return (
      kind === "input" || results.slice(0, n).some((earlier) => earlier.kind === kind && earlier.position === position)
    );
  });
  const passed = new Set(results.flatMap(({ kind, position }) => (kind === "input" ? [position] : [])));
  // A program is asked about the same pairs again and again.
  const lastInputs = new Int32Array(outputs.length).fill(-1);
  const lastAnswers = new Uint8Array(outputs.length);
  return {
    mayReplace(output, input) {
      if (lastInputs[output] !== input) {
        const answer = !passed.has(input) && mayReplace(program, program.outputs[output]!, program.inputs[input]!);
        lastInputs[output] = input;
        lastAnswers[output] = answer ? 1 : 0;
      }
      return lastAnswers[output] === 1;
    },
    executable: backend.prepare(program),
    results: results.map((source, n) => ({ ...source, shared: shared[n]! })),
    outputs,
  };
}
