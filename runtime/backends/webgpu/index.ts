/**
 * The WebGPU backend: the package `webgpu` (Dawn) in Node, or the browser's own, in a thread of its own.
 *
 *     caller's thread                              device thread
 *     webgpuBackend ─ callerEnd ══ channel ══ deviceEnd ─ serve ─ device ─┬─ pipelines, deviceProgram
 *       plan ─ wgsl                                                        └─ queue, readback
 *
 * The caller's thread turns programs into shader texts and lists of dispatches (`plan`, `wgsl`), posts commands, and runs on. The
 * device thread compiles and submits. A read blocks the caller until the device thread has copied the data into shared memory.
 * Only `startThread`, `thread` and `probe` know Node, only `startBrowserThread` and `browserThread` browsers.
 */
import { isNode } from "../nodeModule.ts";
import { mayHaveGpu } from "./probe.ts";
import { startBrowserThread } from "./startBrowserThread.ts";
import { startThread, type Thread, type ThreadOptions } from "./startThread.ts";
import type { Tuning } from "./tuning.ts";
import { type WebgpuBackend, webgpuBackend } from "./webgpuBackend.ts";

export type { AdapterInfo } from "./adapterInfo.ts";
export { probeWebgpu } from "./probe.ts";
export type { ThreadOptions } from "./startThread.ts";
export type { Tuning } from "./tuning.ts";
export type { WebgpuBackend } from "./webgpuBackend.ts";

/** How to start the backend. */
export interface WebgpuOptions extends ThreadOptions {
  readonly tuning?: Tuning;
}

/**
 * Starts a device thread on the machine's GPU (or on the software adapter that VK_ICD_FILENAMES names) and waits until it is
 * ready, about 0.1 s. The process can end while it runs.
 *
 * @param options.dawn options of Dawn, as `["backend=vulkan"]`; default none
 * @param options.stallTimeout milliseconds without a sign of life after which the thread counts as dead; default 60,000
 * @param options.tuning what shaders are made for; default: what is best known for the adapter
 * @returns the backend
 * @throws Error when there is no adapter, with what was looked for and what to do
 */
export function createWebgpuBackend(options: WebgpuOptions = {}): WebgpuBackend {
  return webgpuBackend(startThread(options), options.tuning);
}

let started: Thread | undefined;

/**
 * Whether there is a real GPU, which makes WebGPU the better default. Its device thread stays, for `webgpuOnGpu`; a software
 * adapter's does not.
 */
export function hasGpu(): boolean {
  if (started || !mayHaveGpu()) return started !== undefined;
  try {
    const thread = startThread();
    if (thread.info.isFallbackAdapter) thread.close();
    else started = thread;
  } catch {
    return false; // nobody asked for WebGPU, so its absence is no news
  }
  return started !== undefined;
}

/** The backend on the thread that `hasGpu` has started, else on a new one. */
export function webgpuOnGpu(): WebgpuBackend {
  if (!isNode) {
    throw new Error(
      'Cannot start WebGPU in the middle of a computation: a browser starts threads while the page runs. Say `await jax.useBackend("webgpu")` first',
    );
  }
  const thread = started ?? startThread();
  started = undefined;
  return webgpuBackend(thread);
}

/** The backend, ready, without blocking this thread: the only way in a browser, where a thread starts while the page runs. */
export async function startWebgpu(): Promise<WebgpuBackend> {
  return isNode ? webgpuOnGpu() : webgpuBackend(await startBrowserThread());
}
