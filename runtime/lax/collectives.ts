/** `jax.lax`: collectives over the axis of a `vmap` that has a name. */
import { type ArrayLike, type JaxArray, standsFor } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import { scalar } from "../core/scalar.ts";
import { axesInScope, traceOfAxis } from "../core/tracer.ts";
import { div } from "../primitives/arithmetic.ts";
import * as collectives from "../primitives/collectives.ts";
import { eq } from "../primitives/comparison.ts";
import { convertElementType } from "../primitives/convertElementType.ts";
import { reshape } from "../primitives/reshape.ts";
import { selectN } from "../primitives/selectN.ts";
import { printAval } from "../types/aval.ts";
import { dtypes } from "../types/dtype.ts";
import { flatten } from "../types/pytree.ts";
import {
  exchangeAlong,
  gatherAlong,
  indexAlong,
  type MappedAxis,
  permuteAlong,
  placesAlong,
  scatterAlong,
} from "./alongAxes.ts";
import { axisOf } from "./axisOf.ts";

/** The name of a mapped axis, or several names. */
export type AxisName = string | readonly string[];

/**
 * The size of the mapped axis.
 *
 * @param axisName name given to `vmap` as `axisName`; of several the product
 * @throws RangeError for a name that no vmap in progress has
 * @example
 * const f = jax.vmap((x: jax.Array) => x.mul(lax.axisSize("i")), { axisName: "i" });
 * assertEqual(f(jnp.array([1, 2])), "[2 4]");
 */
export function axisSize(axisName: AxisName): number {
  return placesAlong(axesOf(axisName, "ask for the size of"));
}

/**
 * The place of an element along the mapped axis.
 *
 * @param axisName name given to `vmap` as `axisName`; of several the row-major place
 * @returns i32[]
 * @throws RangeError for a name that no vmap in progress has
 * @example
 * const f = jax.vmap((x: jax.Array) => x.add(lax.axisIndex("i")), { axisName: "i" });
 * assertEqual(f(jnp.array([10, 10, 10])), "[10 11 12]");
 */
export function axisIndex(axisName: AxisName): JaxArray {
  return indexAlong(axesOf(axisName, "ask for an index along"));
}

/**
 * The sum over the mapped axis, the same for each element; booleans count as integers.
 *
 * @param x array, number, or pytree of them. A plain number is counted once for each element
 * @param axisName name given to `vmap` as `axisName`, or several
 * @throws RangeError for a name that no vmap in progress has
 * @example
 * const normalize = jax.vmap((x: jax.Array) => x.div(lax.psum(x, "i")), { axisName: "i" });
 * assertEqual(normalize(jnp.array([1, 3])), "[0.25 0.75]");
 */
export function psum<T>(x: T, axisName: AxisName): T {
  return eachLeaf(x, axisName, "psum over", (leaf, name, size) => {
    const plain = standsFor(leaf);
    if (typeof plain === "number" || typeof plain === "boolean") return Number(plain) * size;
    const array = asArray(leaf);
    const counted = array.dtype === "bool" ? convertElementType(array, { newDtype: "int32", weakType: false }) : array;
    return collectives.psum(counted, { axisName: name });
  });
}

/**
 * The mean over the mapped axis.
 *
 * @param x float array, number, or pytree of them
 * @param axisName name given to `vmap` as `axisName`, or several
 * @throws RangeError for a name that no vmap in progress has
 * @example
 * const center = jax.vmap((x: jax.Array) => x.sub(lax.pmean(x, "i")), { axisName: "i" });
 * assertEqual(center(jnp.array([1, 3])), "[-1.  1.]");
 */
export function pmean<T>(x: T, axisName: AxisName): T {
  const size = axisSize(axisName);
  const [sums, structure] = flatten(psum(x, axisName));
  const means = sums.map((sum) => {
    const array = asArray(sum as ArrayLike);
    const isFloat = dtypes[array.dtype].kind === "float";
    return div(isFloat ? array : convertElementType(array, { newDtype: "float32", weakType: array.weakType }), size);
  });
  return structure.unflatten(means);
}

