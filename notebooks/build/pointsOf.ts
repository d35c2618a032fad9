import type { CheckSpec } from "./check.ts";

/** The sum of the points of some checks. */
export function pointsOf(checks: readonly CheckSpec[]): number {
  return checks.reduce((sum, check) => sum + check.points, 0);
}
