/**
 * `jax.lax`: the general forms of reading and writing boxes at computed places: `gather scatter scatterAdd scatterSub scatterMul scatterMin
 * scatterMax`. One row of the indices says where one box begins; dimension numbers say which axes are which, as in XLA.
 */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import { scalar } from "../core/scalar.ts";
import * as primitives from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { isInteger } from "../types/dtype.ts";
import { type Shape, sizeOf } from "../types/shape.ts";

/** Boxes that do not fit: `"fill"` reads NaN (the smallest integer) and writes nothing, `"clip"` moves them inside. */
export type GatherScatterMode = "fill" | "clip" | "promise_in_bounds";

/** Which axes are which in `gather`. */
export interface GatherDimensionNumbers {
  /** Axes of the result that run inside the boxes, rising. */
  readonly offsetDims: readonly number[];
  /** Axes of the operand along which boxes have size 1, and which the result has not; rising. */
  readonly collapsedSliceDims: readonly number[];
  /** For each number in a row of the indices, the axis of the operand that it is for. */
  readonly startIndexMap: readonly number[];
  /** Axes of the operand that go along with axes of the indices; default none. */
  readonly operandBatchingDims?: readonly number[];
  /** The axes of the indices that they go along with. */
  readonly startIndicesBatchingDims?: readonly number[];
}

/** Which axes are which in `scatter`. */
export interface ScatterDimensionNumbers {
  /** Axes of the updates that run inside the boxes, rising. */
  readonly updateWindowDims: readonly number[];
  /** Axes of the operand along which boxes have size 1, and which the updates have not; rising. */
  readonly insertedWindowDims: readonly number[];
  /** For each number in a row of the indices, the axis of the operand that it is for. */
  readonly scatterDimsToOperandDims: readonly number[];
  /** Axes of the operand that go along with axes of the indices; default none. */
  readonly operandBatchingDims?: readonly number[];
  /** The axes of the indices that they go along with. */
  readonly scatterIndicesBatchingDims?: readonly number[];
}

/** Where boxes lie, in terms that reading and writing share. */
interface Boxes {
  readonly operand: JaxArray;
  readonly indices: JaxArray;
  /** Size of the box along each axis of the operand. */
  readonly sizes: Shape;
  /** Shape over all elements of all boxes, and which of its axes run inside a box. */
  readonly shape: Shape;
  readonly windowDims: readonly number[];
  /** Axes of the operand that run inside the boxes, in the order of `windowDims`. */
  readonly windowAxes: readonly number[];
  readonly indexMap: readonly number[];
  readonly batching: readonly (readonly [operandAxis: number, indicesAxis: number])[];
}

const whole = (n: number): JaxArray => scalar(n, "int32");

/** For each axis of the operand the index of every element of every box; and whether the whole box fits. */
function places(boxes: Boxes, isClipped: boolean): readonly [indices: JaxArray[], fits: JaxArray] {
  const { operand, indices, sizes, shape, windowDims, windowAxes, indexMap, batching } = boxes;
  const outer = shape.map((_, k) => k).filter((k) => !windowDims.includes(k));
  const rows = indices.shape.slice(0, -1);
  const spread = (x: JaxArray) => primitives.broadcastInDim(x, { shape, broadcastDimensions: outer });
  let fits = primitives.broadcastInDim(scalar(true, "bool"), { shape: rows, broadcastDimensions: [] });
  const found = operand.shape.map((size, axis) => {
    const k = indexMap.indexOf(axis);
    const batch = batching.find(([own]) => own === axis);
    let start: JaxArray | undefined;
    if (batch) start = primitives.iota({ dtype: "int32", shape: rows, dimension: batch[1] });
    else if (k >= 0) {
      const column = primitives.slice(indices, {
        startIndices: indices.shape.map((_, d) => (d === indices.ndim - 1 ? k : 0)),
        limitIndices: indices.shape.map((n, d) => (d === indices.ndim - 1 ? k + 1 : n)),
        strides: null,
      });
      const given = primitives.reshape(column, { newSizes: rows });
      const last = whole(size - sizes[axis]!);
      if (!isClipped) fits = primitives.and(fits, primitives.and(primitives.ge(given, 0), primitives.le(given, last)));
      start = isClipped ? primitives.clamp(whole(0), given, last) : given;
    }
    const w = windowAxes.indexOf(axis);
    const inside = w < 0 ? undefined : primitives.iota({ dtype: "int32", shape, dimension: windowDims[w]! });
    if (start && inside) return primitives.add(spread(start), inside);
    return start ? spread(start) : (inside ?? primitives.broadcastInDim(whole(0), { shape, broadcastDimensions: [] }));
  });
  return [found, spread(fits)];
}

