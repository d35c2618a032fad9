/** Complex conjugates where there are any: so that one loop serves real and complex matrices. */
import type { JaxArray } from "../core/array.ts";
import { conj, real } from "../primitives/index.ts";
import { isComplex } from "../types/dtype.ts";
import { lastTwoExchanged } from "./cholesky.ts";

/** The conjugate; of real numbers, themselves. */
export function conjugate(x: JaxArray): JaxArray {
  return isComplex(x.dtype) ? conj(x) : x;
}

/** The real part; of real numbers, themselves. */
export function realPart(x: JaxArray): JaxArray {
  return isComplex(x.dtype) ? real(x) : x;
}

/** Every matrix of a stack transposed and conjugated. */
export function adjoint(a: JaxArray): JaxArray {
  return conjugate(lastTwoExchanged(a));
}
