/**
 * The conformance runner: interprets case files of the format in goldens/README.md and compares with what real JAX, Flax and
 * Optax gave. A case is unsupported only when it names something that does not exist here yet.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { difference, encodedResult } from "./compare.ts";
import type { Expression, Scope } from "./expression.ts";
import { kinds, type Spec } from "./kinds.ts";
import { Unsupported } from "./unsupported.ts";
import { decode, type Encoded } from "./values.ts";

export interface Case {
  readonly id: string;
  readonly area: string;
  readonly kind: string;
  readonly spec: Spec;
  readonly inputs: Readonly<Record<string, Encoded>>;
  readonly expected: unknown;
  readonly rtol: number;
  readonly atol: number;
}

export interface Outcome {
  readonly id: string;
  readonly area: string;
  readonly verdict: "passed" | "failed" | "unsupported";
  /** Why it failed, or what does not exist yet. */
  readonly reason?: string;
}

/**
 * Cases of every `.json` file of a folder, in file order; of one area where it is given.
 *
 * @throws Error that names the file and position for a folder without case files, broken JSON, or entries that are no cases
 */
export function readCases(folder: string, area?: string): Case[] {
  const files = listJson(folder);
  const cases = files.flatMap((file) => parseCases(join(folder, file)));
  const chosen = area === undefined ? cases : cases.filter((c) => c.area === area);
  if (chosen.length === 0) {
    const areas = [...new Set(cases.map((c) => c.area))];
    throw new Error(
      `Cannot find cases${area === undefined ? "" : ` of area ${area}`} in ${folder}: its areas are [${areas.join(", ")}]`,
    );
  }
  return chosen;
}

function listJson(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .sort();
  } catch (error) {
    throw new Error(`Cannot read cases from ${folder}: ${(error as Error).message}; name a folder with case files`);
  }
}

function parseCases(file: string): Case[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`Cannot read cases from ${file}: ${(error as Error).message}`);
  }
  if (!Array.isArray(parsed))
    throw new Error(`Cannot read cases from ${file}: it holds ${typeof parsed}, expected a list of cases`);
  parsed.forEach((c, i) => {
    if (typeof c?.id !== "string" || typeof c.kind !== "string" || typeof c.spec !== "object" || !("expected" in c)) {
      throw new Error(`Cannot read cases from ${file}: entry ${i} lacks one of id, kind, spec, expected`);
    }
  });
  return parsed as Case[];
}

/** Runs one case on the backend in force. */
export function runCase(c: Case): Outcome {
  const outcome = (verdict: Outcome["verdict"], reason?: string): Outcome => ({
    id: c.id,
    area: c.area,
    verdict,
    ...(reason === undefined ? {} : { reason }),
  });
  try {
    const run = kinds[c.kind];
    if (!run) throw new Unsupported(`kind ${c.kind}`);
    const inputs = Object.fromEntries(Object.entries(c.inputs ?? {}).map(([name, value]) => [name, decode(value)]));
    const scope: Scope = { inputs, variables: new Map<string, Expression>() };
    const got = run(c.spec, scope);
    if (c.kind === "raises")
      return outcome("failed", `expected an error (${(c.expected as { error: string }).error} in Python), got a value`);
    const found = difference(encodedResult(c.expected), got, c);
    return found === undefined ? outcome("passed") : outcome("failed", found);
  } catch (error) {
    if (error instanceof Unsupported) return outcome("unsupported", error.message);
    if (c.kind === "raises") return outcome("passed");
    return outcome("failed", `threw ${(error as Error).name}: ${(error as Error).message}`);
  }
}

export interface AreaCount {
  passed: number;
  failed: number;
  unsupported: number;
}

/** Outcomes counted by area, in the order the areas appear. */
export function countByArea(outcomes: readonly Outcome[]): Record<string, AreaCount> {
  const areas: Record<string, AreaCount> = {};
  for (const { area, verdict } of outcomes) {
    areas[area] ??= { passed: 0, failed: 0, unsupported: 0 };
    areas[area][verdict]++;
  }
  return areas;
}
