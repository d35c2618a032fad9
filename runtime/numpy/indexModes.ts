/** What an index does with positions outside the array. */
import { type ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import type { PlainItem } from "./indexItems.ts";

/**
 * `"clip"`: the nearest element is read or written. `"wrap"`: positions count on from the start. `"fill"`: a fill value is read, nothing is
 * written. `"drop"`: nothing is written. `"promise_in_bounds"`: there are none.
 */
export type IndexMode = "clip" | "fill" | "drop" | "wrap" | "promise_in_bounds";

/** Options of `x.at(index).get()`. */
export interface ReadOptions {
  /** What stands for positions outside; default the nearest element. */
  readonly mode?: IndexMode | null | undefined;
  /** The number of mode `"fill"`; default NaN, the smallest integer of a signed dtype, the largest of an unsigned one, or true. */
  readonly fillValue?: ArrayLike | null | undefined;
}

/** Options of what writes at an index. */
export interface WriteOptions {
  /** What happens with positions outside; default: nothing is written. */
  readonly mode?: IndexMode | null | undefined;
}

const modes: readonly unknown[] = ["clip", "fill", "drop", "wrap", "promise_in_bounds", null, undefined];

/** The mode where it changes positions. Throws `RangeError` for a word that is none. */
export function moves(mode: IndexMode | null | undefined): "clip" | "wrap" | undefined {
  if (!modes.includes(mode))
    throw new RangeError(
      `Cannot index in mode "${String(mode)}": there are "clip", "fill", "drop", "wrap" and "promise_in_bounds"`,
    );
  return mode === "clip" || mode === "wrap" ? mode : undefined;
}

/** Items with positions brought inside the array. */
export function broughtInside(x: JaxArray, items: readonly PlainItem[], mode: "clip" | "wrap"): readonly PlainItem[] {
  let axis = 0;
  return items.map((item) => {
    if (item === null) return null;
    const size = x.shape[axis++]!;
    if (size === 0) return item;
    if (typeof item === "number") {
      const place = mode === "clip" && item < 0 ? item + size : item;
      return mode === "wrap" ? ((place % size) + size) % size : Math.min(Math.max(place, 0), size - 1);
    }
    if (!(item instanceof JaxArray)) return item;
    const n = scalar(size, "int32");
    const zero = scalar(0, "int32");
    if (mode === "clip")
      return lax.clamp(zero, lax.selectN(lax.lt(item, zero), item, lax.add(item, n)), scalar(size - 1, "int32"));
    const rest = lax.rem(item, n);
    return lax.selectN(lax.lt(rest, zero), rest, lax.add(rest, n));
  });
}
