/**
 * What a learner's machine knows of an exercise besides the notebook: the public checks with the reference values they use, the hints,
 * the starters. It is written to `exercises/` as JSON. No hidden check, no hidden value, no solution is in it.
 */
import { BadInput } from "../badInput.ts";
import { cellRole } from "./cellRole.ts";
import type { CheckSpec } from "./check.ts";
import type { Exercise, ExercisePart } from "./exercise.ts";
import { pointsOf } from "./pointsOf.ts";
import type { Reference, ReferenceCase } from "./reference.ts";

export interface PublicSpec {
  readonly id: string;
  readonly title: string;
  readonly source_sha256: string;
  readonly points: { readonly public: number; readonly hidden: number };
  /** Code that runs before the checks, in order: given cells with their source, the learner's by the name of their part. */
  readonly cells: readonly SpecCell[];
  readonly parts: readonly Pick<ExercisePart, "name" | "cellId" | "declares" | "starter" | "hints">[];
  readonly checks: readonly CheckSpec[];
  readonly cases: readonly ReferenceCase[];
}

/** A cell that the checks build on. */
export type SpecCell =
  | { readonly id: string; readonly source: string }
  | { readonly id: string; readonly part: string };

/** The cells that the checks of an exercise build on. What a learner only tries out, and the check cells, are not among them. */
export function specCells(exercise: Exercise): SpecCell[] {
  return exercise.cells.flatMap((cell): SpecCell[] => {
    const part = exercise.parts.find(({ cellId }) => cellId === cell.id);
    if (part) return [{ id: cell.id, part: part.name }];
    return cellRole(cell) === "given" ? [{ id: cell.id, source: cell.source }] : [];
  });
}

/** The public side of an exercise. */
export function publicSpec(exercise: Exercise, reference: Reference): PublicSpec {
  const { id, title, document } = exercise;
  const checks = exercise.checks.filter((check) => !check.hidden);
  return {
    id,
    title,
    source_sha256: document.hash,
    points: { public: pointsOf(checks), hidden: pointsOf(exercise.checks) - pointsOf(checks) },
    cells: specCells(exercise),
    parts: exercise.parts.map(({ name, cellId, declares, starter, hints }) => ({
      name,
      cellId,
      declares,
      starter,
      hints,
    })),
    checks,
    cases: reference.public.map((found) => onlyUsed(found, checks, document.path)),
  };
}

/** The reference values that the checks name, and nothing else. */
function onlyUsed(found: ReferenceCase, checks: readonly CheckSpec[], path: string): ReferenceCase {
  const names = new Set(checks.flatMap((check) => check.expect.flatMap(referencesIn)));
  for (const name of names) {
    if (!(name in found)) throw new BadInput(`Cannot build ${path}: its reference has no value called ${name}`);
  }
  return { seed: found.seed, ...Object.fromEntries([...names].map((name) => [name, found[name]])) };
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const { reference } = value as { reference?: unknown };
  return [...(typeof reference === "string" ? [reference] : []), ...Object.values(value).flatMap(referencesIn)];
}
