/** `vmap`: a function of one example as a function of a batch. */
import type { JaxArray } from "../core/array.ts";
import type { AcceptsAll, Arrays } from "../core/userType.ts";
import { printAval } from "../types/aval.ts";
import { flatten, flattenUpTo, type TreeDef } from "../types/pytree.ts";
import { batchFlat } from "./batchTrace.ts";
import { flattenArrays, isArrayLike, nameOf } from "./flatFunction.ts";
import { moveBatchAxis } from "./moveBatchAxis.ts";

/** An axis, null for "not mapped", or a tree of these that is a prefix of the argument or result. */
export type AxisTree = number | null | readonly AxisTree[] | { readonly [key: string]: AxisTree };

export interface VmapOptions {
  /** The axis mapped over, for all arguments or as a list with an entry per argument; default 0. null: the argument is used whole. */
  readonly inAxes?: AxisTree;
  /** Where the mapped axis stands in the results; default 0. null: the result does not depend on the mapped arguments. */
  readonly outAxes?: AxisTree;
  /** Size of the mapped axis; needed only where no argument has one. */
  readonly axisSize?: number;
  /** A name for the mapped axis, for collectives over it (`lax.psum(x, name)`). */
  readonly axisName?: string;
}

/**
 * A function that applies `f` to each slice of its arguments along an axis and stacks the results; it is computed for all
 * slices at once.
 *
 * @param f function of pytrees of arrays that returns a pytree of arrays
 * @param options.inAxes axis of the arguments to map over: one for all, or a list with an entry per argument, which may be a
 * tree of axes; null leaves an argument whole; negative axes count from the end; default 0
 * @param options.outAxes where the mapped axis stands in the results, in the same way; default 0
 * @param options.axisSize size of the mapped axis, where no argument is mapped
 * @param options.axisName a name for the mapped axis, by which `lax.psum`, `lax.axisIndex` and their relatives find it
 * @returns a function of batched arguments that gives batched results
 * @throws TypeError if an argument lacks the axis, if sizes differ, or if nothing is mapped
 * @example
 * const dot = (a: jax.Array, b: jax.Array) => jnp.sum(a.mul(b));
 * const rows = jax.vmap(dot, { inAxes: [0, null] });
 * assertEqual(rows(jnp.array([[1, 2], [3, 4]]), jnp.array([10, 1])), "[12 34]");
 */
export function vmap<A extends any[], R>(
  f: (...args: A) => R,
  options: VmapOptions = {},
): (...args: AcceptsAll<A>) => Arrays<R> {
  return vmapChecked(f, options);
}

/** `vmap`, with a function that may refuse the size of the mapped axis before anything runs. */
export function vmapChecked<A extends any[], R>(
  f: (...args: A) => R,
  options: VmapOptions,
  checkSize?: (size: number) => void,
): (...args: AcceptsAll<A>) => Arrays<R> {
  const { inAxes = 0, outAxes = 0, axisSize, axisName } = options;
  const action = `vmap ${nameOf(f)}`;
  return (...args) => {
    if (Array.isArray(inAxes) && inAxes.length !== args.length) {
      throw new TypeError(
        `Cannot ${action}: inAxes has ${inAxes.length} entries, the call has ${args.length} arguments`,
      );
    }
    const [leaves, inDef] = flatten([...args]);
    const given = spread(inAxes, [...args], action, "inAxes");
    // what is not mapped may be anything
    const places = leaves.flatMap((leaf, i) => (given[i] !== null || isArrayLike(leaf) ? [i] : []));
    const arrays = flattenArrays(
      places.map((i) => leaves[i]),
      action,
      "mapped leaf ",
    )[0];
    const axes = places.map((i, k) => inputAxis(given[i] ?? null, arrays[k]!, action));
    const size = batchSize(arrays, axes, axisSize, action);
    checkSize?.(size);
    let outDef: TreeDef | undefined;
    let outputs: readonly (number | null)[] = [];
    const results = batchFlat(
      (inputs) => {
        const whole = [...leaves];
        for (const [k, i] of places.entries()) whole[i] = inputs[k];
        const value = f(...inDef.unflatten(whole));
        const [outs, def] = flattenArrays(value, action, "its result");
        outDef = def;
        outputs = spread(outAxes, value, action, "outAxes");
        return outs;
      },
      arrays,
      axes,
      { size, name: axisName },
    );
    return outDef!.unflatten(results.map(([value, axis], i) => place(value, axis, outputs[i]!, size, action)));
  };
}

/** One axis for each leaf of `tree`, from a prefix of it. */
function spread(prefix: AxisTree, tree: unknown, action: string, what: string): (number | null)[] {
  const isAxis = (node: unknown) => node === null || typeof node === "number";
  const [axes, def] = flatten(prefix, isAxis);
  const wrong = axes.find((axis) => !isAxis(axis));
  if (wrong !== undefined)
    throw new TypeError(`Cannot ${action}: ${what} must be made of whole numbers and null, got ${String(wrong)}`);
  const parts = flattenUpTo(def, tree, `${action} with these ${what}`);
  return parts.flatMap((part, i) => flatten(part)[0].map(() => axes[i] as number | null));
}

function inputAxis(axis: number | null, x: JaxArray, action: string): number | null {
  if (axis === null) return null;
  const place = axis < 0 ? axis + x.ndim : axis;
  if (Number.isInteger(place) && place >= 0 && place < x.ndim) return place;
  throw new TypeError(
    `Cannot ${action} over axis ${axis} of ${printAval(x.aval)}: it has ${x.ndim} axes; say null in inAxes to use it whole`,
  );
}

function batchSize(
  arrays: readonly JaxArray[],
  axes: readonly (number | null)[],
  axisSize: number | undefined,
  action: string,
): number {
  let size = axisSize;
  let first: JaxArray | undefined;
  arrays.forEach((x, i) => {
    const axis = axes[i];
    if (axis === null || axis === undefined) return;
    if (size !== undefined && x.shape[axis] !== size) {
      throw new TypeError(
        `Cannot ${action}: axis ${axis} of ${printAval(x.aval)} must have size ${size}${first ? ` as in ${printAval(first.aval)}` : ", the axisSize"}, got ${x.shape[axis]}`,
      );
    }
    size = x.shape[axis]!;
    first ??= x;
  });
  if (size === undefined)
    throw new TypeError(`Cannot ${action}: no argument is mapped; give an axis in inAxes, or axisSize`);
  return size;
}

function place(value: JaxArray, from: number | null, to: number | null, size: number, action: string): JaxArray {
  if (to === null) {
    if (from === null) return value;
    throw new TypeError(
      `Cannot ${action}: outAxes says null, but the result ${printAval(value.aval)} is mapped over its axis ${from}`,
    );
  }
  const rank = from === null ? value.ndim + 1 : value.ndim;
  const axis = to < 0 ? to + rank : to;
  if (!(Number.isInteger(axis) && axis >= 0 && axis < rank)) {
    throw new TypeError(`Cannot ${action}: outAxes ${to} is outside the ${rank} axes of the result`);
  }
  return moveBatchAxis(value, from, axis, size);
}
