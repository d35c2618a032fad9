/** Common divisors and multiples: `gcd lcm`. */

import { jit } from "../control/jit.ts";
import { whileLoop } from "../control/while/whileLoop.ts";
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { isFloat } from "../types/dtype.ts";
import { broadcastArrays } from "./broadcast.ts";
import { numericPair } from "./operands.ts";
import { ravel } from "./reshape.ts";

function integers(action: string, x1: ArrayLike, x2: ArrayLike): [JaxArray, JaxArray] {
  const [a, b] = numericPair(action, x1, x2);
  if (isFloat(a.dtype))
    throw new TypeError(`Cannot ${action} ${printAval(a.aval)} and ${printAval(b.aval)}: they must be integers`);
  return broadcastArrays(lax.abs(a), lax.abs(b)) as [JaxArray, JaxArray];
}

/** Euclid's algorithm: the pair (a, b) becomes (b, a mod b) until every b is 0. */
const divide: (a: JaxArray, b: JaxArray) => JaxArray = jit(
  function gcd(a: JaxArray, b: JaxArray): JaxArray {
    type State = readonly [a: JaxArray, b: JaxArray];
    const [result] = whileLoop(
      ([, y]: State) => (y.size === 0 ? scalar(false, "bool") : lax.reduceOr(ravel(lax.ne(y, 0)), { axes: [0] })),
      ([x, y]: State): State => {
        const isDone = lax.eq(y, 0);
        const safe = lax.selectN(isDone, y, scalar(1, y.dtype));
        return [lax.selectN(isDone, y, x), lax.selectN(isDone, lax.rem(x, safe), scalar(0, y.dtype))];
      },
      [a, b],
    ) as unknown as State;
    return result;
  },
  { inline: true },
);

/**
 * The greatest common divisor, element by element.
 *
 * @param x1 array or number, of integers
 * @param x2 array or number, of integers, of a shape that broadcasts with `x1`
 * @returns the divisors, ≥ 0, in the promoted dtype
 * @throws TypeError for floats, or when the shapes do not broadcast
 * @example
 * assertEqual(jnp.gcd(jnp.array([12, -9, 0]), 6), "[6 3 6]");
 */
export function gcd(x1: ArrayLike, x2: ArrayLike): JaxArray {
  return divide(...integers("find the greatest common divisor of", x1, x2));
}

/**
 * The least common multiple, element by element.
 *
 * @param x1 array or number, of integers
 * @param x2 array or number, of integers, of a shape that broadcasts with `x1`
 * @returns the multiples, ≥ 0, in the promoted dtype
 * @throws TypeError for floats, or when the shapes do not broadcast
 * @example
 * assertEqual(jnp.lcm(jnp.array([4, 0]), 6), "[12  0]");
 */
export function lcm(x1: ArrayLike, x2: ArrayLike): JaxArray {
  const [a, b] = integers("find the least common multiple of", x1, x2);
  const d = divide(a, b);
  const isZero = lax.eq(d, 0);
  const times = lax.div(b, lax.selectN(isZero, d, scalar(1, d.dtype)));
  return lax.mul(a, times);
}
