import { describe, expect, test } from "vitest";
import { configuration } from "../configuration.ts";
import type { Primitive } from "../core/primitive.ts";
import { joinHalves } from "../execute/join.ts";
import { checkLaws, type Sample } from "../test/laws.ts";
import { elementwiseSamples } from "./elementwise.cases.ts";
import * as table from "./index.ts";
import { movementSamples } from "./movement.cases.ts";
import { reductionSamples } from "./reduction.cases.ts";

joinHalves();
configuration.update("enableChecks", true);

const samples: Readonly<Record<string, readonly Sample[]>> = {
  ...elementwiseSamples,
  ...movementSamples,
  ...reductionSamples,
};
const primitives = Object.values(table).filter((entry): entry is Primitive => "shape" in entry);

const backends = ["reference", "wasm"] as const;

describe.each(backends)("on %s", (backend) => {
  test.each(primitives.map((primitive) => [primitive.name, primitive] as const))("%s obeys the laws", (name, primitive) => {
    checkLaws(primitive, samples[name] ?? [], backend);
  });
});

test("every primitive has samples", () => {
  expect(primitives.filter(({ name }) => !samples[name]?.length).map(({ name }) => name)).toEqual([]);
  expect(Object.keys(samples).filter((name) => !primitives.some((primitive) => primitive.name === name))).toEqual([]);
});

test("a primitive has the name of its export", () => {
  for (const [name, entry] of Object.entries(table)) if ("shape" in entry) expect(entry.name).toBe(name);
});
