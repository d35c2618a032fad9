/**
 * The laws of primitives whose operands are cut over a mesh, checked over the samples of the other laws and several ways of cutting each:
 *
 *     values     parts put together = computed of whole arrays
 *     types      dtypes, weak types, and shapes of parts are those of the unsharded result, cut as the reported spec says
 *     copies     along mesh axes that the spec of a result leaves out, all devices have the same: no collective was forgotten
 *     placement  arrays that lie so give arrays that lie as reported, each device with its slice
 */
import { DeviceArray, type JaxArray } from "../core/array.ts";
import { traceToJaxpr } from "../core/jaxprTrace.ts";
import type { Primitive } from "../core/primitive.ts";
import type { Spec } from "../core/shardRule.ts";
import { bind } from "../core/tracer.ts";
import { makeMesh } from "../makeMesh.ts";
import { type AbstractMesh, NamedSharding } from "../sharding/index.ts";
import { evalJaxpr } from "../transforms/evalJaxpr.ts";
import { overMesh, partitionSpecOf } from "../transforms/spmd/index.ts";
import { type DeviceJaxpr, partitionJaxpr } from "../transforms/spmd/partitionJaxpr.ts";
import { partShape } from "../transforms/spmd/spec.ts";
import { printAval, sameAval } from "../types/aval.ts";
import { dtypes } from "../types/dtype.ts";
import { cutsOf } from "./cutsOf.ts";
import { differenceOf, elementsOf, sliceAt } from "./hostArrays.ts";
import type { Sample } from "./laws.ts";

/** How often a primitive computed on parts. */
export interface Tally {
  /** Ways of cutting that were tried. */
  tried: number;
  /** Those of them after which a result lies in parts. */
  inParts: number;
}

/**
 * Checks the laws of a primitive over its samples.
 *
 * @param meshes sizes of two mesh axes, odd ones for axes of odd size, and how many ways of cutting each sample are tried
 */
export function checkShardLaws(
  primitive: Primitive,
  samples: readonly Sample[],
  meshes: readonly (readonly [a: number, b: number, ways: number])[],
): Tally {
  const tally = { tried: 0, inParts: 0 };
  for (const sample of samples) {
    for (const [a, b, most] of meshes) {
      const mesh = makeMesh([a, b], ["a", "b"]);
      const shapes = sample.operands.map(({ shape }) => shape);
      const ways = cutsOf(shapes, mesh, most);
      if (ways.length === 0) continue;
      checkSample(primitive, sample, mesh, ways, tally);
    }
  }
  return tally;
}

function checkSample(
  primitive: Primitive,
  { operands, params = {}, rtol = 0 }: Sample,
  mesh: AbstractMesh,
  ways: readonly (readonly Spec[])[],
  tally: Tally,
): void {
  const { jaxpr } = traceToJaxpr(
    (...inputs) => bind(primitive, inputs, params),
    operands.map(({ aval }) => aval),
  );
  const blame = (specs: readonly Spec[], law: string, fact: string): never => {
    const given = operands.map((x, i) => `${printAval(x.aval)} by ${partitionSpecOf(specs[i]!)}`).join(", ");
    throw new Error(
      `${primitive.name}(${given} ${JSON.stringify(params)}) over ${mesh} breaks the law of ${law}: ${fact}`,
    );
  };
  const devices = ways.map((specs) => partitionJaxpr(jaxpr, specs, mesh));
  devices.forEach((device, way) => {
    for (const fact of typeFaults(jaxpr.outputs, device, mesh)) blame(ways[way]!, "types", fact);
  });
  // all ways as one program: one to compile
  const all = traceToJaxpr(
    (...inputs) =>
      devices.flatMap(({ jaxpr: local, specs }, way) =>
        overMesh(
          (parts) => evalJaxpr(local, [], parts),
          mesh,
          inputs,
          ways[way]!,
          () => specs,
          (output, axis) =>
            blame(ways[way]!, "copies", `result ${output} differs along ${axis}, its spec says otherwise`),
        ),
      ),
    operands.map(({ aval }) => aval),
  );
  const results = evalJaxpr(all.jaxpr, all.consts, operands);
  const expected = bind(primitive, operands, params);
  const count = expected.length;
  ways.forEach((specs, way) => {
    tally.tried++;
    if (devices[way]!.specs.some((spec) => spec.flat().length > 0)) tally.inParts++;
    expected.forEach((result, i) => {
      const difference = differenceOf(results[way * count + i]!, result, toleranceFor(result, rtol));
      if (difference) blame(specs, "values", `result ${i}: ${difference}`);
    });
  });
  const way = ways.length - 1;
  const placed = operands.map((x, i) => x.placedAt(new NamedSharding(mesh, partitionSpecOf(ways[way]![i]!))));
  bind(primitive, placed, params).forEach((result, i) => {
    const fact = placementFault(result, devices[way]!.specs[i]!, mesh) ?? shardFault(result, expected[i]!, rtol);
    if (fact) blame(ways[way]!, "placement", `result ${i} ${fact}`);
  });
}

