/** Index expressions seen as offset + Σ stride · loop: what SIMD, tiling and the fuser want to know of a memory access. */
import type { Axis, Expr } from "./expr.ts";
import { linearOf } from "./linear.ts";

/** offset + Σ stride · loop. */
export interface Affine {
  readonly offset: number;
  /** Each loop once, with a stride other than 0, in elements. */
  readonly terms: readonly { readonly axis: Axis; readonly stride: number }[];
}

/** The affine form of an i32 expression; undefined if it is not a sum of multiples of loop counters. */
export function affineOf(index: Expr): Affine | undefined {
  const linear = linearOf(index);
  if (!linear) return undefined;
  const terms: { axis: Axis; stride: number }[] = [];
  for (const [atom, stride] of linear.terms) {
    if (stride === 0) continue;
    if (atom.kind !== "index") return undefined;
    terms.push({ axis: atom.axis, stride });
  }
  return { offset: linear.offset, terms };
}

/** Elements stepped over when a loop advances by one; 0 if the index does not depend on it. */
export function strideAlong(affine: Affine, kind: Axis["kind"], position: number): number {
  return affine.terms.find(({ axis }) => axis.kind === kind && axis.position === position)?.stride ?? 0;
}

/** Smallest and largest value an affine index takes. */
export function boundsOf(affine: Affine): { low: number; high: number } {
  let low = affine.offset;
  let high = affine.offset;
  for (const { axis, stride } of affine.terms) {
    if (stride > 0) high += stride * (axis.size - 1);
    else low += stride * (axis.size - 1);
  }
  return { low, high };
}
