/** `jax.lax`: folds of all elements up to each one. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import type { Primitive } from "../core/primitive.ts";
import * as primitives from "../primitives/index.ts";
import { axisOf } from "./axisOf.ts";

export interface CumulativeOptions {
  /** Axis along which elements are folded; default 0. */
  readonly axis?: number;
  /** Whether each element folds itself and all behind it, instead of all before it; default false. */
  readonly reverse?: boolean;
}

type Cumulative = (operand: ArrayLike, options?: CumulativeOptions) => JaxArray;

function along(primitive: Primitive): Cumulative {
  return (operand, { axis = 0, reverse = false } = {}) => {
    const array = asArray(operand);
    return primitive(array, { axis: axisOf(axis, array.ndim, `${primitive.name} along`), reverse });
  };
}

/**
 * Sums of all elements up to each one: yⱼ = x₀ + … + xⱼ. Sums of f32 are as accurate as those of a tree.
 *
 * @param operand number array
 * @param options.axis axis; default 0
 * @param options.reverse whether yⱼ = xⱼ + … + xₙ₋₁; default false
 * @returns an array of the same shape
 * @throws RangeError for an axis that is not there; TypeError for bool and random keys
 * @example
 * assertEqual(lax.cumsum(jnp.array([1, 2, 3])), "[1 3 6]");
 * assertEqual(lax.cumsum(jnp.array([1, 2, 3]), { reverse: true }), "[6 5 3]");
 * @see https://docs.jax.dev/en/latest/_autosummary/jax.lax.cumsum.html
 */
export const cumsum: Cumulative = along(primitives.cumsum);

/**
 * Products of all elements up to each one: yⱼ = x₀ · … · xⱼ. The derivative is right also where elements are 0.
 *
 * @param operand number array
 * @param options.axis axis; default 0
 * @param options.reverse whether yⱼ = xⱼ · … · xₙ₋₁; default false
 * @returns an array of the same shape
 * @throws RangeError for an axis that is not there; TypeError for bool and random keys
 * @example
 * assertEqual(lax.cumprod(jnp.array([1, 2, 3, 4])), "[ 1  2  6 24]");
 * @see https://docs.jax.dev/en/latest/_autosummary/jax.lax.cumprod.html
 */
export const cumprod: Cumulative = along(primitives.cumprod);

/**
 * The largest of all elements up to each one; NaN from the first NaN on.
 *
 * @param operand number array
 * @param options.axis axis; default 0
 * @param options.reverse whether each element is compared with those behind it; default false
 * @returns an array of the same shape
 * @throws RangeError for an axis that is not there; TypeError for bool and random keys
 * @example
 * assertEqual(lax.cummax(jnp.array([1, 3, 2])), "[1 3 3]");
 * @see https://docs.jax.dev/en/latest/_autosummary/jax.lax.cummax.html
 */
export const cummax: Cumulative = along(primitives.cummax);

/**
 * The smallest of all elements up to each one; NaN from the first NaN on.
 *
 * @param operand number array
 * @param options.axis axis; default 0
 * @param options.reverse whether each element is compared with those behind it; default false
 * @returns an array of the same shape
 * @throws RangeError for an axis that is not there; TypeError for bool and random keys
 * @example
 * assertEqual(lax.cummin(jnp.array([3, 1, 2])), "[3 1 1]");
 * @see https://docs.jax.dev/en/latest/_autosummary/jax.lax.cummin.html
 */
export const cummin: Cumulative = along(primitives.cummin);

/**
 * log Σ eˣ over all elements up to each one, without overflow.
 *
 * @param operand float array
 * @param options.axis axis; default 0
 * @param options.reverse whether each element is taken with those behind it; default false
 * @returns an array of the same shape
 * @throws RangeError for an axis that is not there; TypeError for anything but floats
 * @example
 * assertAllClose(lax.cumlogsumexp(jnp.array([0.5, 0.5])), [0.5, 0.5 + Math.log(2)]);
 * @see https://docs.jax.dev/en/latest/_autosummary/jax.lax.cumlogsumexp.html
 */
export const cumlogsumexp: Cumulative = along(primitives.cumlogsumexp);
