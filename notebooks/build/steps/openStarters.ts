import { mapParts } from "./mapParts.ts";
import type { Step } from "./step.ts";

/** The learner's places hold the starter: everything around the solution, and a TODO. */
export const openStarters: Step = (notebook, exercise) => mapParts(notebook, exercise, (part) => part.starter);
