/** `lax.associativeScan`: all partial results of an associative operation, in logarithmically many steps. */
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import type { Arrays } from "../core/userType.ts";
import { add } from "../primitives/arithmetic.ts";
import { or } from "../primitives/bitwise.ts";
import { concatenate } from "../primitives/concatenate.ts";
import { pad } from "../primitives/pad.ts";
import { rev } from "../primitives/rev.ts";
import { slice } from "../primitives/slice.ts";
import { flattenArrays, nameOf } from "../transforms/flatFunction.ts";
import { printAval } from "../types/aval.ts";

export interface AssociativeScanOptions {
  /** Whether it goes from the last element to the first. Default false. */
  readonly reverse?: boolean;
  /** The axis along which; default 0. */
  readonly axis?: number;
}

/**
 * All partial results of an associative operation along an axis, in O(log n) steps of whole arrays:
 *
 *     yᵢ = x₀ ∘ x₁ ∘ … ∘ xᵢ
 *
 * Neighbours are combined in pairs, the half as long rest recursively, and the elements between from that.
 *
 * @param fn associative function of two trees like `elems`, which combines them element by element along the axis (as `jnp.add`
 * does; other functions through `jax.vmap`)
 * @param elems pytree of arrays that have one size along the axis
 * @param options.reverse whether it goes from the last element to the first; default false
 * @param options.axis the axis; default 0
 * @returns a tree like `elems` with the partial results
 * @throws TypeError for arrays of different sizes along the axis, RangeError for an axis outside
 * @see Blelloch, "Prefix sums and their applications", 1990
 * @example
 * assertEqual(lax.associativeScan(jnp.multiply, jnp.array([1, 2, 3, 4])), "[ 1  2  6 24]");
 */
export function associativeScan<T>(
  fn: (a: any, b: any) => unknown,
  elems: T,
  options: AssociativeScanOptions = {},
): Arrays<T> {
  const { reverse = false, axis = 0 } = options;
  const action = `scan associatively by ${nameOf(fn)}`;
  const [arrays, def] = flattenArrays(elems, action, "elems");
  const axes = arrays.map((x) => {
    const at = axis < 0 ? axis + x.ndim : axis;
    if (at >= 0 && at < x.ndim) return at;
    throw new RangeError(`Cannot ${action} along axis ${axis} of ${printAval(x.aval)}: it has ${x.ndim} axes`);
  });
  const length = arrays[0]?.shape[axes[0]!] ?? 0;
  if (arrays.some((x, i) => x.shape[axes[i]!] !== length)) {
    throw new TypeError(
      `Cannot ${action}: the arrays must have one size along axis ${axis}, got ${arrays.map((x) => printAval(x.aval)).join(", ")}`,
    );
  }
  const combine = (a: readonly JaxArray[], b: readonly JaxArray[]): JaxArray[] => {
    const [results, outDef] = flattenArrays(fn(def.unflatten(a), def.unflatten(b)), action, "the result");
    if (!outDef.equals(def)) throw new TypeError(`Cannot ${action}: it must return ${def}, like elems, got ${outDef}`);
    return results;
  };
  const turned = (xs: readonly JaxArray[]) => (reverse ? xs.map((x, i) => rev(x, { dimensions: [axes[i]!] })) : xs);
  return def.unflatten(turned(partials(combine, turned(arrays), axes)));
}

type Combine = (a: readonly JaxArray[], b: readonly JaxArray[]) => JaxArray[];

function partials(combine: Combine, xs: readonly JaxArray[], axes: readonly number[]): readonly JaxArray[] {
  const n = xs[0]?.shape[axes[0]!] ?? 0;
  if (n < 2) return xs;
  const take = (arrays: readonly JaxArray[], from: number, to: number, step: number) =>
    arrays.map((x, i) => part(x, axes[i]!, from, to, step));
  const even = n % 2 === 0;
  const odds = partials(combine, combine(take(xs, 0, n - 1, 2), take(xs, 1, n, 2)), axes); // y₁, y₃, …
  const last = Math.floor(n / 2);
  const between = n > 2 ? combine(take(odds, 0, even ? last - 1 : last, 1), take(xs, 2, n, 2)) : []; // y₂, y₄, …
  const firsts = take(xs, 0, 1, 1);
  return odds.map((odd, i) => {
    const evens = n > 2 ? concatenate(firsts[i]!, between[i]!, { dimension: axes[i]! }) : firsts[i]!;
    return interleave(evens, odd, axes[i]!);
  });
}

function part(x: JaxArray, axis: number, from: number, to: number, step: number): JaxArray {
  return slice(x, {
    startIndices: x.shape.map((_, k) => (k === axis ? from : 0)),
    limitIndices: x.shape.map((size, k) => (k === axis ? to : size)),
    strides: x.shape.map((_, k) => (k === axis ? step : 1)),
  });
}

/** a₀, b₀, a₁, b₁, …; a may have one element more. Zeros between the elements of each, then the sum. */
function interleave(a: JaxArray, b: JaxArray, axis: number): JaxArray {
  const longer = a.shape[axis]! > b.shape[axis]!;
  const spread = (x: JaxArray, low: number, high: number) =>
    pad(x, scalar(0, x.dtype), {
      paddingConfig: x.shape.map((_, k) => (k === axis ? ([low, high, 1] as const) : ([0, 0, 0] as const))),
    });
  const [left, right] = [spread(a, 0, longer ? 0 : 1), spread(b, 1, longer ? 1 : 0)];
  return a.dtype === "bool" ? or(left, right) : add(left, right);
}
