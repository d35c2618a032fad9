import { type DType, dtypes } from "./dtype.ts";
import { type Shape, sameShape } from "./shape.ts";

/** Abstract value: all that tracing knows of an array. A weak type gives way in promotion, as a JavaScript number does. */
export interface Aval {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly weakType: boolean;
}

/** An abstract value, strongly typed unless said otherwise. */
export function aval(shape: Shape, dtype: DType, weakType = false): Aval {
  return { shape, dtype, weakType };
}

/** `f32[2,3]`; weak types with a star are asked for by `weak`: `f32[]*`. */
export function printAval(a: Aval, options: { weak?: boolean } = {}): string {
  return `${dtypes[a.dtype].short}[${a.shape.join(",")}]${options.weak && a.weakType ? "*" : ""}`;
}

/** Same shape and dtype; weakness is compared only when asked for. */
export function sameAval(a: Aval, b: Aval, options: { weak?: boolean } = {}): boolean {
  if (a === b) return true;
  return a.dtype === b.dtype && sameShape(a.shape, b.shape) && (!options.weak || a.weakType === b.weakType);
}
