/** `argmax` and `argmin`: where the extreme value stands, made of two reductions. */
import type { JaxArray } from "../core/array.ts";
import { printAval } from "../types/aval.ts";
import { type DType, isComplex, isFloat } from "../types/dtype.ts";
import { or } from "./bitwise.ts";
import { broadcastInDim } from "./broadcastInDim.ts";
import { eq, ne } from "./comparison.ts";
import { iota } from "./iota.ts";
import { reduceMax, reduceMin } from "./reduceMaxMin.ts";
import { keptAxes } from "./reduction.ts";
import { selectN } from "./selectN.ts";

type ArgOptions = {
  readonly axis: number;
  /** Integer dtype of the result. */
  readonly indexDtype: DType;
};

/** The first index of the largest element along an axis; of the first NaN, if there is one. f32[2,3], axis 1 → i32[2]. */
export function argmax(x: JaxArray, options: ArgOptions): JaxArray {
  checkOrdered(x, "argmax");
  return firstPlaceOf(reduceMax(x, { axes: [options.axis] }), x, "argmax", options);
}

/** The first index of the smallest element along an axis; of the first NaN, if there is one. f32[2,3], axis 1 → i32[2]. */
export function argmin(x: JaxArray, options: ArgOptions): JaxArray {
  checkOrdered(x, "argmin");
  return firstPlaceOf(reduceMin(x, { axes: [options.axis] }), x, "argmin", options);
}

function checkOrdered(x: JaxArray, name: string): void {
  if (isComplex(x.dtype))
    throw new TypeError(
      `Cannot ${name} ${printAval(x.aval)}: complex numbers have no order; take jnp.abs(x) or jnp.real(x)`,
    );
}

function firstPlaceOf(extreme: JaxArray, x: JaxArray, name: string, { axis, indexDtype }: ArgOptions): JaxArray {
  const n = x.shape[axis]!;
  if (n === 0) throw new TypeError(`Cannot ${name} along axis ${axis} of size 0: there is no element`);
  const spread = broadcastInDim(extreme, { shape: x.shape, broadcastDimensions: keptAxes(x.ndim, [axis]) });
  const found = isFloat(x.dtype) ? or(eq(x, spread), ne(x, x)) : eq(x, spread);
  const place = iota({ dtype: indexDtype, shape: x.shape, dimension: axis });
  return reduceMin(selectN(found, n - 1, place), { axes: [axis] });
}
