/** Arrays cut over a mesh, and functions of them against the same functions of whole arrays. */
import type { DeviceArray, JaxArray } from "../core/array.ts";
import type { Spec } from "../core/shardRule.ts";
import { makeMesh } from "../makeMesh.ts";
import { type AbstractMesh, NamedSharding } from "../sharding/index.ts";
import { partitionSpecOf } from "../transforms/spmd/index.ts";
import { printAval } from "../types/aval.ts";
import { cutsOf } from "./cutsOf.ts";
import { differenceOf } from "./hostArrays.ts";

/** A mesh of the axes "a" and "b". */
export function meshOf(a: number, b: number): AbstractMesh {
  return makeMesh([a, b], ["a", "b"]);
}

/** The same arrays, cut. */
export function cut(inputs: readonly JaxArray[], specs: readonly Spec[], mesh: AbstractMesh): JaxArray[] {
  return inputs.map((x, i) => (x as DeviceArray).placedAt(new NamedSharding(mesh, partitionSpecOf(specs[i]!))));
}

/**
 * Throws unless `f` gives the same results of inputs however they are cut over a mesh; the message has the cut.
 *
 * @param expected of whole inputs
 * @param most how many ways of cutting are tried
 * @returns how many ways were tried
 */
export function expectSameInParts(
  f: (...inputs: JaxArray[]) => readonly JaxArray[],
  inputs: readonly JaxArray[],
  expected: readonly JaxArray[],
  mesh: AbstractMesh,
  most: number,
  tolerance: { readonly rtol: number; readonly atol: number } = { rtol: 1e-5, atol: 1e-5 },
): number {
  const shapes = inputs.map(({ shape }) => shape);
  const ways = cutsOf(shapes, mesh, most);
  for (const specs of ways) {
    const fail = (fact: string, cause?: unknown): never => {
      const given = inputs.map((x, i) => `${printAval(x.aval)} by ${partitionSpecOf(specs[i]!)}`).join(", ");
      throw new Error(`of ${given} over ${mesh}: ${fact}`, { cause });
    };
    let results: readonly JaxArray[];
    try {
      results = f(...cut(inputs, specs, mesh));
    } catch (error) {
      return fail((error as Error).message, error);
    }
    results.forEach((result, i) => {
      const difference = differenceOf(result, expected[i]!, tolerance);
      if (difference) fail(`result ${i}: ${difference}`);
      if (result.weakType !== expected[i]!.weakType) fail(`result ${i} is weak: ${result.weakType}`);
    });
  }
  return ways.length;
}
