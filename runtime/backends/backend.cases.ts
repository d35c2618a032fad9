/**
 * The suite that every backend passes: `for (const { name, run } of backendCases) test(name, () => run(backend))`. Programs are
 * built by hand in the kernel language; what is right comes from ir/scalar.ts and from plain float64 arithmetic.
 */
import { accessCases } from "./cases/access.cases.ts";
import { controlCases } from "./cases/control.cases.ts";
import { mathCases } from "./cases/math.cases.ts";
import { matmulCases } from "./cases/matmul.cases.ts";
import { memoryCases } from "./cases/memory.cases.ts";
import { operationCases } from "./cases/operations.cases.ts";
import { programCases } from "./cases/programs.cases.ts";
import { reductionCases } from "./cases/reductions.cases.ts";
import type { BackendCase } from "./cases/runOnce.cases.ts";
import { sectionCases } from "./cases/sections.cases.ts";

export type { BackendCase } from "./cases/runOnce.cases.ts";

export const backendCases: readonly BackendCase[] = [
  ...memoryCases,
  ...operationCases,
  ...mathCases,
  ...accessCases,
  ...reductionCases,
  ...matmulCases,
  ...programCases,
  ...controlCases,
  ...sectionCases,
];
