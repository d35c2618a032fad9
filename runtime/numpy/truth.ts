/** Truth over axes: `all any`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { truth } from "./logical.ts";
import { one } from "./operands.ts";
import { type Folding, type ReduceOptions, reduce } from "./reduce.ts";

const conjunction: Folding = {
  action: "test all of",
  fold: (x, options) => lax.reduceAnd(x, options),
  neutral: () => true,
  ofNothing: true,
};
const disjunction: Folding = {
  action: "test any of",
  fold: (x, options) => lax.reduceOr(x, options),
  neutral: () => false,
  ofNothing: true,
};

/**
 * Whether all elements over some axes are true (not 0).
 *
 * @param a array
 * @param options `axis`: axes to test, default all; `keepdims`; `where`: a mask
 * @returns bool; true of no elements
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.all(jnp.array([1, 2, 0])), "False");
 */
export function all(a: ArrayLike, options: ReduceOptions = {}): JaxArray {
  return reduce(truth(one("test", a)), conjunction, options);
}

/**
 * Whether some element over some axes is true (not 0).
 *
 * @param a array
 * @param options `axis`: axes to test, default all; `keepdims`; `where`: a mask
 * @returns bool; false of no elements
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.any(jnp.array([[0, 2], [0, 0]]), { axis: 1 }), "[ True False]");
 */
export function any(a: ArrayLike, options: ReduceOptions = {}): JaxArray {
  return reduce(truth(one("test", a)), disjunction, options);
}
