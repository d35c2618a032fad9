/** `jax.lax.reduce_window`: folds over windows, with any associative function. */
import { type ArrayLike, DeviceArray, type JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import type { Primitive } from "../core/primitive.ts";
import { scalar } from "../core/scalar.ts";
import { checkedPlaces, dilatedSize } from "../primitives/convShapes.ts";
import * as primitives from "../primitives/index.ts";
import type { WindowParams } from "../primitives/windowShapes.ts";
import { type DType, dtypes } from "../types/dtype.ts";
import { flatten } from "../types/pytree.ts";
import { pad, slice } from "./movement.ts";
import { type PaddingLike, padtypeToPads } from "./padtypeToPads.ts";

/** What `reduceWindow` takes. `T` is an array, or a pytree of arrays of one shape. */
export interface ReduceWindowOptions<T> {
  readonly operand: T;
  /** The neutral value of the computation, a scalar, or a pytree of scalars. It also stands in the padding. */
  readonly initValue: unknown;
  /** An associative function of two values, `lax.add` or any other. */
  readonly computation: (x: any, y: any) => unknown;
  /** Size of the window along each axis. */
  readonly windowDimensions: readonly number[];
  /** Step of the window along each axis; default 1. */
  readonly windowStrides?: readonly number[] | null | undefined;
  /** `"VALID"` (default), `"SAME"`, `"SAME_LOWER"`, or `[low, high]` for each axis. */
  readonly padding?: PaddingLike | undefined;
  /** Distance of the operand's elements; default 1. */
  readonly baseDilation?: readonly number[] | null | undefined;
  /** Distance of the window's elements; default 1. */
  readonly windowDilation?: readonly number[] | null | undefined;
}

/**
 * One number for each place of a window that goes over an array: the fold of the elements inside. f32[4], windows [2], strides [2] →
 * f32[2].
 *
 * `lax.add`, `lax.max` and `lax.min` from their neutral values are kernels of their own, with derivatives of every order; any other
 * computation is applied to slices of the operand, one for each element of the window.
 *
 * @param options `{ operand, initValue, computation, windowDimensions, … }`, see {@link ReduceWindowOptions}
 * @returns array (or pytree of arrays) with one element for each place of the window
 * @throws TypeError where the number of axes does not fit; RangeError for windows, strides or dilations below 1
 * @example
 * const operand = jnp.array([1, 5, 2, 4]);
 * const pooled = lax.reduceWindow({ operand, initValue: -Infinity, computation: lax.max, windowDimensions: [2], windowStrides: [2] });
 * assertEqual(pooled, "[5 4]");
 * const product = lax.reduceWindow({ operand, initValue: 1, computation: lax.mul, windowDimensions: [2] });
 * assertEqual(product, "[ 5 10  8]");
 */
export function reduceWindow<T>(options: ReduceWindowOptions<T>): T {
  const [leaves, structure] = flatten(options.operand);
  const operands = leaves.map((leaf) => asArray(leaf as ArrayLike));
  const inits = flatten(options.initValue)[0].map((leaf, i) => initialValue(leaf as ArrayLike, operands[i]!.dtype));
  if (operands.length === 0 || inits.length !== operands.length) {
    throw new TypeError(
      `Cannot reduceWindow ${operands.length} arrays from ${inits.length} initial values: each array needs one`,
    );
  }
  const params = windowParams(operands[0]!.shape, options);
  const special = operands.length === 1 ? kernelFor(options.computation, inits[0]!) : undefined;
  const results = special
    ? [special(operands[0]!, params)]
    : foldSlices(operands, inits, params, (x, y) => {
        const folded = options.computation(structure.unflatten(x), structure.unflatten(y));
        return flatten(folded)[0].map((leaf) => asArray(leaf as ArrayLike));
      });
  return structure.unflatten(results) as T;
}

function initialValue(value: ArrayLike, dtype: DType): JaxArray {
  if (typeof value !== "number" && typeof value !== "boolean") return asArray(value);
  if (dtypes[dtype].kind === "float" || Number.isFinite(Number(value))) return scalar(value, dtype);
  return scalar(primitives.neutralOf(Number(value) > 0 ? "min" : "max", dtype), dtype);
}

function windowParams(shape: readonly number[], options: ReduceWindowOptions<unknown>): WindowParams {
  const ones = shape.map(() => 1);
  const { windowDimensions, padding = "VALID" } = options;
  const windowStrides = options.windowStrides ?? ones;
  const baseDilation = options.baseDilation ?? ones;
  const windowDilation = options.windowDilation ?? ones;
  const whole = shape.map((size, axis) => dilatedSize(size, baseDilation[axis] ?? 1));
  const window = windowDimensions.map((size, axis) => dilatedSize(size, windowDilation[axis] ?? 1));
  return {
    windowDimensions: [...windowDimensions],
    windowStrides: [...windowStrides],
    padding: padtypeToPads({ inShape: whole, windowShape: window, windowStrides, padding }),
    baseDilation: [...baseDilation],
    windowDilation: [...windowDilation],
  };
}

/** The primitive for a well-known computation from its neutral value. */
function kernelFor(computation: unknown, init: JaxArray): Primitive | undefined {
  if (!(init instanceof DeviceArray)) return undefined;
  const value = Number(init.item());
  for (const [op, known, primitive] of [
    ["add", primitives.add, primitives.reduceWindowSum],
    ["max", primitives.max, primitives.reduceWindowMax],
    ["min", primitives.min, primitives.reduceWindowMin],
  ] as const) {
    if (computation !== known) continue;
    const neutral = init.dtype === "bool" ? Number(op === "min") : primitives.neutralOf(op, init.dtype);
    return value === neutral && !(init.dtype === "bool" && op === "add") ? primitive : undefined;
  }
  return undefined;
}

type Fold = (x: readonly JaxArray[], y: readonly JaxArray[]) => readonly JaxArray[];

/** The fold of the padded operands' slices, one for each element of the window, in pairs. */
function foldSlices(
  operands: readonly JaxArray[],
  inits: readonly JaxArray[],
  params: WindowParams,
  fold: Fold,
): readonly JaxArray[] {
  const { padding, baseDilation } = params;
  const widths = padding.map(([low, high], axis) => [low, high, baseDilation[axis]! - 1] as const);
  const padded = operands.map((x, i) => pad(x, inits[i]!, widths));
  const { shape } = padded[0]!;
  const places = shape.map((size, axis) => {
    const window = dilatedSize(params.windowDimensions[axis]!, params.windowDilation[axis]!);
    return checkedPlaces(size, window, params.windowStrides[axis]!);
  });
  let parts = offsetsOf(params.windowDimensions).map((offset) => {
    const start = offset.map((k, axis) => k * params.windowDilation[axis]!);
    const limit = start.map((first, axis) =>
      places[axis] === 0 ? first : first + (places[axis]! - 1) * params.windowStrides[axis]! + 1,
    );
    return padded.map((x) => slice(x, start, limit, { strides: params.windowStrides }) as JaxArray);
  });
  while (parts.length > 1) {
    const next = [];
    for (let k = 0; k + 1 < parts.length; k += 2) next.push([...fold(parts[k]!, parts[k + 1]!)]);
    if (parts.length % 2 === 1) next.push(parts.at(-1)!);
    parts = next;
  }
  const starts = inits.map((init) => primitives.broadcastInDim(init, { shape: places, broadcastDimensions: [] }));
  return fold(starts, parts[0]!);
}

/** All index tuples below a shape, row by row. */
function offsetsOf(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (tuples, size) => tuples.flatMap((tuple) => Array.from({ length: size }, (_, k) => [...tuple, k])),
    [[]],
  );
}
