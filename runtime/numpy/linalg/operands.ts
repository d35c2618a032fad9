/** Operands of `jnp.linalg`: stacks of matrices of floats. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { printAval } from "../../types/aval.ts";
import { inDType } from "../array.ts";
import { lift } from "../promote.ts";

/** A stack of matrices f32[…,m,n]. */
export function matrices(action: string, given: ArrayLike): JaxArray {
  const x = inDType(lift(action, given), "float32");
  if (x.ndim >= 2) return x;
  throw new TypeError(`Cannot ${action} ${printAval(x.aval)}: it must have at least two axes`);
}

/** A stack of square matrices f32[…,n,n]. */
export function squares(action: string, given: ArrayLike): JaxArray {
  const x = matrices(action, given);
  if (x.shape.at(-1) === x.shape.at(-2)) return x;
  throw new TypeError(`Cannot ${action} ${printAval(x.aval)}: the last two axes must have one size`);
}
