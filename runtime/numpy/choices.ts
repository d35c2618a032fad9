/** Choices among several arrays: `select piecewise choose`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { isFloat } from "../types/dtype.ts";
import { inDType } from "./array.ts";
import { broadcastArrays, broadcastTo } from "./broadcast.ts";
import { lift, promote } from "./promote.ts";
import { where } from "./where.ts";

/**
 * The element of the first array whose condition holds.
 *
 * @param condlist bool arrays
 * @param choicelist as many arrays
 * @param options `default`: where no condition holds, default 0
 * @returns the chosen elements, in the promoted dtype, of the shape that all broadcast to
 * @throws TypeError for lists of different lengths, or shapes that do not broadcast
 * @example
 * const x = jnp.arange(4);
 * assertEqual(jnp.select([x.less(1), x.less(3)], [x.mul(10), x.neg()], { default: 7 }), "[ 0 -1 -2  7]");
 */
export function select(
  condlist: readonly ArrayLike[],
  choicelist: readonly ArrayLike[],
  options: { readonly default?: ArrayLike | undefined } = {},
): JaxArray {
  if (condlist.length !== choicelist.length || condlist.length === 0)
    throw new TypeError(
      `Cannot select by ${condlist.length} conditions among ${choicelist.length} choices: give one condition for each choice`,
    );
  const [fallback, ...choices] = promote("select", options.default ?? 0, ...choicelist);
  return condlist.reduceRight<JaxArray>((rest, condition, k) => where(condition, choices[k]!, rest), fallback!);
}

/** A function of the elements, or a value in their place. */
export type Piece = ArrayLike | ((x: JaxArray) => ArrayLike);

/**
 * A function made of pieces: each holds where its condition does. Where several hold, the last one counts.
 *
 * @param x array
 * @param condlist bool arrays of the shape of `x`
 * @param funclist a function or number for each condition, and possibly one more for the rest, else 0
 * @returns the values, in the dtype of `x`
 * @throws TypeError for a number of pieces that does not fit
 * @example
 * const x = jnp.array([-2, 3]);
 * assertEqual(jnp.piecewise(x, [x.less(0), x.greaterEqual(0)], [(v: jax.Array) => v.neg(), 10]), "[ 2 10]");
 */
export function piecewise(
  x: ArrayLike,
  condlist: ArrayLike | readonly ArrayLike[],
  funclist: readonly Piece[],
): JaxArray {
  const array = lift("apply pieces to", x);
  const conditions = Array.isArray(condlist) ? (condlist as readonly ArrayLike[]) : [condlist as ArrayLike];
  const hasRest = funclist.length === conditions.length + 1;
  if (!hasRest && funclist.length !== conditions.length)
    throw new TypeError(
      `Cannot apply ${funclist.length} pieces under ${conditions.length} conditions: give one for each, and at most one for the rest`,
    );
  const valueOf = (piece: Piece) =>
    inDType(
      lift("apply pieces to", typeof piece === "function" ? (piece as (x: JaxArray) => ArrayLike)(array) : piece),
      array.dtype,
    );
  const rest = hasRest ? valueOf(funclist.at(-1)!) : valueOf(0);
  return conditions.reduce<JaxArray>(
    (value, condition, k) => where(condition, valueOf(funclist[k]!), value),
    broadcastTo(rest, array.shape),
  );
}

/**
 * For each place the element of one of several arrays, by its number.
 *
 * @param a integers: array
 * @param choices arrays that broadcast with `a`
 * @param options `mode`: what happens with numbers outside: `"raise"` (default; they must be known), `"wrap"` or `"clip"`
 * @returns the chosen elements, in the promoted dtype
 * @throws RangeError for another mode, or with `"raise"` a number outside
 * @throws TypeError for numbers that are not integers
 * @example
 * assertEqual(jnp.choose(jnp.array([1, 0]), [jnp.array([1, 2]), jnp.array([10, 20])]), "[10  2]");
 */
export function choose(
  a: ArrayLike,
  choices: readonly ArrayLike[],
  options: { readonly mode?: "raise" | "wrap" | "clip" | undefined } = {},
): JaxArray {
  const { mode = "raise" } = options;
  const which = lift("choose by", a);
  if (isFloat(which.dtype))
    throw new TypeError(`Cannot choose by ${printAval(which.aval)}: the numbers of choices must be integers`);
  const n = choices.length;
  const number = broughtInside(inDType(which, "int32"), n, mode);
  const arrays = promote("choose from", ...choices);
  const [index, ...cases] = broadcastArrays(number, ...arrays);
  return lax.selectN(index!, ...cases);
}

function broughtInside(x: JaxArray, n: number, mode: string): JaxArray {
  if (mode === "clip") return lax.max(lax.min(x, n - 1), 0);
  if (mode === "wrap") {
    const rest = lax.rem(x, n);
    return lax.selectN(lax.lt(rest, 0), rest, lax.add(rest, n));
  }
  if (mode !== "raise") throw new RangeError(`Cannot choose in mode "${mode}": there are "raise", "wrap" and "clip"`);
  const isOutside = lax.reshape(lax.or(lax.lt(x, 0), lax.ge(x, n)), { newSizes: [x.size] });
  if (lax.reduceOr(isOutside, { axes: [0] }).item())
    throw new RangeError(`Cannot choose among ${n} arrays: a number is outside 0 … ${n - 1}; use { mode: "clip" }`);
  return x;
}
