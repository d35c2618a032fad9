/** What elementwise functions do first: bring their operands to one dtype and shape. */
import { type ArrayLike, JaxArray } from "../core/array.ts";
import { isInexact } from "../types/dtype.ts";
import { sameShape } from "../types/shape.ts";
import { align } from "./broadcast.ts";
import { lift, promote, promoteInexact, promoteNumeric } from "./promote.ts";

export type Pair = readonly [JaxArray, JaxArray];

/** Two operands of one dtype and shape (scalars stay scalars). `action` is the verb of error messages. */
export function pair(action: string, x: ArrayLike, y: ArrayLike): Pair {
  if (alike(x, y)) return [x as JaxArray, y as JaxArray];
  return align(action, promote(action, x, y)) as Pair;
}

/** As `pair`, with bool made int32. */
export function numericPair(action: string, x: ArrayLike, y: ArrayLike): Pair {
  if (alike(x, y) && (x as JaxArray).dtype !== "bool") return [x as JaxArray, y as JaxArray];
  return align(action, promoteNumeric(action, x, y)) as Pair;
}

/** As `pair`, with everything made float. */
export function floatPair(action: string, x: ArrayLike, y: ArrayLike): Pair {
  if (alike(x, y) && isInexact((x as JaxArray).dtype)) return [x as JaxArray, y as JaxArray];
  return align(action, promoteInexact(action, x, y)) as Pair;
}

/** The common case, told with little work: two arrays of one dtype and shape. */
function alike(x: ArrayLike, y: ArrayLike): boolean {
  if (!(x instanceof JaxArray && y instanceof JaxArray)) return false;
  const [a, b] = [x.aval, y.aval];
  return a.dtype === b.dtype && a.dtype !== "key<fry>" && sameShape(a.shape, b.shape);
}

/** One operand made float. */
export function floatOne(action: string, x: ArrayLike): JaxArray {
  return x instanceof JaxArray && isInexact(x.dtype) ? x : promoteInexact(action, x)[0]!;
}

/** One operand of any number dtype; bool is made int32. */
export function numericOne(action: string, x: ArrayLike): JaxArray {
  return x instanceof JaxArray && x.dtype !== "bool" && x.dtype !== "key<fry>" ? x : promoteNumeric(action, x)[0]!;
}

/** One operand of any dtype but keys. */
export function one(action: string, x: ArrayLike): JaxArray {
  return x instanceof JaxArray && x.dtype !== "key<fry>" ? x : promote(action, lift(action, x))[0]!;
}
