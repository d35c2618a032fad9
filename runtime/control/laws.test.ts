import { describe, test } from "vitest";
import { configuration } from "../configuration.ts";
import { joinHalves } from "../execute/join.ts";
import { checkLaws } from "../test/laws.ts";
import { controlSamples } from "./control.cases.ts";

joinHalves();
configuration.update("enableChecks", true);

describe.each(["reference", "wasm"] as const)("on %s", (backend) => {
  test.each(controlSamples)("%s obeys the laws", (_, primitive, samples) => {
    checkLaws(primitive, samples, backend, { transformed: backend === "wasm" });
  });
});
