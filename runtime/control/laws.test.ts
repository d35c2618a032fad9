import { describe, expect, test } from "vitest";
import { configuration } from "../configuration.ts";
import { withBackend } from "../execute/backends.ts";
import "../index.ts"; // joins the halves and sets the partitioner
import { checkLaws } from "../test/laws.ts";
import { checkShardLaws } from "../test/shardLaws.ts";
import { controlSamples } from "./control.cases.ts";

configuration.update("enableChecks", true);

describe.each(["reference", "wasm"] as const)("on %s", (backend) => {
  test.each(controlSamples)("%s obeys the laws", (_, primitive, samples) => {
    checkLaws(primitive, samples, backend, { transformed: backend === "wasm" });
  });
});

test.each(controlSamples)("%s in parts is the same as of wholes", (_, primitive, samples) => {
  configuration.update("numDevices", 8);
  const ways = [
    [2, 2, 8],
    [3, 2, 8],
  ] as const;
  expect(withBackend("reference", () => checkShardLaws(primitive, samples, ways)).inParts).toBeGreaterThan(0);
});
