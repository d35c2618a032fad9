/** Whether the tests of this folder have an adapter to run on. In CI one must be there; elsewhere its absence is said, once per file. */
import { probeWebgpu } from "./index.ts";

export const adapterIsMissing: boolean = process.env.CI !== "true" && probeWebgpu() === undefined;

if (adapterIsMissing) {
  console.warn(
    "Skipped: no WebGPU adapter. Install libvulkan1 and chromium, and set VK_ICD_FILENAMES to chromium's vk_swiftshader_icd.json",
  );
}
