/** The bytes of an array as another dtype: the method `view`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { reinterpret } from "../primitives/reinterpret.ts";
import { printAval } from "../types/aval.ts";
import { dtypes } from "../types/dtype.ts";
import { inDType } from "./array.ts";
import { type DTypeLike, dtypeOf } from "./dtypeOf.ts";
import { lift } from "./promote.ts";

/**
 * The same bytes as another dtype. The last axis grows or shrinks with the width of an element.
 *
 * @param a array
 * @param dtype the new dtype
 * @returns the array
 * @throws TypeError where the bytes of the last axis are no whole number of new elements
 * @example
 * assertEqual(jnp.array([1.5]).view("int32"), "[1069547520]");
 * assertEqual(jnp.array([1.5]).view("uint8"), "[  0   0 192  63]");
 */
export function view(a: ArrayLike, dtype: DTypeLike): JaxArray {
  const given = lift("view", a);
  const newDtype = dtypeOf(dtype);
  if (given.dtype === newDtype) return given;
  const x = given.dtype === "bool" ? inDType(given, "uint8") : given;
  if (newDtype === "bool") return lax.ne(view(x, "uint8"), 0);
  const parts = dtypes[newDtype].bits / dtypes[x.dtype].bits;
  if (parts === 1) return reinterpret(x, newDtype);
  const last = x.shape.at(-1);
  if (last === undefined || !Number.isInteger(last / parts))
    throw new TypeError(
      `Cannot view ${printAval(given.aval)} as ${newDtype}: the bytes of its last axis are no whole number of elements`,
    );
  const outer = x.shape.slice(0, -1);
  if (parts > 1) return reinterpret(lax.reshape(x, { newSizes: [...outer, last / parts, parts] }), newDtype);
  return lax.reshape(reinterpret(x, newDtype), { newSizes: [...outer, last / parts] });
}
