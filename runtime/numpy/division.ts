/** Division with a remainder: `floorDivide remainder mod fmod divmod`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { dtypes, isFloat } from "../types/dtype.ts";
import { compiled } from "./compiled.ts";
import { numericPair } from "./operands.ts";

/** x₂ with 1 in the place of 0: integers have no NaN to say that there is no result. */
function nonZero(y: JaxArray): JaxArray {
  return isFloat(y.dtype) ? y : lax.selectN(lax.eq(y, 0), y, 1);
}

/** Whether the remainder is not 0 and its sign is not that of the divisor. */
function signsDiffer(rest: JaxArray, y: JaxArray): JaxArray {
  return lax.and(lax.ne(lax.lt(rest, 0), lax.lt(y, 0)), lax.ne(rest, 0));
}

type Operation<R> = (x: JaxArray, y: JaxArray) => R;

/** Quotient and remainder of floats. Subtracting the remainder first makes the quotient whole before it is rounded. */
const floatDivmod: Operation<readonly JaxArray[]> = compiled(function divmod(
  x: JaxArray,
  y: JaxArray,
): readonly JaxArray[] {
  const rest = lax.rem(x, y);
  const whole = lax.selectN(lax.eq(y, 0), lax.sub(x, rest), x);
  const quotient = lax.div(whole, y);
  const wrong = lax.and(lax.ne(rest, 0), lax.ne(lax.sign(y), lax.sign(rest)));
  return [lax.round(lax.selectN(wrong, quotient, lax.sub(quotient, 1))), lax.selectN(wrong, rest, lax.add(rest, y))];
}, 2);

/** Towards −∞, where `lax.div` goes towards 0. */
const wholeQuotient: Operation<JaxArray> = compiled(function floorDivide(x: JaxArray, y: JaxArray): JaxArray {
  const quotient = lax.div(x, y);
  const down = lax.and(lax.ne(lax.sign(x), lax.sign(y)), lax.ne(lax.rem(x, y), 0));
  return lax.selectN(down, quotient, lax.sub(quotient, 1));
}, 2);

const restLikeDivisor: Operation<JaxArray> = compiled(function remainder(x: JaxArray, divisor: JaxArray): JaxArray {
  const y = nonZero(divisor);
  const rest = lax.rem(x, y);
  return lax.selectN(signsDiffer(rest, y), rest, lax.add(rest, y));
}, 2);

const restLikeDividend: Operation<JaxArray> = compiled(function fmod(x: JaxArray, y: JaxArray): JaxArray {
  return lax.rem(x, nonZero(y));
}, 2);

/**
 * ⌊x / y⌋, element by element. An integer divided by 0 gives −1 (unsigned: 2³²−1), as in JAX.
 *
 * @param x1 array or number
 * @param x2 array or number, of a shape that broadcasts with `x1`
 * @returns the quotients, in the promoted dtype; of booleans as int32
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.floorDivide(jnp.array([7, -7]), 2), "[ 3 -4]");
 */
export function floorDivide(x1: ArrayLike, x2: ArrayLike): JaxArray {
  const [x, y] = numericPair("floor-divide", x1, x2);
  if (isFloat(x.dtype)) return floatDivmod(x, y)[0]!;
  return dtypes[x.dtype].kind === "uint" ? lax.div(x, y) : wholeQuotient(x, y);
}

/**
 * x − y⌊x / y⌋, element by element: the remainder with the sign of y. Of integers by 0 it is 0.
 *
 * @param x1 array or number
 * @param x2 array or number, of a shape that broadcasts with `x1`
 * @returns the remainders, in the promoted dtype; of booleans as int32
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.remainder(jnp.array([7, -7]), 3), "[1 2]");
 */
export function remainder(x1: ArrayLike, x2: ArrayLike): JaxArray {
  return restLikeDivisor(...numericPair("take the remainder of", x1, x2));
}

/**
 * The same as `remainder`, by its short name.
 *
 * @param x1 array or number
 * @param x2 array or number, of a shape that broadcasts with `x1`
 * @returns the remainders, in the promoted dtype; of booleans as int32
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.mod(-1, 3), "2");
 */
export function mod(x1: ArrayLike, x2: ArrayLike): JaxArray {
  return remainder(x1, x2);
}

/**
 * The remainder with the sign of x, as C's `fmod`. Of integers by 0 it is 0.
 *
 * @param x1 array or number
 * @param x2 array or number, of a shape that broadcasts with `x1`
 * @returns the remainders, in the promoted dtype; of booleans as int32
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.fmod(jnp.array([7, -7]), 3), "[ 1 -1]");
 */
export function fmod(x1: ArrayLike, x2: ArrayLike): JaxArray {
  return restLikeDividend(...numericPair("take the remainder of", x1, x2));
}

/**
 * `floorDivide` and `remainder` at once.
 *
 * @param x1 array or number
 * @param x2 array or number, of a shape that broadcasts with `x1`
 * @returns the quotients and the remainders
 * @throws TypeError when the shapes do not broadcast
 * @example
 * const [quotient, rest] = jnp.divmod(jnp.array([7, -7]), 3);
 * assertEqual(quotient, "[ 2 -3]");
 * assertEqual(rest, "[1 2]");
 */
export function divmod(x1: ArrayLike, x2: ArrayLike): [quotient: JaxArray, remainder: JaxArray] {
  const [x, y] = numericPair("divide", x1, x2);
  if (isFloat(x.dtype)) return floatDivmod(x, y) as [JaxArray, JaxArray];
  return [floorDivide(x, y), remainder(x, y)];
}