/**
 * The largest over the mapped axis. It has no derivative, as in JAX.
 *
 * @param x array, number, or pytree of them
 * @param axisName name given to `vmap` as `axisName`, or several
 * @throws RangeError for a name that no vmap in progress has
 * @example
 * assertEqual(jax.vmap((x: jax.Array) => lax.pmax(x, "i"), { axisName: "i" })(jnp.array([1, 3])), "[3 3]");
 */
export function pmax<T>(x: T, axisName: AxisName): T {
  return eachLeaf(x, axisName, "pmax over", (leaf, name) => collectives.pmax(asArray(leaf), { axisName: name }));
}

/**
 * The smallest over the mapped axis. It has no derivative, as in JAX.
 *
 * @param x array, number, or pytree of them
 * @param axisName name given to `vmap` as `axisName`, or several
 * @throws RangeError for a name that no vmap in progress has
 * @example
 * assertEqual(jax.vmap((x: jax.Array) => lax.pmin(x, "i"), { axisName: "i" })(jnp.array([1, 3])), "[1 1]");
 */
export function pmin<T>(x: T, axisName: AxisName): T {
  return eachLeaf(x, axisName, "pmin over", (leaf, name) => collectives.pmin(asArray(leaf), { axisName: name }));
}

/**
 * The arrays of all elements along a new axis, the same for each element. f32[3] for 4 elements → f32[4,3].
 *
 * @param x array, or pytree of arrays
 * @param axisName name given to `vmap` as `axisName`, or several, whose places are then counted row-major
 * @param options.axis where the new axis stands in the result; default 0
 * @param options.tiled whether the arrays are joined along that axis instead of stacked: f32[3] → f32[12]. Default false
 * @throws RangeError for a name that no vmap in progress has, or an axis outside the result
 * @example
 * const f = jax.vmap((x: jax.Array) => jnp.flip(lax.allGather(x, "i")), { axisName: "i" });
 * assertEqual(f(jnp.array([1, 2])), "[[2 1]\n [2 1]]");
 */
export function allGather<T>(x: T, axisName: AxisName, options: { axis?: number; tiled?: boolean } = {}): T {
  const { axis = 0, tiled = false } = options;
  return eachArray(x, axisName, "allGather over", (array, axes) => {
    const at = axisOf(axis, array.ndim + (tiled ? 0 : 1), "allGather along");
    const gathered = gatherAlong(array, axes, at);
    return tiled ? merged(gathered, at) : gathered;
  });
}

/**
 * Of the sum over the mapped axis, for each element its own slice. f32[4,3] for 4 elements → f32[3].
 *
 * @param x array, or pytree of arrays
 * @param axisName name given to `vmap` as `axisName`, or several, whose places are then counted row-major
 * @param options.scatterDimension the axis that is given out; default 0. Its size is that of the mapped axis
 * @param options.tiled whether the axis stays, and each element gets its part of it: f32[8] for 4 elements → f32[2]. Default false
 * @throws RangeError for a name that no vmap in progress has; TypeError for another size
 * @example
 * const f = jax.vmap((x: jax.Array) => lax.psumScatter(x, "i"), { axisName: "i" });
 * assertEqual(f(jnp.array([[1, 2], [10, 20]])), "[11 22]");
 */
export function psumScatter<T>(
  x: T,
  axisName: AxisName,
  options: { scatterDimension?: number; tiled?: boolean } = {},
): T {
  const { scatterDimension = 0, tiled = false } = options;
  return eachArray(x, axisName, "psumScatter over", (array, axes) => {
    const dimension = axisOf(scatterDimension, array.ndim, "psumScatter along");
    const parts = tiled ? parted(array, dimension, placesAlong(axes), "psumScatter") : array;
    collectives.checkSize("psumScatter", parts.shape[dimension], placesAlong(axes), printAval(parts.aval), dimension);
    return scatterAlong(parts, axes, dimension);
  });
}

/**
 * Elements sent along the mapped axis from place to place; where none arrives there are zeros.
 *
 * @param x array, or pytree of arrays
 * @param axisName name given to `vmap` as `axisName`, or several, whose places are then counted row-major
 * @param perm pairs `[source, target]`; no place may be named twice on one side
 * @throws RangeError for a name that no vmap in progress has, or a place outside; TypeError for a place named twice
 * @example
 * const shift = jax.vmap((x: jax.Array) => lax.ppermute(x, "i", [[0, 1], [1, 2]]), { axisName: "i" });
 * assertEqual(shift(jnp.array([1, 2, 3])), "[0 1 2]");
 */
