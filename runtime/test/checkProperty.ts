/** How properties of random programs are run: in portions, from a seed that CI fixes and `NNXLAB_SEED` sets. */
import fc from "fast-check";
import type { JaxArray } from "../core/array.ts";
import { withBackend } from "../execute/backends.ts";
import { jax } from "../index.ts";
import { arrayOf, differenceOf, elementsOf } from "./hostArrays.ts";
import { inputsOf, type Program, print, run } from "./randomPrograms.ts";

const seed = Number(process.env.NNXLAB_SEED ?? 20_261_128);
const portion = 250;

/**
 * Throws for the smallest program found of which `holds` throws; the message has the program, and the seed that shows it again.
 *
 * @param programs which programs
 * @param cases how many
 * @param holds throws where the property does not hold
 */
export async function checkProperty(
  programs: fc.Arbitrary<Program>,
  cases: number,
  holds: (program: Program) => void,
): Promise<void> {
  for (let done = 0; done < cases; done += portion) {
    const part = { seed: seed + done, numRuns: Math.min(portion, cases - done), endOnFailure: false };
    const result = fc.check(fc.property(programs, holds), part);
    if (result.failed) {
      const [program] = result.counterexample!;
      throw new Error(
        `${print(program)}\n${(result.errorInstance as Error).message}\nAgain: NNXLAB_SEED=${seed}; shrunk ${result.numShrinks} times`,
        { cause: result.errorInstance },
      );
    }
    jax.clearCaches(); // programs that will not come again
    await new Promise((resolve) => setImmediate(resolve)); // the collector reports here
  }
}

/** Throws unless both lists hold the same numbers within tolerances. */
export function expectSame(
  actual: readonly JaxArray[],
  expected: readonly JaxArray[],
  tolerance: { readonly rtol: number; readonly atol: number },
): void {
  actual.forEach((x, i) => {
    const difference = differenceOf(x, expected[i]!, tolerance);
    if (difference) throw new Error(`result ${i}: ${difference}`);
  });
}

/** The last values of a program, compiled as one for the default backend. */
export function compiled(program: Program): JaxArray[] {
  return jax.jit((...inputs: JaxArray[]) => run(program, inputs))(...inputsOf(program));
}

/** The same one operation at a time on the reference backend, as arrays of the default backend. */
export function onReference(program: Program): JaxArray[] {
  return withBackend("reference", () =>
    run(program, inputsOf(program)).map((x) => arrayOf(elementsOf(x), x.shape, x.dtype)),
  );
}
