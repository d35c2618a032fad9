import { afterAll, beforeAll, describe, test } from "vitest";
import { adapterIsMissing } from "../backends/webgpu/adapter.cases.ts";
import { createWebgpuBackend, type WebgpuBackend } from "../backends/webgpu/index.ts";
import { backendNamed, registerBackend } from "../execute/backends.ts";
import { joinHalves } from "../execute/join.ts";
import { checkLaws } from "../test/laws.ts";
import { controlSamples } from "./control.cases.ts";

joinHalves();

// Loops and branches are steps of the device, in their derivatives and batches too; so these laws are checked there too.
describe.skipIf(adapterIsMissing)("on webgpu", () => {
  beforeAll(() => registerBackend("webgpu", { create: createWebgpuBackend }));
  afterAll(() => (backendNamed("webgpu") as WebgpuBackend).close());
  test.each(controlSamples)("%s obeys the laws", (_, primitive, samples) => {
    checkLaws(primitive, samples.slice(0, 1), "webgpu", { alone: false });
  });
});
