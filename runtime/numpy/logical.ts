/** Logic: `logicalAnd logicalOr logicalXor logicalNot`. Numbers count as true where they are not 0. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { one, pair } from "./operands.ts";

/** bool: where the elements are not 0. */
export function truth(x: JaxArray): JaxArray {
  return x.dtype === "bool" ? x : lax.ne(x, 0);
}

/**
 * Whether x and y are both true (not 0), element by element.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns bool, of the broadcast shape
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.logicalAnd(jnp.array([1, 0]), true), "[ True False]");
 */
export function logicalAnd(x: ArrayLike, y: ArrayLike): JaxArray {
  const [a, b] = pair("combine", x, y);
  return lax.and(truth(a), truth(b));
}

/**
 * Whether at least one of x and y is true (not 0), element by element.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns bool, of the broadcast shape
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.logicalOr(jnp.array([1, 0]), false), "[ True False]");
 */
export function logicalOr(x: ArrayLike, y: ArrayLike): JaxArray {
  const [a, b] = pair("combine", x, y);
  return lax.or(truth(a), truth(b));
}

/**
 * Whether exactly one of x and y is true (not 0), element by element.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns bool, of the broadcast shape
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.logicalXor(jnp.array([1, 0]), true), "[False  True]");
 */
export function logicalXor(x: ArrayLike, y: ArrayLike): JaxArray {
  const [a, b] = pair("combine", x, y);
  return lax.xor(truth(a), truth(b));
}

/**
 * Whether x is false (0), element by element.
 *
 * @param x array or number
 * @returns bool, of the shape of `x`
 * @example
 * assertEqual(jnp.logicalNot(jnp.array([1, 0])), "[False  True]");
 */
export function logicalNot(x: ArrayLike): JaxArray {
  return lax.not(truth(one("negate", x)));
}
