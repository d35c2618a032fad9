/**
 * The programs of all devices as one: a function of parts, mapped over the axes of a mesh. Logical devices share memory, so the part of a
 * device is a view of the array, collectives are sums and shuffles along the mapped axes, and what every device computes alike is
 * computed once. The compiler sees ordinary axes, which it divides among threads as any others.
 */
import type { JaxArray } from "../../core/array.ts";
import type { Spec } from "../../core/shardRule.ts";
import { broadcastInDim } from "../../primitives/broadcastInDim.ts";
import { reshape } from "../../primitives/reshape.ts";
import { slice } from "../../primitives/slice.ts";
import { squeeze } from "../../primitives/squeeze.ts";
import { transpose } from "../../primitives/transpose.ts";
import type { AbstractMesh } from "../../sharding/index.ts";
import { partsAlong } from "../../sharding/parts.ts";
import { batchFlat } from "../batchTrace.ts";
import { asWords } from "./asWords.ts";

/** An array with an axis for each mesh axis along which its parts differ. */
interface Spread {
  readonly array: JaxArray;
  /** Positions of mesh axes. */
  readonly places: ReadonlyMap<string, number>;
}

/**
 * Runs `f` on the parts that each device has.
 *
 * @param f of parts; collectives in it speak to other devices by the names of mesh axes
 * @param inputs whole arrays
 * @param inputSpecs how they are cut
 * @param outputSpecs how results are cut, asked when `f` has run
 * @param onVarying what to do with a result whose parts differ along a mesh axis though its spec says that all devices have the same;
 * absent: it is known that they do not
 * @returns whole arrays
 */
export function overMesh(
  f: (parts: readonly JaxArray[]) => readonly JaxArray[],
  mesh: AbstractMesh,
  inputs: readonly JaxArray[],
  inputSpecs: readonly Spec[],
  outputSpecs: (parts: readonly JaxArray[]) => readonly Spec[],
  onVarying?: (output: number, axisName: string) => never,
): JaxArray[] {
  let specs: readonly Spec[] = [];
  const run = (depth: number, given: readonly Spread[]): Spread[] => {
    if (depth === mesh.axisNames.length) {
      const results = f(given.map(({ array }) => array));
      specs = outputSpecs(results);
      return results.map((array) => ({ array, places: new Map() }));
    }
    const name = mesh.axisNames[depth]!;
    let inner: readonly Spread[] = [];
    const results = batchFlat(
      (parts) => {
        inner = run(
          depth + 1,
          parts.map((array, i) => ({ array, places: withoutAxis(given[i]!.places, name) })),
        );
        return inner.map(({ array }) => array);
      },
      given.map(({ array }) => array),
      given.map(({ places }) => places.get(name) ?? null),
      { size: mesh.axisSizes[depth]!, name },
    );
    return results.map(([array, axis], i) => ({
      array,
      places: axis === null ? inner[i]!.places : withAxis(inner[i]!.places, name, axis),
    }));
  };
  const results = run(
    0,
    inputs.map((x, i) => spread(x, inputSpecs[i]!, mesh)),
  );
  return results.map((result, i) => assemble(result, specs[i]!, mesh, onVarying && ((name) => onVarying(i, name))));
}

/** Cuts an array: an axis of it becomes one for each mesh axis and one for the part. */
function spread(x: JaxArray, spec: Spec, mesh: AbstractMesh): Spread {
  const places = new Map<string, number>();
  const newSizes: number[] = [];
  spec.forEach((axes, axis) => {
    for (const name of axes) {
      places.set(name, newSizes.length);
      newSizes.push(mesh.shape[name]!);
    }
    newSizes.push(x.shape[axis]! / partsAlong(axes, mesh));
  });
  if (places.size === 0) return { array: x, places };
  return {
    array: asWords(x, (words) => reshape(words, { newSizes: [...newSizes, ...words.shape.slice(x.ndim)] })),
    places,
  };
}

/** Puts an array together again. */
function assemble(
  { array, places }: Spread,
  spec: Spec,
  mesh: AbstractMesh,
  onVarying: ((axisName: string) => never) | undefined,
): JaxArray {
  return asWords(array, (words) => {
    const own = words.shape.slice(array.ndim).map((): readonly string[] => []);
    return assembleWords({ array: words, places }, [...spec, ...own], mesh, onVarying);
  });
}

function assembleWords(
  { array, places }: Spread,
  spec: Spec,
  mesh: AbstractMesh,
  onVarying: ((axisName: string) => never) | undefined,
): JaxArray {
  let [x, at] = [array, new Map(places)];
  const wanted = new Set(spec.flat());
  for (const [name, place] of at) {
    if (wanted.has(name)) continue;
    onVarying?.(name);
    x = first(x, place); // all devices have the same
    at = withoutAxis(at, name);
  }
  for (const name of wanted) {
    if (at.has(name)) continue;
    const shape = [mesh.shape[name]!, ...x.shape];
    x = broadcastInDim(x, { shape, broadcastDimensions: x.shape.map((_, axis) => axis + 1) });
    at = withAxis(at, name, 0);
  }
  if (at.size === 0) return x;
  const meshAxes = new Set(at.values());
  const own = x.shape.flatMap((_, axis) => (meshAxes.has(axis) ? [] : [axis]));
  const permutation = spec.flatMap((axes, axis) => [...axes.map((name) => at.get(name)!), own[axis]!]);
  const ordered = permutation.every((axis, k) => axis === k) ? x : transpose(x, { permutation });
  const newSizes = spec.map((axes, axis) => x.shape[own[axis]!]! * partsAlong(axes, mesh));
  return reshape(ordered, { newSizes });
}

function first(x: JaxArray, axis: number): JaxArray {
  const limitIndices = x.shape.map((n, k) => (k === axis ? 1 : n));
  return squeeze(slice(x, { startIndices: x.shape.map(() => 0), limitIndices, strides: null }), { dimensions: [axis] });
}

/** Positions once an axis is gone. */
function withoutAxis(places: ReadonlyMap<string, number>, name: string): Map<string, number> {
  const gone = places.get(name) ?? Number.POSITIVE_INFINITY;
  return new Map(
    [...places].filter(([other]) => other !== name).map(([other, at]) => [other, at > gone ? at - 1 : at]),
  );
}

/** Positions once an axis has come in. */
function withAxis(places: ReadonlyMap<string, number>, name: string, axis: number): Map<string, number> {
  return new Map([...[...places].map(([other, at]) => [other, at >= axis ? at + 1 : at] as const), [name, axis]]);
}