function indicesOf(action: string, given: ArrayLike, count: number): JaxArray {
  const x = asArray(given);
  if (!isInteger(x.dtype)) throw new TypeError(`Cannot ${action} at ${printAval(x.aval)}: indices must be integers`);
  if (x.ndim === 0 || x.shape.at(-1) !== count)
    throw new TypeError(
      `Cannot ${action} at ${printAval(x.aval)}: its last axis must have ${count} numbers, one for each axis that is named`,
    );
  return primitives.convertElementType(x, { newDtype: "int32", weakType: false });
}

function pairsOf(a: readonly number[] = [], b: readonly number[] = []): readonly (readonly [number, number])[] {
  return a.map((axis, k) => [axis, b[k]!] as const);
}

/** What `gather` takes. */
export interface GatherOptions {
  readonly operand: ArrayLike;
  /** i32[…, n]: where boxes begin. */
  readonly startIndices: ArrayLike;
  readonly dimensionNumbers: GatherDimensionNumbers;
  /** Size of the boxes along each axis of the operand. */
  readonly sliceSizes: Shape;
  /** Default `"fill"`. */
  readonly mode?: GatherScatterMode | null;
  /** What is read where a box does not fit; default NaN, the smallest int32, the largest uint32, true. */
  readonly fillValue?: number | null;
}

/**
 * Boxes of an array at computed places.
 *
 * @param options `operand`; `startIndices`: i32[…, n]; `dimensionNumbers`; `sliceSizes`; `mode`; `fillValue`
 * @returns the boxes: the axes of the indices but the last, with those inside the boxes at `offsetDims`
 * @throws TypeError where axes or dtypes do not fit
 * @example
 * const rows = lax.gather({
 *   operand: jnp.array([[1, 2], [3, 4], [5, 6]]),
 *   startIndices: jnp.array([[2], [0]]),
 *   dimensionNumbers: { offsetDims: [1], collapsedSliceDims: [0], startIndexMap: [0] },
 *   sliceSizes: [1, 2],
 * });
 * assertEqual(rows, "[[5 6]\n [1 2]]");
 */
export function gather(options: GatherOptions): JaxArray {
  const { dimensionNumbers: numbers, sliceSizes, mode, fillValue } = options;
  const operand = asArray(options.operand);
  const indices = indicesOf("gather", options.startIndices, numbers.startIndexMap.length);
  const { operandBatchingDims = [], startIndicesBatchingDims } = numbers;
  const windowAxes = operand.shape
    .map((_, axis) => axis)
    .filter((axis) => !numbers.collapsedSliceDims.includes(axis) && !operandBatchingDims.includes(axis));
  if (sliceSizes.length !== operand.ndim || windowAxes.length !== numbers.offsetDims.length)
    throw new TypeError(
      `Cannot gather boxes of [${sliceSizes}] from ${printAval(operand.aval)}: there must be a size for each axis, and an offset axis for each that is not collapsed`,
    );
  const outer = [...indices.shape.slice(0, -1)];
  const rank = outer.length + windowAxes.length;
  const shape = Array.from({ length: rank }, (_, k) => {
    const w = numbers.offsetDims.indexOf(k);
    return w < 0 ? outer.shift()! : sliceSizes[windowAxes[w]!]!;
  });
  const boxes: Boxes = {
    operand,
    indices,
    sizes: sliceSizes,
    shape,
    windowDims: numbers.offsetDims,
    windowAxes,
    indexMap: numbers.startIndexMap,
    batching: pairsOf(operandBatchingDims, startIndicesBatchingDims),
  };
  const [found, fits] = places(boxes, mode === "clip");
  const read = primitives.gather(operand, ...found, { axes: operand.shape.map((_, axis) => axis) });
  if (mode === "clip" || mode === "promise_in_bounds") return read;
  const missing =
    { float32: Number.NaN, int32: -(2 ** 31), uint32: 2 ** 32 - 1, bool: 1 }[operand.dtype as string] ?? 0;
  return primitives.selectN(fits, scalar(fillValue ?? missing, operand.dtype), read);
}

