/** Padding of convolutional layers in words and numbers. */
import type { JaxArray } from "../../core/array.ts";
import { pad } from "../../numpy/index.ts";

/** `"SAME"`, `"VALID"`, `"CIRCULAR"`, `"REFLECT"`, `"CAUSAL"`, one number, or a number or `[low, high]` for each spatial axis. */
export type ConvPadding = string | number | readonly (number | readonly [low: number, high: number])[];

/** The padding as a word or pairs of numbers. */
export function canonicalPadding(layer: string, padding: ConvPadding, rank: number): string | [number, number][] {
  if (typeof padding === "string") return padding;
  const each = typeof padding === "number" ? new Array<number>(rank).fill(padding) : padding;
  const pairs = each.map((width): [number, number] => (typeof width === "number" ? [width, width] : [...width]));
  if (pairs.length === rank && pairs.every((pair) => pair.length === 2)) return pairs;
  throw new TypeError(
    `Cannot apply ${layer} with padding ${JSON.stringify(padding)}: it must be a word, a number, or a number or pair for each of ${rank} axes`,
  );
}

/** An array of batch, space and features padded by a word that `lax` does not know, and what padding is left to do. */
export function padInputs(
  x: JaxArray,
  padding: string | [number, number][],
  window: { readonly kernelSize: readonly number[]; readonly kernelDilation: readonly number[] },
): [x: JaxArray, padding: string | [number, number][]] {
  const { kernelSize, kernelDilation } = window;
  if (padding === "CIRCULAR" || padding === "REFLECT") {
    const sizes = kernelSize.map((size, k) => (size - 1) * kernelDilation[k]! + 1);
    const widths = sizes.map((size): [number, number] => [Math.floor((size - 1) / 2), Math.floor(size / 2)]);
    return [padAround(x, widths, padding), "VALID"];
  }
  if (padding !== "CAUSAL") return [x, padding];
  if (kernelSize.length !== 1)
    throw new TypeError(`Cannot apply Conv with padding "CAUSAL" to ${kernelSize.length} spatial axes: it is for one`);
  const widths: [number, number][] = [
    [0, 0],
    [kernelDilation[0]! * (kernelSize[0]! - 1), 0],
    [0, 0],
  ];
  return [pad(x, widths), "VALID"];
}

/** The array with its own elements around it: those from the other end, or those next to the border. */
function padAround(x: JaxArray, widths: readonly [number, number][], padding: "CIRCULAR" | "REFLECT"): JaxArray {
  const whole: [number, number][] = [[0, 0], ...widths, [0, 0]];
  return pad(x, whole, { mode: padding === "CIRCULAR" ? "wrap" : "reflect" });
}
