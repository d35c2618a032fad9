/** Values and shardings of small sharded functions are those that JAX gives over the same mesh (jaxSpecs.fixtures.py). */
import { afterAll, beforeAll, expect, test } from "vitest";
import { jax } from "../../index.ts";
import { expectArray, type FixtureArray } from "../../test/fixtureArray.ts";
import { arrayOf } from "../../test/hostArrays.ts";
import { type Shape, sizeOf } from "../../types/shape.ts";
import { fixtureMesh, functions } from "./jaxSpecs.cases.ts";
import cases from "./jaxSpecs.fixtures.json" with { type: "json" };

type Entries = readonly (string | readonly string[] | null)[];

interface Case {
  readonly inputs: readonly (readonly [shape: Shape, spec: Entries])[];
  readonly outputs: readonly { readonly value: FixtureArray; readonly spec: Entries }[];
}

/** Where XLA cuts otherwise: what we give, and why. */
const otherwise: Readonly<Record<string, { readonly specs: readonly Entries[]; readonly because: string }>> = {
  "add conflicting axes": {
    specs: [["data"]],
    because: "[data, ·] and [model, ·] do not fit: XLA gathers both, we keep the cut of the first and gather one",
  },
  "roll cut axis": {
    specs: [[]],
    because: "it is two slices, of 7 rows and of 1: XLA pads them so that they divide by 4, we cut only what does",
  },
};

beforeAll(() => jax.config.update("numDevices", 8));
afterAll(() => jax.config.update("numDevices", 1));

/** As `array` in the fixture's script. */
function inputOf(shape: Shape, seed: number): jax.Array {
  const elements = Array.from({ length: sizeOf(shape) }, (_, k) => ((((k * 7 + seed * 5) * (k + 3)) % 23) - 11) / 8);
  return arrayOf(elements, shape);
}

function entriesOf({ sharding }: jax.Array): Entries {
  const entries = [...(sharding as jax.NamedSharding).spec] as (Entries[number] | null)[];
  while (entries.length > 0 && entries.at(-1) === null) entries.pop();
  return entries;
}

test.each(Object.entries(cases as unknown as Record<string, Case>))("%s", (name, { inputs, outputs }) => {
  const mesh = fixtureMesh();
  const placed = inputs.map(([shape, spec], i) =>
    jax.devicePut(inputOf(shape, i + 1), new jax.NamedSharding(mesh, jax.P(...(spec as string[])))),
  );
  const results = [jax.jit(functions[name]!)(...placed)].flat() as jax.Array[];
  results.forEach((result, i) => expectArray(result, outputs[i]!.value, 3e-6, 1));
  expect(results.map(entriesOf)).toEqual(otherwise[name]?.specs ?? outputs.map(({ spec }) => spec));
});

test("every function has its case, and where XLA cuts otherwise it does", () => {
  expect(Object.keys(functions)).toEqual(Object.keys(cases));
  for (const [name, { specs }] of Object.entries(otherwise))
    expect(specs).not.toEqual((cases as unknown as Record<string, Case>)[name]!.outputs.map(({ spec }) => spec));
});
