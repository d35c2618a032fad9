import { mapParts } from "./mapParts.ts";
import type { Step } from "./step.ts";

/** The learner's places hold the solution, without the marks around it. */
export const showSolutions: Step = (notebook, exercise) => mapParts(notebook, exercise, (part) => part.solution);
