/** What the reductions share: axes, masks, start values and kept dimensions. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { reshape, selectN } from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import type { DType } from "../types/dtype.ts";
import { inDType } from "./array.ts";
import { type Axes, axesOf } from "./axes.ts";
import { align, broadcastTo } from "./broadcast.ts";
import type { DTypeLike } from "./dtypeOf.ts";
import { lift } from "./promote.ts";

/** Options that every reduction takes. */
export interface ReduceOptions {
  /** Axes that are folded away; default: all. */
  readonly axis?: Axes | undefined;
  /** Whether the folded axes stay, with size 1; default false. */
  readonly keepdims?: boolean | undefined;
  /** Bool array that broadcasts with the operand: only elements where it holds take part. */
  readonly where?: ArrayLike | null | undefined;
}

/** Options of reductions with a start value. */
export interface InitialOptions extends ReduceOptions {
  /** A number that takes part too. */
  readonly initial?: ArrayLike | null | undefined;
}

/** Options of reductions that compute in a dtype. */
export interface DTypeOptions {
  /** Dtype in which the result is computed; default: that of the operand, int32 for bool. */
  readonly dtype?: DTypeLike | null | undefined;
}

/** Options of sums and products. */
export interface SumOptions extends InitialOptions, DTypeOptions {
  /** Whether narrow integers are added up as int32 or uint32; default true. */
  readonly promoteIntegers?: boolean | undefined;
}

/** One kind of reduction. */
export interface Folding {
  /** Verb in error messages. */
  readonly action: string;
  /** Folds the axes. */
  fold(x: JaxArray, options: { readonly axes: readonly number[] }): JaxArray;
  /** Folds two elements; for `initial`. */
  combine?(x: JaxArray, y: JaxArray): JaxArray;
  /** What elements that are masked out count as. */
  neutral(dtype: DType): number | boolean;
  /** Whether the fold of no elements has a value. */
  readonly ofNothing: boolean;
}

/** Folds `x`, which has the dtype of the computation already, as the options say. Results are strongly typed. */
export function reduce(x: JaxArray, folding: Folding, options: InitialOptions): JaxArray {
  const { action, fold, combine, neutral, ofNothing } = folding;
  const axes = axesOf(action, options.axis, x.ndim);
  const { initial, where } = options;
  if (!ofNothing && (initial === null || initial === undefined)) {
    if (where)
      throw new TypeError(
        `Cannot ${action} ${printAval(x.aval)} with \`where\` alone: there may be no element; give \`initial\` too`,
      );
    const empty = axes.find((axis) => x.shape[axis] === 0);
    if (empty !== undefined)
      throw new TypeError(`Cannot ${action} ${printAval(x.aval)}: axis ${empty} has no element; give \`initial\``);
  }
  const masked = maskOf(action, where);
  const [kept, operand] = masked ? (align(action, [masked, x]) as [JaxArray, JaxArray]) : [undefined, x];
  const chosen = kept ? selectN(kept, scalar(neutral(x.dtype), x.dtype), operand) : operand;
  let result = fold(broadcastTo(chosen, x.shape), { axes });
  if (initial !== null && initial !== undefined) result = combine!(startValue(action, initial, x.dtype), result);
  const shaped = options.keepdims ? keepDims(result, x, axes) : result;
  return inDType(shaped, shaped.dtype);
}

function startValue(action: string, initial: ArrayLike, dtype: DType): JaxArray {
  const value = inDType(lift(action, initial), dtype);
  if (value.ndim > 0)
    throw new TypeError(`Cannot ${action} from an initial ${printAval(value.aval)}: it must be a scalar`);
  return value;
}

/** A mask as a bool array. */
export function maskOf(action: string, where: ArrayLike | null | undefined): JaxArray | undefined {
  if (where === null || where === undefined) return undefined;
  const mask = lift(action, where);
  if (mask.dtype === "bool") return mask;
  throw new TypeError(
    `Cannot ${action} where ${printAval(mask.aval)} says so: \`where\` must be bool; compare, as in x.greater(0)`,
  );
}

function keepDims(result: JaxArray, x: JaxArray, axes: readonly number[]): JaxArray {
  return reshape(result, { newSizes: x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)) });
}
