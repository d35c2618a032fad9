/** `nextafter`: the neighbour of a float. Made of other primitives. */
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { add } from "./arithmetic.ts";
import { bitcastConvertType } from "./bitcastConvertType.ts";
import { and, or } from "./bitwise.ts";
import { eq, lt, ne } from "./comparison.ts";
import { abs } from "./rounding.ts";
import { selectN } from "./selectN.ts";

/** The float next to `from` on the way to `to`, arrays of one shape and dtype; NaN where one is NaN. */
export function nextafter(from: JaxArray, to: JaxArray): JaxArray {
  const word = from.dtype === "float32" ? "int32" : "int16";
  const sign = word === "int32" ? -(2 ** 31) : -(2 ** 15);
  const asBits = (a: JaxArray) => bitcastConvertType(a, { newDtype: word });
  const asFloat = (a: JaxArray) => bitcastConvertType(a, { newDtype: from.dtype });
  const bits = asBits(from);
  // away from zero the bits grow by one, towards it they shrink
  const towardsZero = or(lt(abs(to), abs(from)), ne(lt(from, 0), lt(to, 0)));
  const stepped = asFloat(add(bits, selectN(towardsZero, scalar(1, word), scalar(-1, word))));
  const fromZero = asFloat(or(and(asBits(to), scalar(sign, word)), scalar(1, word)));
  const moved = selectN(eq(from, 0), stepped, fromZero);
  const settled = selectN(eq(from, to), moved, to);
  return selectN(or(ne(from, from), ne(to, to)), settled, Number.NaN);
}
