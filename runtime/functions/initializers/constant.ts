/** Initializers without randomness: `zeros ones constant`. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import type { DTypeLike } from "../../numpy/dtypeOf.ts";
import * as filled from "../../numpy/filled.ts";
import type { Shape } from "../../types/shape.ts";
import { chooseDType, type Initializer, type InitializerOptions } from "./initializer.ts";

/**
 * Zeros.
 *
 * @param _key not used
 * @param shape axis sizes
 * @param options `dtype`: default float32
 * @returns the array
 * @example
 * assertEqual(jax.nn.initializers.zeros(random.key(0), [2]), "[0. 0.]");
 */
export function zeros(_key: JaxArray, shape: Shape, options: InitializerOptions = {}): JaxArray {
  return filled.zeros(shape, { dtype: chooseDType(options, null) });
}

/**
 * Ones.
 *
 * @param _key not used
 * @param shape axis sizes
 * @param options `dtype`: default float32
 * @returns the array
 * @example
 * assertEqual(jax.nn.initializers.ones(random.key(0), [2]), "[1. 1.]");
 */
export function ones(_key: JaxArray, shape: Shape, options: InitializerOptions = {}): JaxArray {
  return filled.ones(shape, { dtype: chooseDType(options, null) });
}

/**
 * An initializer that fills with one value.
 *
 * @param value a number, or an array that broadcasts to the shape
 * @param options `dtype`: default float32
 * @returns the initializer
 * @example
 * assertEqual(jax.nn.initializers.constant(0.5)(random.key(0), [2]), "[0.5 0.5]");
 */
export function constant(
  value: ArrayLike,
  options: { readonly dtype?: DTypeLike | null | undefined } = {},
): Initializer {
  return (_key, shape, call) => filled.full(shape, value, { dtype: chooseDType(call, options.dtype) });
}