export function ppermute<T>(x: T, axisName: AxisName, perm: readonly (readonly [source: number, target: number])[]): T {
  return eachArray(x, axisName, "ppermute over", (array, axes) => {
    const size = placesAlong(axes);
    const names = axes.map(({ name }) => `"${name}"`);
    const wish = `Cannot ppermute over ${names.length === 1 ? "axis" : "axes"} ${names.join(", ")} of size ${size} by ${JSON.stringify(perm)}`;
    const outside = perm.flat().find((place) => !(Number.isInteger(place) && place >= 0 && place < size));
    if (outside !== undefined) throw new RangeError(`${wish}: ${outside} is outside 0 … ${size - 1}`);
    for (const side of [0, 1] as const) {
      const places = perm.map((pair) => pair[side]);
      if (new Set(places).size !== places.length)
        throw new TypeError(`${wish}: a ${side === 0 ? "source" : "target"} is named twice`);
    }
    return permuteAlong(array, axes, perm);
  });
}

/**
 * As `ppermute`, by the list of the sources: element i receives from `perm[i]`.
 *
 * @param x array, or pytree of arrays
 * @param axisName name given to `vmap` as `axisName`, or several, whose places are then counted row-major
 * @param perm a source for each place
 * @throws RangeError for a name that no vmap in progress has; TypeError if `perm` does not name each place once
 * @example
 * const turn = jax.vmap((x: jax.Array) => lax.pshuffle(x, "i", [2, 0, 1]), { axisName: "i" });
 * assertEqual(turn(jnp.array([1, 2, 3])), "[3 1 2]");
 */
export function pshuffle<T>(x: T, axisName: AxisName, perm: readonly number[]): T {
  return ppermute(
    x,
    axisName,
    perm.map((source, target) => [source, target] as const),
  );
}

/**
 * Each element gives slice i of an axis to element i, and stacks what it receives along another axis.
 *
 * @param exchange.x array, or pytree of arrays
 * @param exchange.axisName name given to `vmap` as `axisName`, or several, whose places are then counted row-major
 * @param exchange.splitAxis the axis given out; its size is that of the mapped axis
 * @param exchange.concatAxis where the axis of what was received stands in the result
 * @param exchange.tiled whether both axes stay: the one is divided among the elements, the other grows. Default false
 * @throws RangeError for a name that no vmap in progress has; TypeError for another size
 * @example
 * const f = jax.vmap((x: jax.Array) => lax.allToAll({ x, axisName: "i", splitAxis: 0, concatAxis: 0 }), { axisName: "i" });
 * assertEqual(f(jnp.array([[1, 2], [3, 4]])), "[[1 3]\n [2 4]]");
 */
export function allToAll<T>(exchange: {
  readonly x: T;
  readonly axisName: AxisName;
  readonly splitAxis: number;
  readonly concatAxis: number;
  readonly tiled?: boolean;
}): T {
  const { x, axisName, splitAxis, concatAxis, tiled = false } = exchange;
  return eachArray(x, axisName, "allToAll over", (array, axes) => {
    const size = placesAlong(axes);
    const from = axisOf(splitAxis, array.ndim, "allToAll along");
    const to = axisOf(concatAxis, array.ndim, "allToAll along");
    const parts = tiled ? parted(array, from, size, "allToAll") : array;
    collectives.checkSize("allToAll", parts.shape[from], size, printAval(parts.aval), from);
    const received = exchangeAlong(parts, axes, from, to);
    return tiled ? merged(received, to) : received;
  });
}

/**
 * The mapped axis exchanged with another one of its size.
 *
 * @param x array, or pytree of arrays
 * @param axisName name given to `vmap` as `axisName`, or several, whose places are then counted row-major
 * @param axis the axis to exchange with
 * @throws RangeError for a name that no vmap in progress has; TypeError for another size
 * @example
 * const f = jax.vmap((x: jax.Array) => lax.pswapaxes(x, "i", 0), { axisName: "i" });
 * assertEqual(f(jnp.array([[1, 2], [3, 4]])), "[[1 3]\n [2 4]]");
 */
