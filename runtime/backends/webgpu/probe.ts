/** Whether there is a GPU, found out without leaving anything behind. */
import { existsSync, readdirSync } from "node:fs";
import type { AdapterInfo } from "./adapterInfo.ts";
import { startThread } from "./startThread.ts";

let found: AdapterInfo | null | undefined;

/**
 * The adapter that `createWebgpuBackend` would use, or `undefined` if there is none. Costs nothing on a Linux machine without a
 * graphics device, else about 0.1 s once; the answer is remembered. `isFallbackAdapter` tells hardware from software.
 *
 * @returns what is known of the adapter
 */
export function probeWebgpu(): AdapterInfo | undefined {
  found ??= mayHaveAdapter() ? ask() : null;
  return found ?? undefined;
}

function ask(): AdapterInfo | null {
  try {
    const thread = startThread({}, true);
    thread.close();
    return thread.info;
  } catch {
    return null;
  }
}

/** Device files of GPU drivers: direct rendering, NVIDIA, Windows' GPU in WSL, Adreno, Mali. */
const deviceFiles = ["/dev/nvidia0", "/dev/dxg", "/dev/kgsl-3d0", "/dev/mali0"];

/** On Linux drivers show themselves as files; a Vulkan driver may also be named by hand. */
function mayHaveAdapter(): boolean {
  if (process.platform !== "linux") return true;
  if (process.env.VK_ICD_FILENAMES || process.env.VK_DRIVER_FILES) return true;
  if (deviceFiles.some((file) => existsSync(file))) return true;
  return existsSync("/dev/dri") && readdirSync("/dev/dri").some((name) => name.startsWith("render"));
}
