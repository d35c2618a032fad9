import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BadInput } from "../notebooks/badInput.ts";
import type { PublicSpec } from "../notebooks/build/publicSpec.ts";
import { projectRoot } from "../notebooks/projectRoot.ts";
import { isExerciseId, type Master, unknownExercise } from "./master.ts";

/**
 * The public side of an exercise, for learners.
 *
 * @param id as in `basic-1`
 * @param roots folders that may hold `exercises`, tried in order
 * @throws BadInput when there is no such exercise
 */
export function readPublicMaster(id: string, roots: readonly string[] = [projectRoot]): Master {
  const paths = roots.flatMap((root) => [join(root, `${id}.json`), join(root, "exercises", `${id}.json`)]);
  const path = paths.find((one) => existsSync(one));
  if (!isExerciseId(id) || path === undefined) throw unknownExercise(id, roots.flatMap(exercisesIn));
  let spec: PublicSpec;
  try {
    spec = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new BadInput(`Cannot read ${path}: ${(error as Error).message}; run \`npx nnxlab course build\``, {
      cause: error,
    });
  }
  const { title, cells, parts, checks, cases, points } = spec;
  if (!Array.isArray(checks) || !Array.isArray(cells))
    throw new BadInput(`Cannot read ${path}: it is no exercise; run \`npx nnxlab course build\``);
  return { id, title, cells, parts, checks, cases: { public: cases, hidden: [] }, unseenPoints: points.hidden };
}

/** Names of the exercises in a folder. */
function exercisesIn(root: string): string[] {
  const folder = join(root, "exercises");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length)); // biome-ignore format: one step
}