/** What the functions that write take. */
export interface ScatterOptions {
  readonly operand: ArrayLike;
  /** i32[…, n]: where boxes begin. */
  readonly scatterIndices: ArrayLike;
  /** The boxes, in the dtype of the operand. */
  readonly updates: ArrayLike;
  readonly dimensionNumbers: ScatterDimensionNumbers;
  /** Default `"fill"`: boxes that do not fit are left out. */
  readonly mode?: GatherScatterMode | null;
}

/** Operand, updates, and the place of each element of the updates; −1 where it is left out. */
function targets({
  dimensionNumbers: numbers,
  mode,
  ...given
}: ScatterOptions): readonly [JaxArray, JaxArray, JaxArray[]] {
  const [operand, updates] = [asArray(given.operand), asArray(given.updates)];
  const indices = indicesOf("scatter", given.scatterIndices, numbers.scatterDimsToOperandDims.length);
  const { operandBatchingDims = [], scatterIndicesBatchingDims } = numbers;
  const windowAxes = operand.shape
    .map((_, axis) => axis)
    .filter((axis) => !numbers.insertedWindowDims.includes(axis) && !operandBatchingDims.includes(axis));
  if (windowAxes.length !== numbers.updateWindowDims.length || updates.ndim !== indices.ndim - 1 + windowAxes.length)
    throw new TypeError(
      `Cannot scatter ${printAval(updates.aval)} into ${printAval(operand.aval)} at ${printAval(indices.aval)}: the updates must have the axes of the indices but the last, and those inside the boxes`,
    );
  const sizes = operand.shape.map((_, axis) => {
    const w = windowAxes.indexOf(axis);
    return w < 0 ? 1 : updates.shape[numbers.updateWindowDims[w]!]!;
  });
  const boxes: Boxes = {
    operand,
    indices,
    sizes,
    shape: updates.shape,
    windowDims: numbers.updateWindowDims,
    windowAxes,
    indexMap: numbers.scatterDimsToOperandDims,
    batching: pairsOf(operandBatchingDims, scatterIndicesBatchingDims),
  };
  const [found, fits] = places(boxes, mode === "clip");
  return [operand, updates, found.map((index) => primitives.selectN(fits, whole(-1), index))];
}

function folded(op: primitives.ScatterOp, options: ScatterOptions): JaxArray {
  const [operand, updates, indices] = targets(options);
  if (updates.size === 0) return operand;
  const sums = primitives.scatterReduce(
    op,
    updates,
    indices,
    operand.shape.map((_, axis) => axis),
    operand.shape,
  );
  return { add: primitives.add, mul: primitives.mul, max: primitives.max, min: primitives.min }[op](operand, sums);
}

