/** Operands of `jnp.linalg`: stacks of matrices of floats. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { printAval } from "../../types/aval.ts";
import { isComplex } from "../../types/dtype.ts";
import { inDType } from "../array.ts";
import { lift } from "../promote.ts";

/** Whether a function takes complex matrices, too. */
export interface MatrixOptions {
  readonly complex?: boolean;
}

/** A stack of matrices f32[…,m,n], or c64[…,m,n] where that is allowed. */
export function matrices(action: string, given: ArrayLike, { complex = false }: MatrixOptions = {}): JaxArray {
  const lifted = lift(action, given);
  if (isComplex(lifted.dtype) && !complex)
    throw new TypeError(`Cannot ${action} ${printAval(lifted.aval)}: it must be real; take jnp.real(x)`);
  const x = floating(lifted);
  if (x.ndim >= 2) return x;
  throw new TypeError(`Cannot ${action} ${printAval(x.aval)}: it must have at least two axes`);
}

/** Float32, or complex64 as it is. */
export function floating(x: JaxArray): JaxArray {
  return inDType(x, isComplex(x.dtype) ? "complex64" : "float32");
}

/** A stack of square matrices f32[…,n,n], or c64[…,n,n] where that is allowed. */
export function squares(action: string, given: ArrayLike, options: MatrixOptions = {}): JaxArray {
  const x = matrices(action, given, options);
  if (x.shape.at(-1) === x.shape.at(-2)) return x;
  throw new TypeError(`Cannot ${action} ${printAval(x.aval)}: the last two axes must have one size`);
}
