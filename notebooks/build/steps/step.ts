import type { Notebook } from "../../nbformat.ts";
import type { Exercise } from "../exercise.ts";

/** One change on the way from the master of an exercise to a notebook. Pure: what comes in is left alone. */
export type Step = (notebook: Notebook, exercise: Exercise) => Notebook;
