/** Every exercise of the course, graded for real: its starter, its solution, and each mutant that its author declared. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../notebooks/projectRoot.ts";
import { exerciseIds, lawsOf } from "./checkCourse.ts";

const built = existsSync(join(projectRoot, "dist/bundle/grader/probe/answer.js"));

describe.skipIf(!built)("the laws of the exercises", () => {
  for (const id of exerciseIds()) {
    for (const { name, check } of lawsOf(id)) {
      it(`${id}: ${name}`, async () => {
        const { problems, report } = await check();
        expect(problems, JSON.stringify(report.checks, undefined, 1)).toEqual([]);
      }, 180_000);
    }
  }
});
