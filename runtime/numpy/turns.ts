/** Axes turned and reversed: `fliplr flipud rot90 rollaxis permuteDims`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { printAval } from "../types/aval.ts";
import { axesOf, axisOf } from "./axes.ts";
import { lift } from "./promote.ts";
import { flip } from "./repetition.ts";
import { moveaxis, swapaxes, transpose } from "./transpose.ts";

/**
 * The order of columns reversed.
 *
 * @param m array of at least two axes
 * @returns the reversed array
 * @throws TypeError for fewer axes
 * @example
 * assertEqual(jnp.fliplr(jnp.array([[1, 2], [3, 4]])), "[[2 1]\n [4 3]]");
 */
export function fliplr(m: ArrayLike): JaxArray {
  const x = lift("flip", m);
  if (x.ndim < 2) throw new TypeError(`Cannot flip ${printAval(x.aval)} left to right: it must have two axes`);
  return flip(x, { axis: 1 });
}

/**
 * The order of rows reversed.
 *
 * @param m array of at least one axis
 * @returns the reversed array
 * @throws TypeError for a scalar
 * @example
 * assertEqual(jnp.flipud(jnp.array([[1, 2], [3, 4]])), "[[3 4]\n [1 2]]");
 */
export function flipud(m: ArrayLike): JaxArray {
  const x = lift("flip", m);
  if (x.ndim < 1) throw new TypeError(`Cannot flip ${printAval(x.aval)} upside down: it must have an axis`);
  return flip(x, { axis: 0 });
}

/**
 * A plane turned by quarter turns, from the first axis towards the second.
 *
 * @param m array of at least two axes
 * @param options `k`: how many quarter turns, default 1; `axes`: the plane, default [0, 1]
 * @returns the turned array
 * @throws RangeError for axes that `m` does not have
 * @throws TypeError for twice the same axis, or a number of turns that is not whole
 * @example
 * assertEqual(jnp.rot90(jnp.array([[1, 2], [3, 4]])), "[[2 4]\n [1 3]]");
 */
export function rot90(
  m: ArrayLike,
  options: { readonly k?: number | undefined; readonly axes?: readonly [number, number] | undefined } = {},
): JaxArray {
  const { k = 1, axes = [0, 1] } = options;
  if (!Number.isInteger(k)) throw new TypeError(`Cannot turn by ${k} quarter turns: the number must be whole`);
  const x = lift("turn", m);
  const [from, to] = axesOf("turn", axes, x.ndim) as [number, number];
  switch (((k % 4) + 4) % 4) {
    case 0:
      return x;
    case 1:
      return flip(swapaxes(x, from, to), { axis: from });
    case 2:
      return flip(x, { axis: [from, to] });
    default:
      return flip(swapaxes(x, from, to), { axis: to });
  }
}

/**
 * One axis moved back until it stands before another.
 *
 * @param a array
 * @param axis the axis that moves
 * @param options `start`: the axis before which it comes to stand; default 0, the front
 * @returns the array with its axes in the new order
 * @throws RangeError for axes that `a` does not have
 * @example
 * assertEqual(jnp.rollaxis(jnp.zeros([2, 3, 4]), 2).shape, [4, 2, 3]);
 */
export function rollaxis(a: ArrayLike, axis: number, options: { readonly start?: number | undefined } = {}): JaxArray {
  const x = lift("roll", a);
  const from = axisOf("roll", axis, x.ndim);
  const given = options.start ?? 0;
  const before = given === x.ndim ? given : axisOf("roll", given, x.ndim);
  return moveaxis(x, from, before > from ? before - 1 : before);
}

/**
 * Axes in another order; the array API's name of `transpose`.
 *
 * @param a array
 * @param axes for each axis of the result, the axis of `a`
 * @returns the array with its axes in the new order
 * @throws TypeError for axes that are not each named once
 * @example
 * assertEqual(jnp.permuteDims(jnp.zeros([2, 3, 4]), [2, 0, 1]).shape, [4, 2, 3]);
 */
export function permuteDims(a: ArrayLike, axes: readonly number[]): JaxArray {
  return transpose(a, { axes });
}
