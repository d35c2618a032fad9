import { afterAll, describe, test } from "vitest";
import { backendCases } from "../backend.cases.ts";
import { matmulCases } from "../cases/matmul.cases.ts";
import { programCases } from "../cases/programs.cases.ts";
import { reductionCases } from "../cases/reductions.cases.ts";
import { adapterIsMissing } from "./adapter.cases.ts";
import { createWebgpuBackend, probeWebgpu, type WebgpuBackend } from "./index.ts";
import { hardwareTuning } from "./tuning.ts";

describe.skipIf(adapterIsMissing)("webgpu", () => {
  const backend = adapterIsMissing ? (undefined as unknown as WebgpuBackend) : createWebgpuBackend();
  afterAll(() => backend?.close());
  for (const { name, run } of backendCases) test(name, () => run(backend), 60_000);
});

// The shaders that a GPU gets, whose invocations share their work, on whatever adapter there is.
describe.skipIf(adapterIsMissing)("webgpu, tuned for hardware", () => {
  const tuning = { ...hardwareTuning, elementsPerLane: 2, lanes: 64, busy: 16, walkers: 64 };
  const backend = adapterIsMissing ? (undefined as unknown as WebgpuBackend) : createWebgpuBackend({ tuning });
  afterAll(() => backend?.close());
  const few = reductionCases.filter(({ name }) => !name.startsWith("reduce ") || /add of f32|or of bool/.test(name));
  for (const { name, run } of [...few, ...matmulCases, ...programCases]) test(name, () => run(backend), 60_000);
});

describe.skipIf(adapterIsMissing)("webgpu, tuned for hardware with subgroups", () => {
  const { subgroupMinSize: least, subgroupMaxSize: most } = probeWebgpu() ?? { subgroupMinSize: 0, subgroupMaxSize: 0 };
  const tuning = { ...hardwareTuning, elementsPerLane: 2, lanes: 64, busy: 16, subgroups: { least, most } };
  const backend = adapterIsMissing ? (undefined as unknown as WebgpuBackend) : createWebgpuBackend({ tuning });
  afterAll(() => backend?.close());
  const few = reductionCases.filter(({ name }) => !name.startsWith("reduce ") || /and of bool/.test(name));
  for (const { name, run } of few) test(name, () => run(backend), 60_000);
});
