/**
 * Collectives: primitives that look across a mapped axis. `vmap` with a name for its axis (`axisName`) answers them by `along`, where
 * the other elements of the batch are in reach; to every other trace they are ordinary primitives. None is left when a program is
 * compiled. Per element of the batch, with `size` of them:
 *
 *     psum          Σⱼ xⱼ                                the same for all
 *     pmax, pmin    maxⱼ xⱼ, minⱼ xⱼ                     the same for all
 *     axisIndex     i
 *     allGather     x₀, x₁, … along a new axis           the same for all
 *     psumScatter   Σⱼ xⱼ[i]
 *     ppermute      xⱼ for each pair (j, i), else 0
 *     allToAll      x₀[i], x₁[i], … along a new axis
 *     ownSlice      the i-th part of an axis of x, which is the same for all
 */
import type { JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Primitive } from "../core/primitive.ts";
import { scalar } from "../core/scalar.ts";
import { aval, printAval } from "../types/aval.ts";
import { mul } from "./arithmetic.ts";
import { broadcastInDim } from "./broadcastInDim.ts";
import { concatenate } from "./concatenate.ts";
import { iota } from "./iota.ts";
import { moveAxis } from "./moveAxis.ts";
import { reduceMax, reduceMin } from "./reduceMaxMin.ts";
import { reduceSum } from "./reduceSum.ts";
import { reshape } from "./reshape.ts";
import { slice } from "./slice.ts";
import { squeeze } from "./squeeze.ts";
import { transpose } from "./transpose.ts";

/** Parameters of a collective along one named axis. */
export type AxisParams = { readonly axisName: string };

/** Sum over the axis. */
export const psum: Primitive<[x: JaxArray], AxisParams, JaxArray> = definePrimitive<[x: JaxArray], AxisParams>({
  name: "psum",
  shape: ([x]) => [x!],
  axisName: ({ axisName }) => axisName,
  along: ([x], [b], _, size) => [[b === null ? mul(x!, size) : reduceSum(x!, { axes: [b!] })], [null]],
  jvp: ([x], [dx], params) => [[psum(x!, params)], [psum(dx!, params)]],
  transpose: ([ct], _, params) => [psum(ct!, params)],
  batch: ([x], axes, params) => [[psum(x!, params)], axes],
});

/** Largest element over the axis. */
export const pmax: Primitive<[x: JaxArray], AxisParams, JaxArray> = definePrimitive<[x: JaxArray], AxisParams>({
  name: "pmax",
  shape: ([x]) => [x!],
  axisName: ({ axisName }) => axisName,
  along: ([x], [b]) => [[b === null ? x! : reduceMax(x!, { axes: [b!] })], [null]],
  batch: ([x], axes, params) => [[pmax(x!, params)], axes],
});

/** Smallest element over the axis. */
export const pmin: Primitive<[x: JaxArray], AxisParams, JaxArray> = definePrimitive<[x: JaxArray], AxisParams>({
  name: "pmin",
  shape: ([x]) => [x!],
  axisName: ({ axisName }) => axisName,
  along: ([x], [b]) => [[b === null ? x! : reduceMin(x!, { axes: [b!] })], [null]],
  batch: ([x], axes, params) => [[pmin(x!, params)], axes],
});

/** The place of an element along the axis, i32[]. */
export const axisIndex: Primitive<[], AxisParams, JaxArray> = definePrimitive<[], AxisParams>({
  name: "axisIndex",
  shape: () => [aval([], "int32")],
  axisName: ({ axisName }) => axisName,
  along: (_, __, ___, size) => [[iota({ dtype: "int32", shape: [size], dimension: 0 })], [0]],
});

/** Parameters of `allGather`. */
export type AllGatherParams = {
  readonly axisName: string;
  readonly size: number;
  /** Where the gathered axis stands in the result. */
  readonly axis: number;
};

/** All elements, stacked along a new axis. */
export const allGather: Primitive<[x: JaxArray], AllGatherParams, JaxArray> = definePrimitive<
  [x: JaxArray],
  AllGatherParams
