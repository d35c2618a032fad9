/**
 * Indices with single positions, run at once. The positions are operands of the program: a loop over `x.at(i).get()` builds one program,
 * and not one for each i.
 */
import { DeviceArray, type JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { aval } from "../types/aval.ts";
import { compiled } from "./compiled.ts";
import type { PlainItem } from "./indexItems.ts";
import { placesOf, readPlaces, type Update, writePlaces } from "./places.ts";
import { Slice } from "./slice.ts";

/** What is static in an index: everything but the positions. */
export type Pattern = readonly ("number" | null | readonly (number | null)[])[];

/** The static part of an index. */
export function patternOf(items: readonly (number | Slice | null)[]): Pattern {
  return items.map((item) =>
    typeof item === "number" ? "number" : item === null ? null : [item.start, item.stop, item.step],
  );
}

/** The positions of an index as i32[n]. */
export function numbersOf(items: readonly (number | Slice | null)[]): JaxArray {
  const numbers = Int32Array.from(items.filter((item) => typeof item === "number"));
  return DeviceArray.fromHost(numbers, aval([numbers.length], "int32"));
}

function itemsOf(pattern: Pattern, numbers: JaxArray): readonly PlainItem[] {
  let next = 0;
  return pattern.map((item) => {
    if (item === null) return null;
    if (item !== "number") return new Slice(item[0]!, item[1]!, item[2]!);
    const at = next++;
    const cell = lax.slice(numbers, { startIndices: [at], limitIndices: [at + 1], strides: null });
    return lax.reshape(cell, { newSizes: [] });
  });
}

/** The part, in the shape that the user sees. */
export const readNumbers: (x: JaxArray, numbers: JaxArray, pattern: Pattern) => JaxArray = compiled(function get(
  x: JaxArray,
  numbers: JaxArray,
  pattern: Pattern,
): JaxArray {
  return readPlaces(x, placesOf(x, itemsOf(pattern, numbers)));
}, 2);

type Write = (x: JaxArray, numbers: JaxArray, values: JaxArray, pattern: Pattern, update: Update) => JaxArray;

/** A copy in which `values`, of the shape that the user sees, have gone to their places. */
export const writeNumbers: Write = compiled(function set(
  x: JaxArray,
  numbers: JaxArray,
  values: JaxArray,
  pattern: Pattern,
  update: Update,
): JaxArray {
  return writePlaces(x, placesOf(x, itemsOf(pattern, numbers)), values, update);
}, 3);
