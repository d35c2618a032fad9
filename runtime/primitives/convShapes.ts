/** The shapes of a convolution: what fits, how large the result is, and which padding its derivatives need. */
import type { JaxArray } from "../core/array.ts";
import { type Aval, printAval } from "../types/aval.ts";
import { checkKind, checkSameDType } from "./elementwise.ts";
import { moveAxis } from "./moveAxis.ts";
import { reshape } from "./reshape.ts";

/** For each array the axes of its roles: batch, features, spatial axes; for the kernel: outputs, inputs, spatial axes. */
export interface ConvSpecs {
  readonly lhs: readonly number[];
  readonly rhs: readonly number[];
  readonly out: readonly number[];
}

/** Size of an axis with `dilation − 1` gaps between its elements. */
export function dilatedSize(size: number, dilation: number): number {
  return size === 0 ? 0 : (size - 1) * dilation + 1;
}

/** Places of a window of a size on an axis; none if it does not fit. */
export function checkedPlaces(size: number, window: number, stride: number): number {
  return Math.max(0, Math.floor((size - window) / stride) + 1);
}

interface Windows {
  readonly windowStrides: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly lhsDilation: readonly number[];
  readonly rhsDilation: readonly number[];
  readonly dimensionNumbers: ConvSpecs;
}

/** Throws a `TypeError` or `RangeError` for operands and parameters that do not fit. */
export function checkConvolution(
  lhs: Aval,
  rhs: Aval,
  params: Windows & { readonly featureGroupCount: number; readonly batchGroupCount: number },
): void {
  const { dimensionNumbers: specs, featureGroupCount, batchGroupCount } = params;
  const wish = `Cannot convolve ${printAval(lhs)} with ${printAval(rhs)}`;
  checkKind("convGeneralDilated", [lhs, rhs], ["float", "int", "uint", "complex"]);
  checkSameDType("convGeneralDilated", [lhs, rhs]);
  const rank = lhs.shape.length;
  if (rank < 2 || rhs.shape.length !== rank)
    throw new TypeError(`${wish}: both need the same number of axes, a batch and a feature axis among them`);
  for (const [name, spec] of Object.entries(specs)) {
    const isOrder = spec.length === rank && [...spec].sort((a, b) => a - b).every((axis, k) => axis === k);
    if (!isOrder)
      throw new TypeError(`${wish}: dimensionNumbers of ${name} must name each of ${rank} axes once, got [${spec}]`);
  }
  for (const name of ["windowStrides", "lhsDilation", "rhsDilation"] as const) {
    const steps = params[name];
    if (steps.length !== rank - 2) throw new TypeError(`${wish}: ${name} needs ${rank - 2} numbers, got [${steps}]`);
    if (!steps.every((step) => Number.isInteger(step) && step >= 1))
      throw new RangeError(`${wish}: ${name} must be whole numbers ≥ 1, got [${steps}]`);
  }
  if (params.padding.length !== rank - 2 || !params.padding.every((pair) => pair.every(Number.isInteger)))
    throw new TypeError(`${wish}: padding needs ${rank - 2} pairs of whole numbers`);
  const [batch, features] = [lhs.shape[specs.lhs[0]!]!, lhs.shape[specs.lhs[1]!]!];
  const [outputs, inputs] = [rhs.shape[specs.rhs[0]!]!, rhs.shape[specs.rhs[1]!]!];
  for (const [name, count, divided, what] of [
    ["featureGroupCount", featureGroupCount, features, "input features"],
    ["featureGroupCount", featureGroupCount, outputs, "output features"],
    ["batchGroupCount", batchGroupCount, batch, "elements of the batch"],
    ["batchGroupCount", batchGroupCount, outputs, "output features"],
  ] as const) {
    if (!(Number.isInteger(count) && count >= 1)) throw new RangeError(`${wish}: ${name} must be ≥ 1, got ${count}`);
    if (divided % count !== 0) throw new TypeError(`${wish}: ${name} ${count} must divide the ${divided} ${what}`);
  }
  if (featureGroupCount > 1 && batchGroupCount > 1)
    throw new TypeError(
      `${wish}: one of featureGroupCount ${featureGroupCount} and batchGroupCount ${batchGroupCount} must be 1`,
    );
  if (features !== inputs * featureGroupCount) {
    throw new TypeError(
      `${wish}: the lhs has ${features} features (axis ${specs.lhs[1]}), the kernel takes ${inputs} (axis ${specs.rhs[1]})` +
        (featureGroupCount === 1 ? "" : ` in each of ${featureGroupCount} groups`),
    );
  }
}

/** The padding of the convolution that gives the cotangent of the operand. */
export function gradientPaddingOfOperand(lhs: Aval, rhs: Aval, out: Aval, params: Windows): [number, number][] {
  return params.padding.map(([low], k) => {
    const { size, window, places } = sizesAlong(lhs, rhs, out, params, k);
    const before = window - low - 1;
    return [before, size + window - 1 - places - before];
  });
}

/** The padding of the convolution that gives the cotangent of the kernel. */
export function gradientPaddingOfKernel(lhs: Aval, rhs: Aval, out: Aval, params: Windows): [number, number][] {
  return params.padding.map(([low], k) => {
    const { size, window, places } = sizesAlong(lhs, rhs, out, params, k);
    return [low, places - size + window - low - 1];
  });
}

/** Sizes along a spatial axis, dilation and strides included. */
function sizesAlong(lhs: Aval, rhs: Aval, out: Aval, params: Windows, k: number) {
  const { dimensionNumbers: specs, windowStrides, lhsDilation, rhsDilation } = params;
  return {
    size: dilatedSize(lhs.shape[specs.lhs[k + 2]!]!, lhsDilation[k]!),
    window: dilatedSize(rhs.shape[specs.rhs[k + 2]!]!, rhsDilation[k]!),
    places: dilatedSize(out.shape[specs.out[k + 2]!]!, windowStrides[k]!),
  };
}

/** An axis of size n as two, `outer` and n / outer, at its place. */
export function splitAxis(x: JaxArray, axis: number, outer: number): JaxArray {
  const { shape } = x;
  return reshape(x, { newSizes: [...shape.slice(0, axis), outer, shape[axis]! / outer, ...shape.slice(axis + 1)] });
}

/** One axis as the outer part of another, which has the place `into` among the axes without the first. */
export function mergeAxisInto(x: JaxArray, axis: number, into: number): JaxArray {
  const { shape } = moveAxis(x, axis, into);
  const newSizes = [...shape.slice(0, into), shape[into]! * shape[into + 1]!, ...shape.slice(into + 2)];
  return reshape(moveAxis(x, axis, into), { newSizes });
}