>({
  name: "allGather",
  shape: ([x], { axis, size }) => [{ ...x!, shape: [...x!.shape.slice(0, axis), size, ...x!.shape.slice(axis)] }],
  axisName: ({ axisName }) => axisName,
  along: ([x], [b], { axis, size }) => [[moveAxis(whole(x!, b!, size), 0, axis)], [null]],
  jvp: ([x], [dx], params) => [[allGather(x!, params)], [allGather(dx!, params)]],
  transpose: ([ct], _, { axisName, axis, size }) => [psumScatter(ct!, { axisName, dimension: axis, size })],
  batch: ([x], [b], { axis, ...rest }) => [[allGather(moveAxis(x!, b!, 0), { axis: axis + 1, ...rest })], [0]],
});

/** Parameters of `psumScatter`. */
export type PsumScatterParams = {
  readonly axisName: string;
  readonly size: number;
  /** The axis, of the size of the mapped one, that is given out. */
  readonly dimension: number;
};

/** Of the sum over the axis, each element gets its own slice. */
export const psumScatter: Primitive<[x: JaxArray], PsumScatterParams, JaxArray> = definePrimitive<
  [x: JaxArray],
  PsumScatterParams
>({
  name: "psumScatter",
  shape: ([x], { dimension, size }) => {
    checkSize("psumScatter", x!.shape[dimension], size, printAval(x!), dimension);
    return [{ ...x!, shape: x!.shape.filter((_, axis) => axis !== dimension) }];
  },
  axisName: ({ axisName }) => axisName,
  along([x], [b], { dimension, size }) {
    const sum = b === null ? mul(x!, size) : reduceSum(x!, { axes: [b!] });
    checkSize("psumScatter", sum.shape[dimension], size, printAval(sum.aval), dimension);
    return [[sum], [dimension]];
  },
  jvp: ([x], [dx], params) => [[psumScatter(x!, params)], [psumScatter(dx!, params)]],
  transpose: ([ct], _, { axisName, dimension, size }) => [allGather(ct!, { axisName, axis: dimension, size })],
  batch([x], [b], { dimension, ...rest }) {
    return [[psumScatter(moveAxis(x!, b!, 0), { dimension: dimension + 1, ...rest })], [0]];
  },
});

/** Parameters of `ppermute`. */
export type PpermuteParams = {
  readonly axisName: string;
  readonly size: number;
  /** From where to where: each place at most once on either side. */
  readonly permutation: readonly (readonly [source: number, target: number])[];
};

/** Elements sent from place to place; zeros where none arrives. */
export const ppermute: Primitive<[x: JaxArray], PpermuteParams, JaxArray> = definePrimitive<
  [x: JaxArray],
  PpermuteParams
>({
  name: "ppermute",
  shape: ([x]) => [x!],
  axisName: ({ axisName }) => axisName,
  along([x], [b], { permutation, size }) {
    const all = whole(x!, b!, size);
    const nothing = broadcastInDim(scalar(0, all.dtype), {
      shape: [1, ...all.shape.slice(1)],
      broadcastDimensions: [],
    });
    const rows = Array.from({ length: size }, (_, target) => {
      const pair = permutation.find(([, to]) => to === target);
      return pair ? row(all, pair[0]) : nothing;
    });
    return [[concatenate(...rows, { dimension: 0 })], [0]];
  },
  jvp: ([x], [dx], params) => [[ppermute(x!, params)], [ppermute(dx!, params)]],
  transpose([ct], _, { permutation, ...rest }) {
    return [ppermute(ct!, { permutation: permutation.map(([source, target]) => [target, source] as const), ...rest })];
  },
  batch: ([x], axes, params) => [[ppermute(x!, params)], axes],
});

/** Parameters of `allToAll`. */
export type AllToAllParams = {
  readonly axisName: string;
  readonly size: number;
  /** The axis, of the size of the mapped one, that is given out. */
  readonly splitAxis: number;
  /** Where the axis of what was received stands in the result. */
  readonly concatAxis: number;
};

