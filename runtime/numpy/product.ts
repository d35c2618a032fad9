/** Matrix and vector products: `matmul dot vdot vecdot inner outer tensordot`, all by one primitive. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { type Shape, sameShape } from "../types/shape.ts";
import { multiply } from "./arithmetic.ts";
import { inDType } from "./array.ts";
import { axesOf, axisOf } from "./axes.ts";
import { broadcastShapes, expandTo } from "./broadcast.ts";
import { type DTypeLike, dtypeOf } from "./dtypeOf.ts";
import { numericOne } from "./operands.ts";
import { promote } from "./promote.ts";
import { conj } from "./realParts.ts";
import { ravel } from "./reshape.ts";

/** Options that all products take. */
export interface ProductOptions {
  /** Dtype of products, sums and result; default: the promoted one. */
  readonly preferredElementType?: DTypeLike | null | undefined;
}

/** Axes of both operands that go together. */
type AxisPairs = readonly [lhs: readonly number[], rhs: readonly number[]];

/** Σ over the contracting axes; products of bool are `and`, their sums `or`. */
function contract(
  x: JaxArray,
  y: JaxArray,
  contracting: AxisPairs,
  batch: AxisPairs,
  { preferredElementType }: ProductOptions,
): JaxArray {
  const preferred = preferredElementType ? dtypeOf(preferredElementType) : null;
  if (x.dtype !== "bool")
    return lax.dotGeneral(x, y, { dimensionNumbers: [contracting, batch], preferredElementType: preferred });
  const counted = lax.dotGeneral(numericOne("multiply", x), numericOne("multiply", y), {
    dimensionNumbers: [contracting, batch],
    preferredElementType: null,
  });
  return inDType(lax.ne(counted, 0), preferred ?? "bool");
}

const none: AxisPairs = [[], []];

function mismatch(
  action: string,
  x: JaxArray,
  y: JaxArray,
  [m, n]: readonly [string, string],
  sizes: readonly [number, number],
  repair = "",
): TypeError {
  return new TypeError(
    `Cannot ${action} ${printAval(x.aval)} and ${printAval(y.aval)}: ${m} of the first must match ${n} of the second, got ${sizes[0]} and ${sizes[1]}${repair}`,
  );
}

function operandsOf(action: string, a: ArrayLike, b: ArrayLike): [JaxArray, JaxArray] {
  return promote(action, a, b) as [JaxArray, JaxArray];
}

/**
 * The matrix product. Axes before the last two are batch axes and broadcast; a vector counts as a row on the left, as a column on
 * the right.
 *
 *     out[…, i, j] = Σₖ a[…, i, k] · b[…, k, j]
 *
 * @param a f32[…,m,k] or f32[k]
 * @param b f32[…,k,n] or f32[k]
 * @param options `preferredElementType`: dtype of the result, default the promoted one
 * @returns f32[…,m,n]; without m or n where a vector was given
 * @throws TypeError when the sizes do not match, or for scalars
 * @example
 * const a = jnp.array([[1, 2], [3, 4]]);
 * assertEqual(jnp.matmul(a, jnp.array([1, 1])), "[3 7]");
 */
export function matmul(a: ArrayLike, b: ArrayLike, options: ProductOptions = {}): JaxArray {
  const [x, y] = operandsOf("matmul", a, b);
  if (x.ndim === 0 || y.ndim === 0) {
    throw new TypeError(
      `Cannot matmul ${printAval(x.aval)} and ${printAval(y.aval)}: scalars have no axis to sum over; use x.mul(y)`,
    );
  }
  const [i, j] = [x.ndim - 1, Math.max(y.ndim - 2, 0)];
  if (x.shape[i] !== y.shape[j]) {
    throw mismatch("matmul", x, y, [`axis ${i}`, `axis ${j}`], [x.shape[i]!, y.shape[j]!]);
  }
  if (x.ndim <= 2 && y.ndim <= 2) return contract(x, y, [[i], [j]], none, options);
  return batched(x, y, options);
}

