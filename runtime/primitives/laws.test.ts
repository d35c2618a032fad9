import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adapterIsMissing } from "../backends/webgpu/adapter.cases.ts";
import { createWebgpuBackend, type WebgpuBackend } from "../backends/webgpu/index.ts";
import { configuration } from "../configuration.ts";
import type { Primitive } from "../core/primitive.ts";
import { backendNamed, registerBackend } from "../execute/backends.ts";
import { joinHalves } from "../execute/join.ts";
import { checkLaws, type Sample } from "../test/laws.ts";
import { complexSamples } from "./complex.cases.ts";
import { elementwiseSamples } from "./elementwise.cases.ts";
import * as table from "./index.ts";
import { movementSamples } from "./movement.cases.ts";
import { reductionSamples } from "./reduction.cases.ts";
import { windowSamples } from "./window.cases.ts";

joinHalves();
configuration.update("enableChecks", true);

const samples: Record<string, readonly Sample[]> = {
  ...elementwiseSamples,
  ...movementSamples,
  ...reductionSamples,
  ...windowSamples,
};
for (const [name, more] of Object.entries(complexSamples)) samples[name] = [...(samples[name] ?? []), ...more];
const primitives = Object.values(table).filter((entry): entry is Primitive => "shape" in entry);

const cases = primitives.map((primitive) => [primitive.name, primitive] as const);

describe.each(["reference", "wasm"] as const)("on %s", (backend) => {
  test.each(cases)("%s obeys the laws", (name, primitive) => {
    checkLaws(primitive, samples[name] ?? [], backend);
  });
});

// Derivatives and batches are made by the front half, the same for every backend: here only what the device computes.
describe.skipIf(adapterIsMissing)("on webgpu", () => {
  beforeAll(() => registerBackend("webgpu", { create: createWebgpuBackend }));
  afterAll(() => (backendNamed("webgpu") as WebgpuBackend).close());
  test.each(cases)("%s computes what the reference does", (name, primitive) => {
    checkLaws(primitive, samples[name] ?? [], "webgpu", { transformed: false });
  });
});

test("every primitive has samples", () => {
  expect(primitives.filter(({ name }) => !samples[name]?.length).map(({ name }) => name)).toEqual([]);
  expect(Object.keys(samples).filter((name) => !primitives.some((primitive) => primitive.name === name))).toEqual([]);
});

test("a primitive has the name of its export", () => {
  for (const [name, entry] of Object.entries(table)) if ("shape" in entry) expect(entry.name).toBe(name);
});
