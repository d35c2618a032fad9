/** `jax.lax.reduce`: folds over axes, with any associative function. */
import { type ArrayLike, DeviceArray, type JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import type { Primitive } from "../core/primitive.ts";
import { scalar } from "../core/scalar.ts";
import * as primitives from "../primitives/index.ts";
import { vmap } from "../transforms/vmap.ts";
import { printAval } from "../types/aval.ts";
import { type DType, dtypes, isFloat } from "../types/dtype.ts";
import { flatten } from "../types/pytree.ts";
import { sameShape, sizeOf } from "../types/shape.ts";
import { axisOf } from "./axisOf.ts";

/** What `reduce` takes. `T` is an array, or a pytree of arrays of one shape. */
export interface LaxReduceOptions<T> {
  readonly operands: T;
  /** The neutral value of the computation: a scalar, or a pytree of scalars. */
  readonly initValues: unknown;
  /** An associative and commutative function of two scalars, or of two pytrees of them: `lax.add` or any other. */
  readonly computation: (x: any, y: any) => unknown;
  /** Axes that are folded away. */
  readonly dimensions: readonly number[];
}

/**
 * The fold of all elements over axes. f32[2,3], dimensions [0] → f32[3].
 *
 * `lax.add`, `mul`, `max`, `min`, `bitwiseAnd` and `bitwiseOr` of one array are kernels of their own; any other computation is applied to
 * halves of what is left until one is left, so its operands must be exchangeable.
 *
 * @param options `{ operands, initValues, computation, dimensions }`, see {@link LaxReduceOptions}
 * @returns array (or pytree of arrays) without the axes
 * @throws TypeError where shapes, or the number of arrays and initial values, do not fit; RangeError for axes that are not there
 * @example
 * const operands = jnp.array([[1, 5], [2, 4]]);
 * assertEqual(lax.reduce({ operands, initValues: 0, computation: lax.add, dimensions: [0] }), "[3 9]");
 * const squares = (x: jax.Array, y: jax.Array) => jnp.hypot(x, y);
 * assertAllClose(lax.reduce({ operands: jnp.array([3.5, 12]), initValues: 0, computation: squares, dimensions: [0] }), 12.5);
 */
export function reduce<T>(options: LaxReduceOptions<T>): T {
  const [leaves, structure] = flatten(options.operands);
  const operands = leaves.map((leaf) => asArray(leaf as ArrayLike));
  const inits = flatten(options.initValues)[0].map((leaf, i) =>
    initialValue(leaf as ArrayLike, operands[i]?.dtype ?? "float32"),
  );
  const first = operands[0];
  if (!first || inits.length !== operands.length)
    throw new TypeError(
      `Cannot reduce ${operands.length} arrays from ${inits.length} initial values: each array needs one`,
    );
  const other = operands.find((x) => !sameShape(x.shape, first.shape));
  if (other)
    throw new TypeError(
      `Cannot reduce ${printAval(first.aval)} together with ${printAval(other.aval)}: all must have one shape`,
    );
  const axes = options.dimensions.map((axis) => axisOf(axis, first.ndim, "reduce"));
  if (new Set(axes).size !== axes.length)
    throw new TypeError(`Cannot reduce over the axes [${options.dimensions}]: one is named twice`);
  const fold: Fold = (x, y) => {
    const folded = options.computation(structure.unflatten(x), structure.unflatten(y));
    return flatten(folded)[0].map((leaf, i) => {
      const result = asArray(leaf as ArrayLike);
      if (result.dtype === x[i]?.dtype) return result;
      throw new TypeError(
        `Cannot reduce: the computation makes ${printAval(result.aval)} of ${x.map((part) => part.dtype).join(", ")}; dtypes must stay`,
      );
    });
  };
  const kernel = operands.length === 1 ? kernelFor(options.computation, first) : undefined;
  if (!kernel) return structure.unflatten(foldHalves(operands, inits, axes, fold)) as T;
  const folded = kernel(first, { axes });
  const result = isNeutral(options.computation, inits[0]!) ? [folded] : spreadFold(fold)([folded], inits);
  return structure.unflatten(result) as T;
}

type Fold = (x: readonly JaxArray[], y: readonly JaxArray[]) => readonly JaxArray[];

function initialValue(value: ArrayLike, dtype: DType): JaxArray {
  if (typeof value === "number" || typeof value === "boolean") {
    if (isFloat(dtype) || Number.isFinite(Number(value))) return scalar(value, dtype);
    return scalar(primitives.neutralOf(Number(value) > 0 ? "min" : "max", dtype), dtype);
  }
  const x = asArray(value);
  if (x.ndim === 0 && x.dtype === dtype) return x;
  throw new TypeError(`Cannot reduce ${dtype} from ${printAval(x.aval)}: give a scalar of the same dtype`);
}

/** The kernel for a well-known computation. */
function kernelFor(computation: unknown, x: JaxArray): Primitive | undefined {
  const isBool = x.dtype === "bool";
  switch (computation) {
    case primitives.add:
      return isBool ? undefined : primitives.reduceSum;
    case primitives.mul:
      return isBool ? undefined : primitives.reduceProd;
    case primitives.max:
      return primitives.reduceMax;
    case primitives.min:
      return primitives.reduceMin;
    case primitives.and:
      return primitives.reduceAnd;
    case primitives.or:
      return primitives.reduceOr;
    default:
      return undefined;
  }
}

/** Whether a value is known to change nothing in a well-known computation. */
function isNeutral(computation: unknown, init: JaxArray): boolean {
  if (!(init instanceof DeviceArray) || init.dtype === "bool") return false;
  for (const [op, known] of [
    ["add", primitives.add],
    ["mul", primitives.mul],
    ["max", primitives.max],
    ["min", primitives.min],
  ] as const)
    if (computation === known) return Number(init.item()) === primitives.neutralOf(op, init.dtype);
  return false;
}

/** A fold of scalars as a fold of arrays; scalars go with every element. */
function spreadFold(fold: Fold): Fold {
  return (x, y) => {
    const shape = x[0]!.shape;
    if (shape.length === 0) return fold(x, y);
    const size = sizeOf(shape);
    const flat = (parts: readonly JaxArray[]) =>
      parts.map((part) =>
        part.ndim === 0
          ? primitives.broadcastInDim(part, { shape: [size], broadcastDimensions: [] })
          : primitives.reshape(part, { newSizes: [size] }),
      );
    const each = vmap((a: JaxArray[], b: JaxArray[]) => [...fold(a, b)]);
    return (each(flat(x), flat(y)) as JaxArray[]).map((part) => primitives.reshape(part, { newSizes: shape }));
  };
}

/** The elements over the axes as rows, [n, …]; the second half is folded onto the first until one row is left. */
function foldHalves(
  operands: readonly JaxArray[],
  inits: readonly JaxArray[],
  axes: readonly number[],
  fold: Fold,
): readonly JaxArray[] {
  const { shape } = operands[0]!;
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const rest = kept.map((axis) => shape[axis]!);
  const n = sizeOf(axes.map((axis) => shape[axis]!));
  const starts = inits.map((init) => primitives.broadcastInDim(init, { shape: rest, broadcastDimensions: [] }));
  if (n === 0 || sizeOf(rest) === 0) return starts;
  const permutation = [...axes, ...kept];
  let rows = operands.map((x) =>
    primitives.reshape(primitives.transpose(x, { permutation }), { newSizes: [n, ...rest] }),
  );
  const spread = spreadFold(fold);
  for (let left = n; left > 1; ) {
    const half = Math.floor(left / 2);
    const folded = spread(part(rows, 0, half), part(rows, half, 2 * half));
    const odd = part(rows, 2 * half, left);
    rows = left % 2 === 0 ? [...folded] : folded.map((x, i) => primitives.concatenate(x, odd[i]!, { dimension: 0 }));
    left -= half;
  }
  const last = rows.map((x) => primitives.reshape(x, { newSizes: rest }));
  return spread(starts, last);
}

/** Rows from one to another. */
function part(rows: readonly JaxArray[], from: number, to: number): JaxArray[] {
  return rows.map((x) =>
    primitives.slice(x, {
      startIndices: x.shape.map((_, axis) => (axis === 0 ? from : 0)),
      limitIndices: x.shape.map((size, axis) => (axis === 0 ? to : size)),
      strides: null,
    }),
  );
}

/**
 * The exclusive or over axes, bit by bit: on bool, whether an odd number of elements hold. bool[2,3], axes [0] → bool[3].
 *
 * @param x boolean or integer array
 * @param axes axes that are folded away
 * @throws TypeError for floats
 * @example
 * assertEqual(lax.reduceXor(jnp.array([[true, true], [false, true]]), [0]), "[ True False]");
 * assertEqual(lax.reduceXor(jnp.array([5, 3, 1]), [0]), "7");
 */
export function reduceXor(x: ArrayLike, axes: readonly number[]): JaxArray {
  const operands = asArray(x);
  if (dtypes[operands.dtype].kind === "float")
    throw new TypeError(`Cannot take the exclusive or of ${printAval(operands.aval)}: it must be bool or integers`);
  return reduce({ operands, initValues: 0, computation: primitives.xor, dimensions: axes });
}
