/** Windows over all axes of an array: what reductions over windows have in common. */
import type { JaxArray } from "../core/array.ts";
import type { AxisRule } from "../core/shardRule.ts";
import { binary, constant } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import type { Tensor } from "../ir/tensor.ts";
import { type Aval, printAval } from "../types/aval.ts";
import { broadcastInDim } from "./broadcastInDim.ts";
import { checkedPlaces, dilatedSize } from "./convShapes.ts";
import { moveAxis } from "./moveAxis.ts";
import { type Padding, paddedTensor } from "./pad.ts";
import { alikeBut } from "./shardRules.ts";

export type WindowParams = {
  /** Size of the window along each axis. */
  readonly windowDimensions: readonly number[];
  /** Step of the window along each axis, ≥ 1. */
  readonly windowStrides: readonly number[];
  /** Neutral elements in front of and behind each axis. */
  readonly padding: readonly (readonly [low: number, high: number])[];
  /** Distance of the operand's elements, neutral ones between; 1: none. */
  readonly baseDilation: readonly number[];
  /** Distance of the window's elements. */
  readonly windowDilation: readonly number[];
};

/** Axes over which the windows reach must be whole. */
export function unwindowed(operands: readonly Aval[], params: WindowParams, results: readonly Aval[]): AxisRule {
  const { windowDimensions, windowStrides, padding, baseDilation } = params;
  const reached = windowDimensions.flatMap((size, axis) => {
    const isOne = size === 1 && windowStrides[axis] === 1 && baseDilation[axis] === 1;
    return isOne && padding[axis]!.every((n) => n === 0) ? [] : [axis];
  });
  return alikeBut(reached, operands, results);
}

/** Number of windows along each axis; throws for parameters that do not fit. */
export function windowPlaces(name: string, x: Aval, params: WindowParams): number[] {
  const wish = `Cannot ${name} ${printAval(x)} by windows [${params.windowDimensions}]`;
  for (const key of ["windowDimensions", "windowStrides", "baseDilation", "windowDilation"] as const) {
    const numbers = params[key];
    if (numbers.length !== x.shape.length)
      throw new TypeError(`${wish}: ${key} needs ${x.shape.length} numbers, got [${numbers}]`);
    if (!numbers.every((n) => Number.isInteger(n) && n >= 1))
      throw new RangeError(`${wish}: ${key} must be whole numbers ≥ 1, got [${numbers}]`);
  }
  if (params.padding.length !== x.shape.length || !params.padding.every((pair) => pair.every(Number.isInteger)))
    throw new TypeError(`${wish}: padding needs ${x.shape.length} pairs of whole numbers`);
  return x.shape.map((size, axis) => {
    const [low, high] = params.padding[axis]!;
    const whole = dilatedSize(size, params.baseDilation[axis]!) + low + high;
    const window = dilatedSize(params.windowDimensions[axis]!, params.windowDilation[axis]!);
    return checkedPlaces(whole, window, params.windowStrides[axis]!);
  });
}

/** Widths as `pad` takes them. */
export function widthsOf({ padding, baseDilation }: WindowParams): Padding[] {
  return padding.map(([low, high], axis) => [low, high, baseDilation[axis]! - 1]);
}

/** The operand with `neutral` around and between its elements; itself where there is nothing to add. */
export function withinPadding(x: Tensor, neutral: Expr, params: WindowParams): Tensor {
  const widths = widthsOf(params);
  return widths.every((width) => width.every((n) => n === 0)) ? x : paddedTensor(x, neutral, widths);
}

/** The index in the padded operand of element `inside` of the window at `place`. */
export function indexInWindow(place: readonly Expr[], inside: readonly Expr[], params: WindowParams): Expr[] {
  const times = (x: Expr, by: number): Expr => binary("mul", x, constant("i32", by));
  return place.map((p, axis) =>
    binary("add", times(p, params.windowStrides[axis]!), times(inside[axis]!, params.windowDilation[axis]!)),
  );
}

/** All operands with their batch axis first, repeated where they have none, and the parameters with a window of one along it. */
export function batchWindows(
  operands: readonly JaxArray[],
  axes: readonly (number | null)[],
  params: WindowParams,
): { rows: JaxArray[]; inner: WindowParams } {
  const at = axes.findIndex((axis) => axis !== null);
  const size = operands[at]!.shape[axes[at]!]!;
  const rows = operands.map((x, i) => {
    const axis = axes[i]!;
    if (axis !== null) return moveAxis(x, axis, 0);
    return broadcastInDim(x, { shape: [size, ...x.shape], broadcastDimensions: x.shape.map((_, k) => k + 1) });
  });
  const inner: WindowParams = {
    windowDimensions: [1, ...params.windowDimensions],
    windowStrides: [1, ...params.windowStrides],
    padding: [[0, 0], ...params.padding],
    baseDilation: [1, ...params.baseDilation],
    windowDilation: [1, ...params.windowDilation],
  };
  return { rows, inner };
}
