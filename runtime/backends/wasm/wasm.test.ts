import { describe, test } from "vitest";
import { backendCases } from "../backend.cases.ts";
import { createWasmBackend } from "./index.ts";

describe("wasm", () => {
  const backend = createWasmBackend();
  for (const { name, run } of backendCases) test(name, () => run(backend), 60_000);
});
