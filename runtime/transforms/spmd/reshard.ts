/**
 * From one cut of an array to another, by collectives. Parts that both have in common stay where they are:
 *
 *     [data] → []             allGather
 *     [] → [data]             ownSlice: every device has it already
 *     [data, ·] → [·, data]   allToAll
 */
import type { JaxArray } from "../../core/array.ts";
import type { Part, Spec } from "../../core/shardRule.ts";
import { allGather, allToAll, ownSlice, pmax, pmin, psum, psumScatter } from "../../primitives/collectives.ts";
import { reshape } from "../../primitives/reshape.ts";
import type { AbstractMesh } from "../../sharding/index.ts";

/** The part of another cut of the same array. */
export function reshardPart({ local, aval, spec }: Part, wanted: Spec, mesh: AbstractMesh): Part {
  const kept = spec.map((axes, axis) => commonPrefix(axes, wanted[axis]!));
  const dropped = spec.map((axes, axis) => axes.slice(kept[axis]!));
  const added = wanted.map((axes, axis) => axes.slice(kept[axis]!));
  let x = local;
  const moved = new Set<string>();
  dropped.forEach((axes, from) => {
    const [name] = axes;
    const to = added.findIndex((others) => others.length === 1 && others[0] === name);
    if (axes.length !== 1 || to < 0) return;
    x = exchange(x, from, to, name!, mesh);
    moved.add(name!);
  });
  dropped.forEach((axes, axis) => {
    for (const name of [...axes].reverse()) if (!moved.has(name)) x = gather(x, axis, name, mesh);
  });
  added.forEach((axes, axis) => {
    for (const name of axes) {
      if (!moved.has(name)) x = ownSlice(x, { axisName: name, size: mesh.shape[name]!, dimension: axis });
    }
  });
  return { local: x, aval, spec: wanted };
}

/** What the parts of a sum (or maximum, minimum) on every device come to. */
export function combine(local: JaxArray, over: "sum" | "max" | "min", axes: readonly string[]): JaxArray {
  const collective = { sum: psum, max: pmax, min: pmin }[over];
  return axes.reduce((x, axisName) => collective(x, { axisName }), local);
}

/** The same for a sum of which each device needs only its part along an axis: half the traffic. */
export function scatterSum(local: JaxArray, axis: number, name: string, mesh: AbstractMesh): JaxArray {
  const size = mesh.shape[name]!;
  return psumScatter(splitAxis(local, axis, size), { axisName: name, size, dimension: axis });
}

function gather(x: JaxArray, axis: number, name: string, mesh: AbstractMesh): JaxArray {
  return joinAxis(allGather(x, { axisName: name, size: mesh.shape[name]!, axis }), axis);
}

/** Cut along `to` what was cut along `from`. */
function exchange(x: JaxArray, from: number, to: number, name: string, mesh: AbstractMesh): JaxArray {
  const size = mesh.shape[name]!;
  // the axis that is given out is gone from the result, so what stands behind it moves to the front by one
  const received = allToAll(splitAxis(x, to, size), { axisName: name, size, splitAxis: to, concatAxis: from });
  return joinAxis(received, from);
}

/** Axis n as two, size × n/size. */
function splitAxis(x: JaxArray, axis: number, size: number): JaxArray {
  const { shape } = x;
  return reshape(x, { newSizes: [...shape.slice(0, axis), size, shape[axis]! / size, ...shape.slice(axis + 1)] });
}

/** Two axes, at `axis` and behind it, as one. */
function joinAxis(x: JaxArray, axis: number): JaxArray {
  const { shape } = x;
  return reshape(x, { newSizes: [...shape.slice(0, axis), shape[axis]! * shape[axis + 1]!, ...shape.slice(axis + 2)] });
}

function commonPrefix(a: readonly string[], b: readonly string[]): number {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n++;
  return n;
}
