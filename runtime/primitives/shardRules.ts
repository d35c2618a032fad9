/** Rules of how arrays may be cut (core/shardRule.ts), for families of primitives. */
import { type AxisLabel, type AxisRule, whole } from "../core/shardRule.ts";
import type { Aval } from "../types/aval.ts";

/** Elementwise: operands of the shape of the results, or scalars. */
export function alike(operands: readonly Aval[], _: unknown, results: readonly Aval[]): AxisRule {
  const labels = (avals: readonly Aval[]): AxisLabel[][] => avals.map(({ shape }) => shape.map((__, axis) => axis));
  return { operands: labels(operands), results: labels(results) };
}

/** Elementwise, each operand for itself. */
export function eachAlike(operands: readonly Aval[]): AxisRule {
  const labels = operands.map(({ shape }, i) => shape.map((_, axis) => `${i}: ${axis}`));
  return { operands: labels, results: labels };
}

/** Results with the operands' axes, computed along some of them, for which these are gathered. */
export function alikeBut(axes: readonly number[], operands: readonly Aval[], results: readonly Aval[]): AxisRule {
  return { ...alike(operands, undefined, results), gathered: new Set(axes) };
}

/** One operand; axis k of the result is its axis `source[k]`, or a new one (null), which is not cut. */
export function fromAxes(source: readonly (number | null)[], [x]: readonly Aval[]): AxisRule {
  const used = new Set(source);
  return {
    operands: [x!.shape.map((_, axis) => (used.has(axis) ? axis : whole))],
    results: [source.map((axis) => axis ?? whole)],
  };
}

/** A fold over some axes of one operand; `over` puts the folds of parts together, without it these axes must be whole. */
export function folded(axes: readonly number[], [x]: readonly Aval[], over?: AxisRule["over"]): AxisRule {
  return {
    operands: [x!.shape.map((_, axis) => (over || !axes.includes(axis) ? axis : whole))],
    results: [x!.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]))],
    ...(over && { over }),
  };
}
