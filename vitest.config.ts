import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{runtime,kernel,notebooks,grader,tools,solutions}/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
    reporters: ["default", ["json", { outputFile: ".cache/test-results.json" }]],
  },
});
