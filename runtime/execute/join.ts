/** Joins the halves: called once by `runtime/index.ts`, and by tests that run programs. */
import { createReferenceBackend } from "../backends/reference/index.ts";
import { createWasmBackend } from "../backends/wasm/index.ts";
import { hasGpu, startWebgpu, webgpuOnGpu } from "../backends/webgpu/index.ts";
import { setEvaluator } from "../core/evaluator.ts";
import { registerBackend } from "./backends.ts";
import { deviceEvaluator } from "./evaluate.ts";

/** Registers the backends, and lets arrays be computed. */
export function joinHalves(): void {
  registerBackend("webgpu", { create: webgpuOnGpu, start: startWebgpu, suitable: hasGpu });
  registerBackend("wasm", { create: createWasmBackend });
  registerBackend("reference", { create: createReferenceBackend });
  setEvaluator(deviceEvaluator);
}
