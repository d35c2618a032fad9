/** `jax.lax.conv_dimension_numbers`: which axis of image, kernel and result is which. */
import type { Shape } from "../types/shape.ts";

/** For each array the axes of its roles: batch, features, space; for the kernel: outputs, inputs, space. */
export interface ConvDimensionNumbers {
  readonly lhs: readonly number[];
  readonly rhs: readonly number[];
  readonly out: readonly number[];
}

/** Letters for image, kernel and result (`["NHWC", "HWIO", "NHWC"]`), or their axes. */
export type ConvAxes = readonly [lhs: string, rhs: string, out: string] | readonly string[] | ConvDimensionNumbers;

/**
 * The axes that letters stand for: N batch, C features, O outputs, I inputs, and any others for space.
 *
 * @param lhsShape shape of the image
 * @param rhsShape shape of the kernel
 * @param dimensionNumbers letters; null: batch, features, space in this order; axes pass through
 * @throws TypeError for letters that do not fit the shapes or each other
 * @example
 * const { lhs, rhs } = lax.convDimensionNumbers([1, 8, 8, 3], [3, 3, 3, 4], ["NHWC", "HWIO", "NHWC"]);
 * assertEqual(lhs, [0, 3, 1, 2]);
 * assertEqual(rhs, [3, 2, 0, 1]);
 */
export function convDimensionNumbers(
  lhsShape: Shape,
  rhsShape: Shape,
  dimensionNumbers: ConvAxes | null,
): ConvDimensionNumbers {
  if (dimensionNumbers !== null && "lhs" in dimensionNumbers) return dimensionNumbers;
  const rank = lhsShape.length;
  if (rank !== rhsShape.length) {
    throw new TypeError(`Cannot convolve f32[${lhsShape}] with f32[${rhsShape}]: both need the same number of axes`);
  }
  if (dimensionNumbers === null) {
    const inOrder = lhsShape.map((_, axis) => axis);
    return { lhs: inOrder, rhs: inOrder, out: inOrder };
  }
  const wish = `Cannot convolve with dimensionNumbers ${JSON.stringify(dimensionNumbers)}`;
  const [lhs, rhs, out, ...more] = dimensionNumbers;
  if (lhs === undefined || rhs === undefined || out === undefined || more.length > 0)
    throw new TypeError(`${wish}: three strings are needed, for image, kernel and result`);
  for (const letters of [lhs, rhs, out]) {
    if (letters.length !== rank || new Set(letters).size !== rank)
      throw new TypeError(`${wish}: "${letters}" must have a letter of its own for each of the ${rank} axes`);
  }
  const space = [...rhs].filter((letter) => letter !== "O" && letter !== "I");
  const axes = (letters: string, first: readonly [string, string]): number[] =>
    [...first, ...space].map((letter) => {
      const axis = letters.indexOf(letter);
      if (axis < 0) throw new TypeError(`${wish}: "${letters}" lacks the letter "${letter}"`);
      return axis;
    });
  return { lhs: axes(lhs, ["N", "C"]), rhs: axes(rhs, ["O", "I"]), out: axes(out, ["N", "C"]) };
}
