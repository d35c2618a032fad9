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
import { asWords } from "./asWords.ts";

/**
 * The part of another cut of the same array. A mesh axis that goes from one array axis to another is exchanged as soon as nothing stands in
 * its way; what stands in the way is gathered: first what no axis waits for, so that little is sent.
 */
export function reshardPart({ local, aval, spec }: Part, wanted: Spec, mesh: AbstractMesh): Part {
  return { local: asWords(local, (words) => moved(words, spec, wanted, mesh)), aval, spec: wanted };
}

function moved(local: JaxArray, spec: Spec, wanted: Spec, mesh: AbstractMesh): JaxArray {
  const kept = spec.map((axes, axis) => commonPrefix(axes, wanted[axis]!));
  const dropped = spec.map((axes, axis) => axes.slice(kept[axis]!));
  const added = wanted.map((axes, axis) => axes.slice(kept[axis]!));
  /** Where the innermost cut of an axis is wanted, if it can be the next one there. */
  const goalOf = (from: number): number =>
    added.findIndex(([next]) => next !== undefined && next === dropped[from]!.at(-1));
  let x = local;
  for (;;) {
    const cut = dropped.flatMap((axes, axis) => (axes.length > 0 ? [axis] : []));
    if (cut.length === 0) break;
    const from = cut.find((axis) => goalOf(axis) >= 0 && dropped[goalOf(axis)]!.length === 0);
    if (from !== undefined) {
      const to = goalOf(from);
      x = exchange(x, from, to, dropped[from]!.pop()!, mesh);
      added[to]!.shift();
    } else {
      const axis = cut.find((each) => goalOf(each) < 0) ?? cut[0]!;
      x = gather(x, axis, dropped[axis]!.pop()!, mesh);
    }
  }
  added.forEach((axes, axis) => {
    for (const name of axes) x = ownSlice(x, { axisName: name, size: mesh.shape[name]!, dimension: axis });
  });
  return x;
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
