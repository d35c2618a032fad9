/** A sample of the further cases on the other backends. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adapterIsMissing } from "../backends/webgpu/adapter.cases.ts";
import { createWebgpuBackend, type WebgpuBackend } from "../backends/webgpu/index.ts";
import { backendNamed, registerBackend, withBackend } from "../execute/backends.ts";
import { areas, failuresOf } from "./more.cases.ts";

const ofJax = areas.filter((area) => area !== "nnx" && area !== "optax");

test.each(ofJax)("every 12th case of %s on reference", { timeout: 60_000 }, (area) => {
  expect(withBackend("reference", () => failuresOf(area, 12))).toEqual([]);
});

describe.skipIf(adapterIsMissing)("on webgpu", () => {
  beforeAll(() => registerBackend("webgpu", { create: createWebgpuBackend }));
  afterAll(() => (backendNamed("webgpu") as WebgpuBackend).close());
  test.each(areas)("every 25th case of %s", { timeout: 60_000 }, (area) => {
    expect(withBackend("webgpu", () => failuresOf(area, 25))).toEqual([]);
  });
});
