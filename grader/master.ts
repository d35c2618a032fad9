/**
 * What a submission is graded against: the exercise as its author wrote it. The grader knows all of it; a learner's machine knows the
 * public side, which is the same record with fewer checks.
 */

import { BadInput } from "../notebooks/badInput.ts";
import type { CheckSpec } from "../notebooks/build/check.ts";
import { pointsOf } from "../notebooks/build/pointsOf.ts";
import type { PublicSpec, SpecCell } from "../notebooks/build/publicSpec.ts";
import type { ReferenceCase } from "../notebooks/build/reference.ts";

export interface Master {
  readonly id: string;
  readonly title: string;
  readonly cells: readonly SpecCell[];
  readonly parts: PublicSpec["parts"];
  readonly checks: readonly CheckSpec[];
  readonly cases: { readonly public: readonly ReferenceCase[]; readonly hidden: readonly ReferenceCase[] };
  /** Points of checks that this side does not know. */
  readonly unseenPoints: number;
}

/** All points of an exercise, those that this side does not know included. */
export function maximumOf(master: Master): number {
  return pointsOf(master.checks) + master.unseenPoints;
}

/** The error for an exercise that is not there; `known` are those that are. */
export function unknownExercise(id: string, known: readonly string[] = []): BadInput {
  const there = known.length > 0 ? `; there are ${[...new Set(known)].join(", ")}` : "";
  return new BadInput(`Cannot find exercise "${id}": it is not in solutions/ or exercises/${there}`);
}

/** Whether a text can be the name of an exercise, and so part of a path. */
export function isExerciseId(id: string): boolean {
  return /^[a-z0-9-]+$/.test(id);
}
