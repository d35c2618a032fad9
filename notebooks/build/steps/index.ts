/** What is done to the master of an exercise, in order, to get each of its notebooks. */
import { addNbgrader } from "./addNbgrader.ts";
import { lockCells } from "./lockCells.ts";
import { openStarters } from "./openStarters.ts";
import { showSolutions } from "./showSolutions.ts";
import type { Step } from "./step.ts";

/** The learner's notebook. */
export const studentSteps: readonly Step[] = [openStarters, lockCells, addNbgrader];

/** The teacher's notebook. */
export const solutionSteps: readonly Step[] = [showSolutions, addNbgrader];
