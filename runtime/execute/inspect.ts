import { compileStages } from "../compile/compile.ts";
import { explain } from "../compile/explain.ts";
import type { Evaluator } from "../core/evaluator.ts";
import type { Inspection } from "../core/inspection.ts";
import type { Jaxpr } from "../core/jaxpr.ts";
import { printProgram } from "../ir/print.ts";
import { defaultBackend } from "./backends.ts";
import { prepared } from "./programs.ts";

/** Opens the program of a jaxpr, on the backend in force. Compiles it anew to see the stages, which are not kept. */
export function inspect(jaxpr: Jaxpr, evaluate: Evaluator["evaluate"], record: Evaluator["record"]): Inspection {
  const backend = defaultBackend();
  const stages = compileStages(jaxpr, { buffersPerKernel: backend.limits.buffersPerKernel });
  const { program } = stages;
  const bytesOf = (numbers: readonly number[]): number =>
    numbers.reduce((sum, number) => sum + 4 * program.buffers[number]!.size, 0);
  const code = prepared(backend, jaxpr).executable.text;
  return {
    backend: backend.name,
    steps: explain(stages, backend.limits.sections),
    memory: {
      argumentBytes: bytesOf(program.inputs),
      outputBytes: bytesOf(program.outputs),
      temporaryBytes: program.arenaBytes,
      codeBytes: code.length,
    },
    kernels: printProgram(program),
    code,
    time(inputs, rounds) {
      return record(() => {
        for (let round = 0; round < rounds; round++) for (const buffer of evaluate(jaxpr, inputs)) buffer.release();
      });
    },
  };
}
