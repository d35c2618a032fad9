import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** The software Vulkan that Chromium ships: with it the WebGPU tests run on machines without a GPU. */
const swiftShader = ["/usr/lib/chromium/vk_swiftshader_icd.json", "/opt/google/chrome/vk_swiftshader_icd.json"].find(
  existsSync,
);

export default defineConfig({
  test: {
    include: ["{runtime,kernel,notebooks,grader,tools,solutions}/**/*.test.ts"],
    env: swiftShader && !process.env.VK_ICD_FILENAMES ? { VK_ICD_FILENAMES: swiftShader } : {},
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
    reporters: ["default", ["json", { outputFile: ".cache/test-results.json" }]],
  },
});
