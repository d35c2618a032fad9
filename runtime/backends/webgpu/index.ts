/**
 * The WebGPU backend in Node: the package `webgpu` (Dawn) in a thread of its own.
 *
 *     caller's thread                              device thread
 *     webgpuBackend ─ callerEnd ══ channel ══ deviceEnd ─ serve ─ device ─┬─ pipelines, deviceProgram
 *       plan ─ wgsl                                                        └─ queue, readback
 *
 * The caller's thread turns programs into shader texts and lists of dispatches (`plan`, `wgsl`), posts commands, and runs on. The
 * device thread compiles and submits. A read blocks the caller until the device thread has copied the data into shared memory.
 * Only this file, `startThread`, `thread` and `probe` know Node.
 */
import { startThread, type ThreadOptions } from "./startThread.ts";
import { type WebgpuBackend, webgpuBackend } from "./webgpuBackend.ts";

export type { AdapterInfo } from "./adapterInfo.ts";
export { probeWebgpu } from "./probe.ts";
export type { ThreadOptions } from "./startThread.ts";
export type { WebgpuBackend } from "./webgpuBackend.ts";

/**
 * Starts a device thread on the machine's GPU (or on the software adapter that VK_ICD_FILENAMES names) and waits until it is
 * ready, about 0.1 s. The process can end while it runs.
 *
 * @param options.dawn options of Dawn, as `["backend=vulkan"]`; default none
 * @param options.stallTimeout milliseconds without a sign of life after which the thread counts as dead; default 60,000
 * @returns the backend
 * @throws Error when there is no adapter, with what was looked for and what to do
 */
export function createWebgpuBackend(options: ThreadOptions = {}): WebgpuBackend {
  return webgpuBackend(startThread(options));
}
