/** `oneHot`: class numbers as rows with a single one. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asarray, inDType } from "../numpy/array.ts";
import { axisOf } from "../numpy/axes.ts";
import { equal } from "../numpy/comparison.ts";
import { type DTypeLike, dtypeOf } from "../numpy/dtypeOf.ts";
import { expandDims } from "../numpy/reshape.ts";
import { iota } from "../primitives/index.ts";

/** Options of `oneHot`. */
export interface OneHotOptions {
  /** Dtype of the result; default float32. */
  readonly dtype?: DTypeLike | null | undefined;
  /** Place of the new axis; default the last. */
  readonly axis?: number | undefined;
}

/**
 * 1 at the place of each class number, 0 elsewhere; all 0 for numbers that are no class.
 *
 * @param x integers: array or nested list
 * @param numClasses number of classes, the size of the new axis
 * @param options `dtype`: default float32; `axis`: place of the new axis, default the last
 * @returns f32[…,numClasses]
 * @throws RangeError for a number of classes that is not whole or negative
 * @example
 * assertEqual(jax.nn.oneHot(jnp.array([0, 2]), 3), "[[1. 0. 0.]\n [0. 0. 1.]]");
 */
export function oneHot(x: ArrayLike | readonly number[], numClasses: number, options: OneHotOptions = {}): JaxArray {
  if (!(Number.isInteger(numClasses) && numClasses >= 0))
    throw new RangeError(`Cannot make one-hot rows of ${numClasses} classes: the number must be whole and ≥ 0`);
  const given = asarray(x);
  const classes = given.dtype === "bool" ? inDType(given, "int32") : given;
  const axis = axisOf("make one-hot rows", options.axis ?? -1, classes.ndim + 1);
  const shape = Array.from({ length: classes.ndim + 1 }, (_, k) => (k === axis ? numClasses : 1));
  const numbers = iota({ dtype: classes.dtype, shape, dimension: axis });
  return inDType(equal(expandDims(classes, axis), numbers), options.dtype ? dtypeOf(options.dtype) : "float32");
}
