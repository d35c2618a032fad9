/** `jax.lax.padtype_to_pads`: padding in words as numbers. */
import type { Shape } from "../types/shape.ts";

/** `"VALID"`, `"SAME"` (what is odd goes behind), `"SAME_LOWER"` (in front), or `[low, high]` for each axis. */
export type PaddingLike = string | readonly (readonly [low: number, high: number])[];

/**
 * The padding in front of and behind each axis. `"VALID"` has none; with `"SAME"` the window stops at ⌈size / stride⌉ places.
 *
 * @param options.inShape sizes of the axes
 * @param options.windowShape sizes of the window, dilation included
 * @param options.windowStrides steps of the window
 * @param options.padding the padding; pairs of numbers pass through
 * @throws RangeError for another word
 * @example
 * assertEqual(lax.padtypeToPads({ inShape: [5], windowShape: [2], windowStrides: [1], padding: "SAME" }), [[0, 1]]);
 */
export function padtypeToPads(options: {
  readonly inShape: Shape;
  readonly windowShape: Shape;
  readonly windowStrides: readonly number[];
  readonly padding: PaddingLike;
}): [number, number][] {
  const { inShape, windowShape, windowStrides, padding } = options;
  if (typeof padding !== "string") return padding.map(([low, high]) => [low, high]);
  const word = padding.toUpperCase();
  if (word === "VALID") return inShape.map(() => [0, 0]);
  if (word !== "SAME" && word !== "SAME_LOWER") {
    throw new RangeError(`Cannot pad by "${padding}": it must be "VALID", "SAME", "SAME_LOWER" or pairs of numbers`);
  }
  return inShape.map((size, k) => {
    const places = Math.ceil(size / windowStrides[k]!);
    const total = Math.max((places - 1) * windowStrides[k]! + windowShape[k]! - size, 0);
    const less = Math.floor(total / 2);
    return word === "SAME" ? [less, total - less] : [total - less, less];
  });
}