/** Batch axes are broadcast; those that only one operand has stay free axes of the other side, where the order allows. */
function batched(x: JaxArray, y: JaxArray, options: ProductOptions): JaxArray {
  const [xs, ys] = [x.shape.slice(0, -2), y.shape.slice(0, -2)];
  // f32[…,m,k] · f32[k,n] and f32[…,m,k] · f32[k]: no batch axis is shared, and the result is in order
  if (y.ndim <= 2) return contract(x, y, [[x.ndim - 1], [Math.max(y.ndim - 2, 0)]], none, options);
  const batch = broadcastShapes(xs, ys);
  const [left, right] = [widen(x, batch), widen(y, batch)];
  const axes = batch.map((_, axis) => axis);
  return contract(left, right, [[left.ndim - 1], [batch.length]], [axes, axes], options);
}

function widen(x: JaxArray, batch: Shape): JaxArray {
  if (x.ndim === 1)
    return lax.broadcastInDim(x, { shape: [...batch, x.shape[0]!], broadcastDimensions: [batch.length] });
  return expandTo(x, [...batch, ...x.shape.slice(-2)]);
}

/**
 * The product over the last axis of `a` and the second last of `b`; for vectors the sum of products, for scalars the product.
 *
 * @param a array or number
 * @param b array or number
 * @param options `preferredElementType`: dtype of the result, default the promoted one
 * @returns the axes of `a` without its last, then those of `b` without its second last
 * @throws TypeError when the sizes do not match
 * @example
 * assertEqual(jnp.dot(jnp.array([1, 2, 3]), jnp.array([4, 5, 6])), "32");
 */
export function dot(a: ArrayLike, b: ArrayLike, options: ProductOptions = {}): JaxArray {
  const [x, y] = operandsOf("dot", a, b);
  if (x.ndim === 0 || y.ndim === 0) return typed(multiply(x, y), options);
  const [i, j] = [x.ndim - 1, Math.max(y.ndim - 2, 0)];
  if (x.shape[i] !== y.shape[j]) throw mismatch("dot", x, y, [`axis ${i}`, `axis ${j}`], [x.shape[i]!, y.shape[j]!]);
  return contract(x, y, [[i], [j]], none, options);
}

function typed(x: JaxArray, { preferredElementType }: ProductOptions): JaxArray {
  return preferredElementType ? inDType(x, dtypeOf(preferredElementType)) : x;
}

/**
 * The sum of products of all elements of two arrays of one size.
 *
 * @param a array
 * @param b array of as many elements
 * @param options `preferredElementType`: dtype of the result, default the promoted one
 * @returns f32[]
 * @throws TypeError when the sizes do not match
 * @example
 * assertEqual(jnp.vdot(jnp.array([[1, 2], [3, 4]]), jnp.array([[1, 1], [1, 1]])), "10");
 */
export function vdot(a: ArrayLike, b: ArrayLike, options: ProductOptions = {}): JaxArray {
  return dot(conj(ravel(a)), ravel(b), options);
}

/**
 * The sum of products along one axis of two arrays that broadcast.
 *
 * @param x1 array
 * @param x2 array of a shape that broadcasts with `x1`
 * @param options `axis`: default the last; `preferredElementType`
 * @returns the broadcast shape without the axis
 * @throws TypeError when the shapes do not fit
 * @example
 * assertEqual(jnp.vecdot(jnp.array([[1, 2], [3, 4]]), jnp.array([1, 1])), "[3 7]");
 */
export function vecdot(
  x1: ArrayLike,
  x2: ArrayLike,
  options: ProductOptions & { readonly axis?: number | undefined } = {},
): JaxArray {
  const [a, b] = operandsOf("vecdot", x1, x2);
  const shape = broadcastShapes(a.shape, b.shape);
  const axis = axisOf("vecdot", options.axis ?? -1, shape.length);
  const batch = shape.map((_, k) => k).filter((k) => k !== axis);
  return contract(expandTo(conj(a), shape), expandTo(b, shape), [[axis], [axis]], [batch, batch], options);
}

