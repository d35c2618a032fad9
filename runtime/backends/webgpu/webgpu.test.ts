import { afterAll, describe, test } from "vitest";
import { backendCases } from "../backend.cases.ts";
import { adapterIsMissing } from "./adapter.cases.ts";
import { createWebgpuBackend } from "./index.ts";

describe.skipIf(adapterIsMissing)("webgpu", () => {
  const backend = adapterIsMissing ? undefined! : createWebgpuBackend();
  afterAll(() => backend.close());
  for (const { name, run } of backendCases) test(name, () => run(backend), 60_000);
});
