/** What the constructors and calls of layers have in common: checks of their arguments, with errors that name the repair. */
import type { JaxArray } from "../../core/array.ts";
import { printAval } from "../../types/aval.ts";
import type { Shape } from "../../types/shape.ts";
import { withArticle } from "../errors.ts";
import type { Rngs } from "../rngs.ts";

/** The random streams; throws for a layer without them. `example` is the call with `{ rngs }`. */
export function neededRngs(rngs: Rngs | null | undefined, layer: string, example: string): Rngs {
  if (rngs) return rngs;
  throw new TypeError(
    `Cannot make ${withArticle(layer)} without random streams: new nnx.${example}, { rngs: new nnx.Rngs(0) })`,
  );
}

/** Throws unless the last axis has the features of the layer. */
export function checkFeatures(layer: string, x: JaxArray, features: number): void {
  if (x.shape.at(-1) === features) return;
  throw new TypeError(`Cannot apply ${layer} to ${printAval(x.aval)}: its last axis must have size ${features}`);
}

/** Throws unless sizes are whole numbers ≥ 0. */
export function checkSizes(layer: string, sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (!Number.isInteger(size) || size < 0)
      throw new RangeError(`Cannot make ${withArticle(layer)}: ${name} must be a whole number, got ${size}`);
  }
}

/** The first choice that was made. */
export function firstOf<T>(choices: readonly (T | null | undefined)[], error: string): T {
  for (const choice of choices) if (choice !== null && choice !== undefined) return choice;
  throw new TypeError(error);
}

/** One number for each of `rank` axes; null stands for 1. */
export function perAxis(
  layer: string,
  name: string,
  value: number | readonly number[] | null | undefined,
  rank: number,
): number[] {
  if (value === null || value === undefined || typeof value === "number")
    return new Array<number>(rank).fill(value ?? 1);
  if (value.length !== rank)
    throw new TypeError(`Cannot apply ${layer}: ${name} needs ${rank} numbers, got [${value}]`);
  return [...value];
}

/** Axes counted from the front, each once, in the order given. */
export function frontAxes(rank: number, axes: number | readonly number[]): number[] {
  const list = typeof axes === "number" ? [axes] : axes;
  return [...new Set(list.map((axis) => (axis < 0 ? axis + rank : axis)))];
}

/** A list of sizes; one number is a list of one. */
export function listOf(sizes: number | Shape): number[] {
  return typeof sizes === "number" ? [sizes] : [...sizes];
}
