/** A sample of the cases of `goldens/more/` on webgpu; `nnxlab conform runtime/conform/goldens/more --backend webgpu` runs them all. */
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adapterIsMissing } from "../backends/webgpu/adapter.cases.ts";
import { createWebgpuBackend, type WebgpuBackend } from "../backends/webgpu/index.ts";
import { backendNamed, registerBackend, withBackend } from "../execute/backends.ts";
import { readCases, runCase } from "./conform.ts";

const every = 16;

describe.skipIf(adapterIsMissing)("on webgpu", () => {
  beforeAll(() => registerBackend("webgpu", { create: createWebgpuBackend }));
  afterAll(() => (backendNamed("webgpu") as WebgpuBackend).close());

  test("a sixteenth of the further cases agrees with the real libraries", { timeout: 120_000 }, () => {
    const cases = readCases(fileURLToPath(new URL("./goldens/more/", import.meta.url)));
    const sample = cases.filter((_, i) => i % every === 0);
    const wrong = withBackend("webgpu", () => sample.map(runCase)).filter(({ verdict }) => verdict !== "passed");
    expect(wrong.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([]);
  });
});
