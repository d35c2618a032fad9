/**
 * The device thread in Node: a worker that owns Dawn (package `webgpu`) and one adapter. Started by `startThread.ts`.
 *
 * Dawn crashes the process if the object that `create` returns is collected while a device lives, or if a promise of its is
 * still pending when the worker's isolate goes; so the one is kept, and the thread ends only when the device is closed.
 */
import { parentPort, workerData } from "node:worker_threads";
import { openChannel } from "./channel.ts";
import { DeviceEnd } from "./deviceEnd.ts";
import type { Host } from "./serve.ts";
import { serveAdapter } from "./serveAdapter.ts";

/** What the caller hands to the thread. */
export interface ThreadData {
  readonly memory: SharedArrayBuffer;
  /** Options of Dawn, as `backend=vulkan`. */
  readonly dawn: readonly string[];
}

const { memory, dawn } = workerData as ThreadData;
const end = new DeviceEnd(openChannel(memory));
const port = parentPort!;

/**
 * Shaders check bounds themselves, and only of indices that are not known to be in range (`keepLoadsInRange`, `storeAll`): those that
 * are computed from data. Checking each access once more doubles the cost of a load on a software adapter.
 */
const withoutBoundsChecks = "enable-dawn-features=disable_robustness";

const host: Host = {
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  post: (answer, transfer) => port.postMessage(answer, transfer),
};

try {
  await main();
} catch (error) {
  end.fail(`Cannot use WebGPU: ${(error as Error).message}`);
}
end.close();

async function main(): Promise<void> {
  const { create, globals } = await import("webgpu");
  Object.assign(globalThis, globals);
  const gpu = create([withoutBoundsChecks, ...dawn]);
  Object.assign(globalThis, { keepDawn: gpu });
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) {
    end.fail(noAdapter());
    return;
  }
  await serveAdapter(end, adapter, host);
}

function noAdapter(): string {
  const icd = process.env.VK_ICD_FILENAMES ?? process.env.VK_DRIVER_FILES;
  const looked = `Dawn found no adapter (Vulkan, Metal or Direct3D 12)${icd ? `, with Vulkan drivers from ${icd}` : ""}`;
  return (
    `Cannot use WebGPU: ${looked}. Install a driver for the GPU, or use the wasm backend (NNXLAB_BACKEND=wasm), which needs none. ` +
    "For a software adapter install libvulkan1 and chromium, set VK_ICD_FILENAMES to chromium's vk_swiftshader_icd.json and NNXLAB_BACKEND=webgpu"
  );
}