/** Each element gives slice i of an axis to element i, and stacks what it receives along another. */
export const allToAll: Primitive<[x: JaxArray], AllToAllParams, JaxArray> = definePrimitive<
  [x: JaxArray],
  AllToAllParams
>({
  name: "allToAll",
  shape([x], { splitAxis, concatAxis, size }) {
    checkSize("allToAll", x!.shape[splitAxis], size, printAval(x!), splitAxis);
    const rest = x!.shape.filter((_, axis) => axis !== splitAxis);
    return [{ ...x!, shape: [...rest.slice(0, concatAxis), size, ...rest.slice(concatAxis)] }];
  },
  axisName: ({ axisName }) => axisName,
  along([x], [b], { splitAxis, concatAxis, size }) {
    const all = whole(x!, b!, size); // (senders, …, receivers at splitAxis + 1, …)
    const own = aval(all.shape.slice(1), all.dtype);
    checkSize("allToAll", own.shape[splitAxis], size, printAval(own), splitAxis);
    const rest = all.shape.map((_, axis) => axis).filter((axis) => axis !== 0 && axis !== splitAxis + 1);
    const permutation = [splitAxis + 1, ...rest.slice(0, concatAxis), 0, ...rest.slice(concatAxis)];
    return [[transpose(all, { permutation })], [0]];
  },
  jvp: ([x], [dx], params) => [[allToAll(x!, params)], [allToAll(dx!, params)]],
  transpose([ct], [x], { splitAxis, concatAxis, ...rest }) {
    return [isLinear(x!) ? allToAll(ct!, { splitAxis: concatAxis, concatAxis: splitAxis, ...rest }) : null];
  },
  batch([x], [b], { splitAxis, concatAxis, ...rest }) {
    const moved = moveAxis(x!, b!, 0);
    return [[allToAll(moved, { splitAxis: splitAxis + 1, concatAxis: concatAxis + 1, ...rest })], [0]];
  },
});

/** Parameters of `ownSlice`. */
export type OwnSliceParams = {
  readonly axisName: string;
  readonly size: number;
  /** The axis of which each place takes its part. */
  readonly dimension: number;
};

/** Of an array that all places have, each takes its own part along an axis. Nothing is sent. */
export const ownSlice: Primitive<[x: JaxArray], OwnSliceParams, JaxArray> = definePrimitive<
  [x: JaxArray],
  OwnSliceParams
>({
  name: "ownSlice",
  shape: ([x], { dimension, size }) => [
    { ...x!, shape: x!.shape.map((n, axis) => (axis === dimension ? n / size : n)) },
  ],
  axisName: ({ axisName }) => axisName,
  along([x], [b], { dimension, size }) {
    const same = b === null ? x! : squeeze(row(moveAxis(x!, b!, 0), 0), { dimensions: [0] });
    const { shape } = same;
    const parts = [...shape.slice(0, dimension), size, shape[dimension]! / size, ...shape.slice(dimension + 1)];
    return [[reshape(same, { newSizes: parts })], [dimension]];
  },
  batch([x], [b], { dimension, ...rest }) {
    return [[ownSlice(moveAxis(x!, b!, 0), { dimension: dimension + 1, ...rest })], [0]];
  },
});

/** The elements of all places along axis 0. */
function whole(x: JaxArray, b: number | null, size: number): JaxArray {
  if (b !== null) return moveAxis(x, b, 0);
  return broadcastInDim(x, { shape: [size, ...x.shape], broadcastDimensions: x.shape.map((_, axis) => axis + 1) });
}

function row(x: JaxArray, at: number): JaxArray {
  const startIndices = x.shape.map((_, axis) => (axis === 0 ? at : 0));
  const limitIndices = x.shape.map((n, axis) => (axis === 0 ? at + 1 : n));
  return slice(x, { startIndices, limitIndices, strides: null });
}

/** Throws unless an axis that is given out has a slice for each place. */
export function checkSize(name: string, got: number | undefined, size: number, x: string, axis: number): void {
  if (got === size) return;
  throw new TypeError(
    `Cannot ${name} ${x} along its axis ${axis}: it must have size ${size}, that of the mapped axis; set tiled to give out several elements to each`,
  );
}
