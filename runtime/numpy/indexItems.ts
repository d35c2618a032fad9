/** Indices as users write them, brought to one item for each axis of the array and for each new axis. */
import { type ArrayLike, JaxArray, standsFor } from "../core/array.ts";
import { describe } from "../core/asArray.ts";
import { printAval } from "../types/aval.ts";
import { isInteger } from "../types/dtype.ts";
import { inDType } from "./array.ts";
import { checkMask, placesWhere } from "./mask.ts";
import { Slice } from "./slice.ts";

/** One item of an index: a position, a range, a new axis (null), all axes in between (`"..."`), or an array of positions. */
export type IndexItem = number | Slice | null | "..." | JaxArray;

/** What `x.at(…)` takes: one item, or a list of them, one for each axis from the first. */
export type Index = IndexItem | readonly IndexItem[];

/** An item with `"..."` written out. Arrays are int32. */
export type PlainItem = number | Slice | null | JaxArray;

/** One item for each axis of `x`, and nulls for new axes. */
export function plainItems(x: JaxArray, index: Index): readonly PlainItem[] {
  const items = withoutMasks(x, Array.isArray(index) ? (index as readonly IndexItem[]) : [index as IndexItem]).map(
    (item) => checked(x, item),
  );
  const dots = items.indexOf("...");
  if (dots >= 0 && items.indexOf("...", dots + 1) >= 0) {
    throw new TypeError('Cannot index with more than one "...": it stands for all axes not named');
  }
  const named = items.filter((item) => item !== null && item !== "...").length;
  if (named > x.ndim)
    throw new TypeError(`Cannot index ${printAval(x.aval)} by ${named} indices: it has ${x.ndim} axes`);
  const rest = Array.from({ length: x.ndim - named }, () => new Slice(null, null, null));
  const at = dots < 0 ? items.length : dots;
  return [...items.slice(0, at), ...rest, ...items.slice(at + 1)] as PlainItem[];
}

/** Each mask as the places where it holds, one item for each of its axes. */
function withoutMasks(x: JaxArray, items: readonly IndexItem[]): readonly IndexItem[] {
  const given = items.map((item) => standsFor(item as ArrayLike) as IndexItem);
  const isMask = (item: IndexItem) => item instanceof JaxArray && item.dtype === "bool";
  if (!given.some(isMask)) return items;
  const axesOf = (item: IndexItem) =>
    item === null || item === undefined || item === "..." ? 0 : isMask(item) ? (item as JaxArray).ndim : 1;
  const count = (part: readonly IndexItem[]) => part.reduce<number>((sum, item) => sum + axesOf(item), 0);
  return given.flatMap((item, k) => {
    if (!isMask(item)) return [item];
    const fromEnd = given.slice(0, k).includes("...");
    const axis = fromEnd ? x.ndim - count(given.slice(k)) : count(given.slice(0, k));
    checkMask(x, item as JaxArray, axis);
    return placesWhere(item as JaxArray);
  });
}

function checked(x: JaxArray, item: IndexItem): IndexItem {
  const value = standsFor(item as ArrayLike) as IndexItem | undefined;
  if (value === null || value === undefined) return null;
  if (value instanceof Slice || value === "...") return value;
  if (typeof value === "number" && Number.isInteger(value)) return value;
  if (value instanceof JaxArray) return wholeNumbers(x, value);
  const what = typeof value === "number" ? value : describe(value);
  const repair = Array.isArray(value)
    ? "; for several places use jnp.array(list), for a range jax.slice(start, stop)"
    : "";
  throw new TypeError(
    `Cannot index ${printAval(x.aval)} by ${what}: items are whole numbers, jax.slice(start, stop), null, "..." and integer arrays${repair}`,
  );
}

function wholeNumbers(x: JaxArray, index: JaxArray): JaxArray {
  if (isInteger(index.dtype)) return inDType(index, "int32");
  throw new TypeError(
    `Cannot index ${printAval(x.aval)} by ${printAval(index.aval)}: places must be integers; convert it with i.astype("int32")`,
  );
}
