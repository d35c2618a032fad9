import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Exercise, readExercise } from "../notebooks/build/exercise.ts";
import { specCells } from "../notebooks/build/publicSpec.ts";
import { parseReference, type Reference } from "../notebooks/build/reference.ts";
import { projectRoot } from "../notebooks/projectRoot.ts";
import { isExerciseId, type Master, unknownExercise } from "./master.ts";

/**
 * The whole exercise, for grading.
 *
 * @param id as in `basic-1`
 * @param root the folder that holds `solutions`; default this package
 * @throws BadInput when there is no such exercise
 */
export function readMaster(id: string, root: string = projectRoot): Master {
  const exercise = readSolution(id, root);
  const path = `solutions/${id}.reference.json`;
  return masterOf(exercise, parseReference(readFile(join(root, path), id), path));
}

/** The exercise with its solution. */
export function readSolution(id: string, root: string = projectRoot): Exercise {
  const path = `solutions/${id}.md`;
  return readExercise(readFile(join(root, path), id), path);
}

/** A master of what an exercise file and its reference values say. */
export function masterOf(exercise: Exercise, reference: Reference): Master {
  const { id, title, parts, checks } = exercise;
  return { id, title, cells: specCells(exercise), parts, checks, cases: reference, unseenPoints: 0 };
}

function readFile(path: string, id: string): string {
  if (!isExerciseId(id) || !existsSync(path)) throw unknownExercise(id);
  return readFileSync(path, "utf8");
}
