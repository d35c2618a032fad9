/** Small functions of primitives, traced: what the compiler's tests compile. */
import type { JaxArray } from "../core/array.ts";
import type { Jaxpr } from "../core/jaxpr.ts";
import { traceToJaxpr } from "../core/jaxprTrace.ts";
import type { Kernel } from "../ir/kernel.ts";
import { rootsOf } from "../ir/rewriteKernel.ts";
import {
  add,
  broadcastInDim,
  div,
  dotGeneral,
  exp,
  max,
  mul,
  reduceMax,
  reduceSum,
  sqrt,
  square,
  sub,
} from "../primitives/index.ts";
import { type Aval, aval } from "../types/aval.ts";
import { readsOf } from "./readsOf.ts";

/** f32 of this shape. */
export const f32 = (...shape: number[]): Aval => aval(shape, "float32");

/** The jaxpr of a function of arrays of these avals. */
export function traced(f: (...inputs: JaxArray[]) => JaxArray | readonly JaxArray[], ...avals: Aval[]): Jaxpr {
  return traceToJaxpr((...inputs) => [f(...inputs)].flat() as JaxArray[], avals).jaxpr;
}

/** x[m,k] @ w[k,n] */
export function matmul(x: JaxArray, w: JaxArray): JaxArray {
  return dotGeneral(x, w, {
    dimensionNumbers: [
      [[x.ndim - 1], [0]],
      [[], []],
    ],
    preferredElementType: null,
  });
}

/** x repeated along new axes, so that its axes become `broadcastDimensions` of `shape`. */
export function spread(x: JaxArray, shape: readonly number[], broadcastDimensions: readonly number[]): JaxArray {
  return broadcastInDim(x, { shape, broadcastDimensions });
}

/** Softmax over the last axis of a matrix. */
export function softmax(x: JaxArray): JaxArray {
  const e = exp(sub(x, spread(reduceMax(x, { axes: [1] }), x.shape, [0])));
  return div(e, spread(reduceSum(e, { axes: [1] }), x.shape, [0]));
}

/** relu(x @ w + b) */
export function dense(x: JaxArray, w: JaxArray, b: JaxArray): JaxArray {
  const y = matmul(x, w);
  return max(add(y, spread(b, y.shape, [1])), 0);
}

/** One Adam update; c1 and c2 are the bias corrections 1 − βᵗ. */
export function adam(p: JaxArray, g: JaxArray, m: JaxArray, v: JaxArray, c1: JaxArray, c2: JaxArray): JaxArray[] {
  const m1 = add(mul(m, 0.9), mul(g, 0.1));
  const v1 = add(mul(v, 0.999), mul(square(g), 0.001));
  const step = div(div(m1, c1), add(sqrt(div(v1, c2)), 1e-8));
  return [add(p, mul(step, -1e-3)), m1, v1];
}

/** Distinct buffers that a kernel loads or stores. */
export function buffersOf(kernel: Kernel): number {
  const loaded = rootsOf(kernel).flatMap((root) => readsOf(root).map(({ buffer }) => buffer));
  return new Set([...loaded, ...kernel.stores.map(({ buffer }) => buffer)]).size;
}
