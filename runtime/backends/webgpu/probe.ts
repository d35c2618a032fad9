/** Whether there is a GPU, found out without leaving anything behind. */

import { isNode, nodeModule } from "../nodeModule.ts";
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
    const thread = startThread();
    thread.close();
    return thread.info;
  } catch {
    return null;
  }
}

/** Device files of GPU drivers: NVIDIA, Windows' GPU in WSL, Adreno, Mali; others are under /dev/dri. */
const deviceFiles = ["/dev/nvidia0", "/dev/dxg", "/dev/kgsl-3d0", "/dev/mali0"];

/** Whether it is worth asking: on Linux drivers show themselves as files; a Vulkan driver may also be named by hand. */
function mayHaveAdapter(): boolean {
  if (!isNode) return false;
  if (process.platform !== "linux") return true;
  if (namedDrivers().length > 0) return true;
  const { existsSync, readdirSync } = nodeModule("node:fs");
  if (deviceFiles.some((file) => existsSync(file))) return true;
  return existsSync("/dev/dri") && readdirSync("/dev/dri").some((name) => name.startsWith("render"));
}

/** Whether it may be hardware: not where the Vulkan drivers that are named are all known to be software. */
export function mayHaveGpu(): boolean {
  if (!mayHaveAdapter()) return false;
  const named = namedDrivers();
  return named.length === 0 || !named.every((file) => /swiftshader|lvp_icd/.test(file));
}

/** Driver files that Vulkan's loader is told to use instead of those it finds. */
function namedDrivers(): string[] {
  const names = process.env.VK_DRIVER_FILES || process.env.VK_ICD_FILENAMES || "";
  return process.platform === "linux" ? names.split(":").filter((name) => name !== "") : [];
}
