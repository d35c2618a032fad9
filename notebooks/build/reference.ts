/** The reference values of an exercise, computed by real JAX: `solutions/basic-1.reference.json`. */
import { BadInput } from "../badInput.ts";

/** Values for one seed. */
export interface ReferenceCase {
  readonly seed: number;
  readonly [name: string]: unknown;
}

export interface Reference {
  /** Cases of the learner's own checks. */
  readonly public: readonly ReferenceCase[];
  /** Cases that only the grader knows. */
  readonly hidden: readonly ReferenceCase[];
}

/**
 * Reads a reference file.
 *
 * @param text its content
 * @param path what to call it
 */
export function parseReference(text: string, path: string): Reference {
  let file: Partial<Reference>;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new BadInput(`Cannot read ${path}: it is not JSON (${(error as Error).message})`, { cause: error });
  }
  for (const side of ["public", "hidden"] as const) {
    const cases: unknown = file[side];
    if (!Array.isArray(cases) || !cases.every((one) => Number.isInteger(one?.seed))) {
      throw new BadInput(
        `Cannot read ${path}: ${side} must be a list of cases, each with a seed; run its Python script again`,
      );
    }
  }
  return { public: file.public!, hidden: file.hidden! };
}