/**
 * A copy in which boxes are replaced by updates; of several for one element the last one stays.
 *
 * @param options `operand`; `scatterIndices`: i32[…, n]; `updates`; `dimensionNumbers`; `mode`
 * @returns the copy
 * @throws TypeError where axes or dtypes do not fit
 * @example
 * const dimensionNumbers = { updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0] };
 * const options = { scatterIndices: jnp.array([[2], [0]]), updates: jnp.array([8, 9]), dimensionNumbers };
 * assertEqual(lax.scatter({ operand: jnp.arange(3), ...options }), "[9 1 8]");
 */
export function scatter(options: ScatterOptions): JaxArray {
  const [operand, updates, indices] = targets(options);
  const n = updates.size;
  if (n === 0 || operand.size === 0) return operand;
  const flat = (x: JaxArray, size: number) => primitives.reshape(x, { newSizes: [size] });
  const last = primitives.lastByPlace(
    indices.map((index) => flat(index, n)),
    operand.shape,
  );
  const written = primitives.gather(flat(updates, n), last, { axes: [0] });
  const result = primitives.selectN(primitives.ge(last, 0), flat(operand, sizeOf(operand.shape)), written);
  return primitives.reshape(result, { newSizes: operand.shape });
}

/**
 * A copy with updates added to boxes.
 *
 * @param options as of `scatter`
 * @returns the copy
 * @throws TypeError where axes or dtypes do not fit
 * @example
 * const dimensionNumbers = { updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0] };
 * const options = { scatterIndices: jnp.array([[2], [2]]), updates: jnp.array([8, 9]), dimensionNumbers };
 * assertEqual(lax.scatterAdd({ operand: jnp.arange(3), ...options }), "[ 0  1 19]");
 */
export function scatterAdd(options: ScatterOptions): JaxArray {
  return folded("add", options);
}

/**
 * A copy with updates subtracted from boxes.
 *
 * @param options as of `scatter`
 * @returns the copy
 * @throws TypeError where axes or dtypes do not fit
 * @example
 * const dimensionNumbers = { updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0] };
 * const options = { scatterIndices: jnp.array([[2]]), updates: jnp.array([5]), dimensionNumbers };
 * assertEqual(lax.scatterSub({ operand: jnp.arange(3), ...options }), "[ 0  1 -3]");
 */
export function scatterSub(options: ScatterOptions): JaxArray {
  return folded("add", { ...options, updates: primitives.neg(asArray(options.updates)) });
}

/**
 * A copy with boxes multiplied by updates.
 *
 * @param options as of `scatter`
 * @returns the copy
 * @throws TypeError where axes or dtypes do not fit
 * @example
 * const dimensionNumbers = { updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0] };
 * const options = { scatterIndices: jnp.array([[2]]), updates: jnp.array([5]), dimensionNumbers };
 * assertEqual(lax.scatterMul({ operand: jnp.arange(3), ...options }), "[ 0  1 10]");
 */
export function scatterMul(options: ScatterOptions): JaxArray {
  return folded("mul", options);
}

/**
 * A copy with the smaller of boxes and updates.
 *
 * @param options as of `scatter`
 * @returns the copy
 * @throws TypeError where axes or dtypes do not fit
 * @example
 * const dimensionNumbers = { updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0] };
 * const options = { scatterIndices: jnp.array([[2]]), updates: jnp.array([-5]), dimensionNumbers };
 * assertEqual(lax.scatterMin({ operand: jnp.arange(3), ...options }), "[ 0  1 -5]");
 */
export function scatterMin(options: ScatterOptions): JaxArray {
  return folded("min", options);
}

/**
 * A copy with the larger of boxes and updates.
 *
 * @param options as of `scatter`
 * @returns the copy
 * @throws TypeError where axes or dtypes do not fit
 * @example
 * const dimensionNumbers = { updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0] };
 * const options = { scatterIndices: jnp.array([[2]]), updates: jnp.array([5]), dimensionNumbers };
 * assertEqual(lax.scatterMax({ operand: jnp.arange(3), ...options }), "[0 1 5]");
 */
export function scatterMax(options: ScatterOptions): JaxArray {
  return folded("max", options);
}