/**
 * The product over the last axes of both.
 *
 * @param a array or number
 * @param b array or number
 * @param options `preferredElementType`: dtype of the result, default the promoted one
 * @returns the axes of `a` without its last, then those of `b` without its last
 * @throws TypeError when the last axes differ in size
 * @example
 * assertEqual(jnp.inner(jnp.array([[1, 2], [3, 4]]), jnp.array([1, 1])), "[3 7]");
 */
export function inner(a: ArrayLike, b: ArrayLike, options: ProductOptions = {}): JaxArray {
  const [x, y] = operandsOf("inner", a, b);
  if (x.ndim === 0 || y.ndim === 0) return typed(multiply(x, y), options);
  const [i, j] = [x.ndim - 1, y.ndim - 1];
  if (x.shape[i] !== y.shape[j]) throw mismatch("inner", x, y, [`axis ${i}`, `axis ${j}`], [x.shape[i]!, y.shape[j]!]);
  return contract(x, y, [[i], [j]], none, options);
}

/**
 * All products of an element of `a` and one of `b`, both flattened.
 *
 * @param a array of m elements
 * @param b array of n elements
 * @returns f32[m,n]
 * @example
 * assertEqual(jnp.outer(jnp.array([1, 2]), jnp.array([3, 4])), "[[3 4]\n [6 8]]");
 */
export function outer(a: ArrayLike, b: ArrayLike): JaxArray {
  const [x, y] = promote("outer", ravel(a), ravel(b)) as [JaxArray, JaxArray];
  return multiply(lax.reshape(x, { newSizes: [x.size, 1] }), y);
}

/** Options of `tensordot`. */
export interface TensordotOptions extends ProductOptions {
  /** How many last axes of `a` go with as many first axes of `b`, or the axes of each; default 2. */
  readonly axes?: number | readonly [number | readonly number[], number | readonly number[]] | undefined;
}

/**
 * The product over chosen axes of both.
 *
 * @param a array
 * @param b array
 * @param options `axes`: how many last axes of `a` go with as many first axes of `b`, or two lists of axes; default 2;
 *   `preferredElementType`
 * @returns the other axes of `a`, then those of `b`
 * @throws TypeError when paired axes differ in size
 * @throws RangeError for an axis that an array does not have
 * @example
 * const a = jnp.ones([2, 3, 4]);
 * assertEqual(jnp.tensordot(a, a, { axes: [[0, 1], [0, 1]] }).shape, [4, 4]);
 */
export function tensordot(a: ArrayLike, b: ArrayLike, options: TensordotOptions = {}): JaxArray {
  const [x, y] = operandsOf("tensordot", a, b);
  const [left, right] = pairedAxes(x, y, options.axes ?? 2);
  if (left.length !== right.length)
    throw new TypeError(`Cannot tensordot over axes [${left}] and [${right}]: both lists must have one length`);
  const [m, n] = [left.map((axis) => x.shape[axis]!), right.map((axis) => y.shape[axis]!)];
  const k = m.findIndex((size, place) => size !== n[place]);
  if (!sameShape(m, n)) throw mismatch("tensordot", x, y, [`axis ${left[k]}`, `axis ${right[k]}`], [m[k]!, n[k]!]);
  return contract(x, y, [left, right], none, options);
}

function pairedAxes(x: JaxArray, y: JaxArray, axes: NonNullable<TensordotOptions["axes"]>): AxisPairs {
  if (typeof axes !== "number") return [axesOf("tensordot", axes[0], x.ndim), axesOf("tensordot", axes[1], y.ndim)];
  if (!(Number.isInteger(axes) && axes >= 0 && axes <= Math.min(x.ndim, y.ndim))) {
    throw new RangeError(
      `Cannot tensordot ${printAval(x.aval)} and ${printAval(y.aval)} over ${axes} axes: both need at least that many`,
    );
  }
  const count = Array.from({ length: axes }, (_, k) => k);
  return [count.map((k) => x.ndim - axes + k), count];
}
