import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { configuration } from "../configuration.ts";
import type { JaxArray } from "../core/array.ts";
import { traceToJaxpr } from "../core/jaxprTrace.ts";
import { definePrimitive, type Primitive } from "../core/primitive.ts";
import { setDefaultBackend } from "../execute/backends.ts";
import "../index.ts"; // joins the halves and sets the partitioner
import { randomArray } from "../test/hostArrays.ts";
import type { Sample } from "../test/laws.ts";
import { checkShardLaws, type Tally } from "../test/shardLaws.ts";
import type { Aval } from "../types/aval.ts";
import { complexSamples } from "./complex.cases.ts";
import { elementwiseSamples } from "./elementwise.cases.ts";
import * as table from "./index.ts";
import { cumsum, reduceSum } from "./index.ts";
import { movementSamples } from "./movement.cases.ts";
import { reductionSamples } from "./reduction.cases.ts";
import { windowSamples } from "./window.cases.ts";

beforeAll(() => {
  configuration.update("numDevices", 8);
  configuration.update("enableChecks", true);
  setDefaultBackend("reference");
});
afterAll(() => {
  configuration.update("numDevices", 1);
  setDefaultBackend(undefined);
});

const samples: Record<string, readonly Sample[]> = {
  ...elementwiseSamples,
  ...movementSamples,
  ...reductionSamples,
  ...windowSamples,
};
for (const [name, more] of Object.entries(complexSamples)) samples[name] = [...(samples[name] ?? []), ...more];
const primitives = Object.values(table).filter((entry): entry is Primitive => "shape" in entry);
const cases = primitives.map((primitive) => [primitive.name, primitive] as const);

/** Elements alone decide here: one mesh shows all there is. */
const movesNothing = new Set(Object.keys(elementwiseSamples));
const fewWays = [[3, 2, 5]] as const;
const fewOn2 = [[2, 2, 5]] as const;
const manyWays = [
  [2, 2, 8],
  [3, 2, 8],
  [4, 2, 3],
] as const;
const tallies = new Map<string, Tally>();

test.each(cases)("%s in parts = %s of wholes", (name, primitive) => {
  const tally = checkShardLaws(primitive, samples[name] ?? [], movesNothing.has(name) ? fewWays : manyWays);
  tallies.set(name, tally);
});

test("every rule was tried, and what has none is this", () => {
  const gathered = primitives.filter(({ shard, partition }) => !shard && !partition);
  expect(gathered.map(({ name }) => name)).toEqual([
    "iota", // has no operands
  ]);
  expect([...tallies].filter(([name, { inParts }]) => inParts === 0 && name !== "iota")).toEqual([]);
});

describe("a wrong rule is found:", () => {
  const sample = [{ operands: [randomArray([4])] }];
  const sums = (x: JaxArray): JaxArray => cumsum(x, { axis: 0, reverse: false });
  const rules = {
    shape: ([x]: readonly Aval[]) => [x!],
    inline: () => traceToJaxpr((x) => [sums(x!)], [sample[0]!.operands[0]!.aval]).jaxpr,
  };

  test("an axis of which all is needed", () => {
    const wrong = definePrimitive<[x: JaxArray]>({
      name: "wrong",
      ...rules,
      partition: ([x], _, __, [out]) => [{ local: sums(x!.local), aval: out!, spec: x!.spec }],
    });
    expect(() => checkShardLaws(wrong, sample, fewOn2)).toThrow(/wrong\(f32\[4\] by .* breaks the law of values/);
  });

  test("a collective that is missing", () => {
    const wrong = definePrimitive<[x: JaxArray]>({
      name: "wrong",
      shape: ([x]) => [{ ...x!, shape: [] }],
      inline: () => traceToJaxpr((x) => [reduceSum(x!, { axes: [0] })], [sample[0]!.operands[0]!.aval]).jaxpr,
      partition: ([x], _, __, [out]) => [{ local: reduceSum(x!.local, { axes: [0] }), aval: out!, spec: [] }],
    });
    expect(() => checkShardLaws(wrong, sample, fewOn2)).toThrow(/breaks the law of copies: result 0 differs along/);
  });

  test("a spec that is not what a device has", () => {
    const wrong = definePrimitive<[x: JaxArray]>({
      name: "wrong",
      ...rules,
      partition: ([x], _, __, [out]) => [{ local: x!.local, aval: out!, spec: [[]] }],
    });
    expect(() => checkShardLaws(wrong, sample, fewOn2)).toThrow(/law of types: a device has f32\[1\] of result 0/);
  });
});
