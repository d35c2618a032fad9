/** What an array is like: `ndim shape size isscalar iterable`. */
import { type ArrayLike, JaxArray, standsFor } from "../core/array.ts";
import type { Shape } from "../types/shape.ts";
import { axisOf } from "./axes.ts";
import { lift } from "./promote.ts";

/**
 * The number of axes.
 *
 * @param a array or number
 * @returns a whole number, 0 of a number
 * @example
 * assertEqual(jnp.ndim(jnp.zeros([2, 3])), 2);
 */
export function ndim(a: ArrayLike): number {
  return lift("count the axes of", a).ndim;
}

/**
 * The sizes of the axes.
 *
 * @param a array or number
 * @returns a list of sizes, empty of a number
 * @example
 * assertEqual(jnp.shape(jnp.zeros([2, 3])), [2, 3]);
 */
export function shape(a: ArrayLike): Shape {
  return lift("take the shape of", a).shape;
}

/**
 * The number of elements, in all or along some axes.
 *
 * @param a array or number
 * @param options `axis`: one axis or several; default all
 * @returns a whole number
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.size(jnp.zeros([2, 3])), 6);
 * assertEqual(jnp.size(jnp.zeros([2, 3]), { axis: 1 }), 3);
 */
export function size(
  a: ArrayLike,
  options: { readonly axis?: number | readonly number[] | null | undefined } = {},
): number {
  const x = lift("count the elements of", a);
  const { axis } = options;
  if (axis === null || axis === undefined) return x.size;
  return [axis].flat().reduce((product: number, k) => product * x.shape[axisOf("count", k, x.ndim)]!, 1);
}

/**
 * Whether a value is a number, a boolean or an array without axes.
 *
 * @param element any value
 * @returns true or false
 * @example
 * assertEqual([jnp.isscalar(3), jnp.isscalar(jnp.float32(3)), jnp.isscalar([3])], [true, true, false]);
 */
export function isscalar(element: unknown): boolean {
  const value = standsFor(element as ArrayLike) as unknown;
  if (value instanceof JaxArray) return value.ndim === 0;
  return typeof value === "number" || typeof value === "boolean";
}

/**
 * Whether a value can be gone through in a loop: arrays with an axis, lists, strings.
 *
 * @param y any value
 * @returns true or false
 * @example
 * assertEqual([jnp.iterable([1]), jnp.iterable(jnp.float32(1))], [true, false]);
 */
export function iterable(y: unknown): boolean {
  if (y instanceof JaxArray) return y.ndim > 0;
  return typeof (y as Iterable<unknown> | null | undefined)?.[Symbol.iterator] === "function";
}
