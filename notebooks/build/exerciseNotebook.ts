import type { Notebook } from "../nbformat.ts";
import type { Exercise } from "./exercise.ts";
import { notebookMetadata } from "./notebookMetadata.ts";
import { pointsOf } from "./pointsOf.ts";
import type { Step } from "./steps/step.ts";

/**
 * A notebook of an exercise, without outputs.
 *
 * @param exercise the master
 * @param steps what makes this notebook of it: `studentSteps` or `solutionSteps`
 */
export function exerciseNotebook(exercise: Exercise, steps: readonly Step[]): Notebook {
  const own = { kind: "exercise", exercise: exercise.id, title: exercise.title, points: pointsOf(exercise.checks) };
  const metadata = notebookMetadata(exercise.document, own);
  const master: Notebook = { nbformat: 4, nbformat_minor: 5, metadata, cells: [...exercise.cells] };
  return steps.reduce((notebook, step) => step(notebook, exercise), master);
}
