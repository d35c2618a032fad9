import { expect, test } from "vitest";
import { joinHalves } from "../execute/join.ts";
import { jax } from "../index.ts";
joinHalves();
jax.config.update("numDevices", 8);
import { checkShardLaws } from "../test/shardLaws.ts";
import type { Primitive } from "../core/primitive.ts";
import type { Sample } from "../test/laws.ts";
import { complexSamples } from "./complex.cases.ts";
import { elementwiseSamples } from "./elementwise.cases.ts";
import * as table from "./index.ts";
import { movementSamples } from "./movement.cases.ts";
import { reductionSamples } from "./reduction.cases.ts";
import { windowSamples } from "./window.cases.ts";
const samples: Record<string, readonly Sample[]> = {
  ...elementwiseSamples,
  ...movementSamples,
  ...reductionSamples,
  ...windowSamples,
};
for (const [name, more] of Object.entries(complexSamples)) samples[name] = [...(samples[name] ?? []), ...more];
const primitives = Object.values(table).filter((entry): entry is Primitive => "shape" in entry);
test.each(primitives.map((p) => [p.name, p] as const))("%s", (name, p) => {
  const t = checkShardLaws(p, samples[name]!, [[2, 2], [3, 2]]);
  console.log(name, t.tried, t.inParts, "shard" in p, "partition" in p);
  expect(1).toBe(1);
});