function toleranceFor(x: JaxArray, rtol: number): { rtol: number; atol: number } {
  const { kind, bits } = dtypes[x.dtype];
  if (kind !== "float" && kind !== "complex") return { rtol: 0, atol: 0 };
  const rounding = bits < 32 && kind === "float" ? 2 ** -6 : 1e-5;
  return { rtol: Math.max(rtol, rounding), atol: Math.max(rtol, rounding) };
}

function* typeFaults(
  outputs: readonly { readonly aval: JaxArray["aval"] }[],
  { jaxpr, specs }: DeviceJaxpr,
  mesh: AbstractMesh,
): Generator<string> {
  for (const [i, { aval }] of outputs.entries()) {
    const wanted = { ...aval, shape: partShape(aval.shape, specs[i]!, mesh) };
    const got = jaxpr.outputs[i]!.aval;
    if (sameAval(got, wanted, { weak: true })) continue;
    yield `a device has ${printAval(got, { weak: true })} of result ${i}, its part is ${printAval(wanted, { weak: true })}`;
  }
}

function placementFault({ sharding }: JaxArray, spec: Spec, mesh: AbstractMesh): string | undefined {
  const wanted = new NamedSharding(mesh, partitionSpecOf(spec));
  return sharding.equals(wanted) ? undefined : `lies as ${sharding}, the device program says ${wanted}`;
}

/** What is wrong with the part of a device, beside the slice that its index names. */
function shardFault(x: JaxArray, expected: JaxArray, rtol: number): string | undefined {
  for (const { index, data, device } of x.addressableShards) {
    let slice = expected;
    index.forEach(([start, stop], axis) => (slice = rangeOf(slice, axis, start, stop)));
    const difference = differenceOf(data, slice, toleranceFor(expected, rtol));
    if (difference) return `on ${device}: ${difference}`;
  }
  return undefined;
}

function rangeOf(x: JaxArray, axis: number, start: number, stop: number): JaxArray {
  if (stop - start === x.shape[axis]) return x;
  const rows = Array.from({ length: stop - start }, (_, k) => elementsOf(sliceAt(x, axis, start + k)));
  const { words, HostArray } = dtypes[x.dtype];
  const shape = x.shape.map((n, k) => (k === axis ? stop - start : n));
  const inner = shape.slice(axis + 1).reduce((product, n) => product * n, 1) * words;
  const outer = shape.slice(0, axis).reduce((product, n) => product * n, 1);
  const host = new HostArray(outer * rows.length * inner);
  for (let o = 0; o < outer; o++) {
    rows.forEach((row, k) =>
      host.set(row.subarray(o * inner, (o + 1) * inner) as never, (o * rows.length + k) * inner),
    );
  }
  return DeviceArray.fromHost(host, { ...x.aval, shape });
}