export function pswapaxes<T>(x: T, axisName: AxisName, axis: number): T {
  return allToAll({ x, axisName, splitAxis: axis, concatAxis: axis });
}

/**
 * The array of one element of the mapped axis, for all.
 *
 * @param x array, or pytree of arrays
 * @param axisName name given to `vmap` as `axisName`, or several, whose places are then counted row-major
 * @param source the place of the element
 * @throws RangeError for a name that no vmap in progress has, or a place outside
 * @example
 * const f = jax.vmap((x: jax.Array) => lax.pbroadcast(x, "i", 1), { axisName: "i" });
 * assertEqual(f(jnp.array([1, 2, 3])), "[2 2 2]");
 */
export function pbroadcast<T>(x: T, axisName: AxisName, source: number): T {
  return eachArray(x, axisName, "pbroadcast over", (array, axes) => {
    const size = placesAlong(axes);
    if (!(Number.isInteger(source) && source >= 0 && source < size))
      throw new RangeError(
        `Cannot pbroadcast over ${axes.length === 1 ? "axis" : "axes"} ${axes.map(({ name }) => `"${name}"`).join(", ")} from ${source}: it is outside 0 … ${size - 1}`,
      );
    const own = selectN(eq(indexAlong(axes), source), scalar(0, array.dtype), array);
    return axes.reduce((sum, { name }) => collectives.psum(sum, { axisName: name }), own);
  });
}

/** Applies a collective along each axis in turn. */
function eachLeaf<T>(
  tree: T,
  axisName: AxisName,
  action: string,
  f: (leaf: ArrayLike, name: string, size: number) => ArrayLike,
): T {
  const [leaves, structure] = flatten(tree);
  const names = namesOf(axisName).map((name) => [name, sizeOf(name, action)] as const);
  return structure.unflatten(
    leaves.map((leaf) => asArray(names.reduce((x, [name, size]) => f(x, name, size), leaf as ArrayLike))),
  );
}

/** Applies a collective that takes all axes as one; without any there is one place. */
function eachArray<T>(
  tree: T,
  axisName: AxisName,
  action: string,
  f: (array: JaxArray, axes: readonly MappedAxis[]) => JaxArray,
): T {
  const [leaves, structure] = flatten(tree);
  const axes = axesOf(axisName, action);
  return structure.unflatten(leaves.map((leaf) => f(asArray(leaf as ArrayLike), axes)));
}

function axesOf(axisName: AxisName, action: string): MappedAxis[] {
  return namesOf(axisName).map((name) => ({ name, size: sizeOf(name, action) }));
}

function namesOf(axisName: AxisName): readonly string[] {
  return typeof axisName === "string" ? [axisName] : axisName;
}

function sizeOf(name: string, action: string): number {
  const axis = traceOfAxis(name)?.axis;
  if (axis) return axis.size;
  const known = axesInScope();
  throw new RangeError(
    `Cannot ${action} axis "${name}": no vmap in progress has an axis of this name${known ? ` (there are ${known})` : ""}; give it by jax.vmap(f, { axisName: "${name}" })`,
  );
}

/** Axes `axis` and `axis` + 1 as one. */
function merged(x: JaxArray, axis: number): JaxArray {
  const { shape } = x;
  return reshape(x, { newSizes: [...shape.slice(0, axis), shape[axis]! * shape[axis + 1]!, ...shape.slice(axis + 2)] });
}

/** Axis `axis` as two, of which the first has `size`. */
function parted(x: JaxArray, axis: number, size: number, action: string): JaxArray {
  const { shape } = x;
  const part = shape[axis]! / size;
  if (!Number.isInteger(part))
    throw new TypeError(
      `Cannot ${action} with tiled: axis ${axis} has size ${shape[axis]}, which ${size} does not divide`,
    );
  return reshape(x, { newSizes: [...shape.slice(0, axis), size, part, ...shape.slice(axis + 1)] });
}
