/** Checks tangents and cotangents that users hand in against the values they belong to. */
import type { JaxArray } from "../core/array.ts";
import { Complex } from "../core/complex.ts";
import type { Tangent } from "../core/primitive.ts";
import { scalar } from "../core/scalar.ts";
import { type Aval, printAval } from "../types/aval.ts";
import { isInexact } from "../types/dtype.ts";
import { flattenUpTo, type TreeDef } from "../types/pytree.ts";
import { sameShape } from "../types/shape.ts";
import { flattenArrays } from "./flatFunction.ts";

/** Whether values of this dtype have derivatives. */
export function isDifferentiable({ dtype }: Aval): boolean {
  return isInexact(dtype);
}

/**
 * One tangent for each leaf of `def`, whose avals are `avals`. Numbers may stand for float scalars; where the value has
 * no tangent (default: is not a float), whatever is given counts as zero. Throws a `TypeError` for another structure, shape or dtype.
 */
export function matchTangents(
  tangents: unknown,
  def: TreeDef,
  avals: readonly Aval[],
  action: string,
  what: "tangent" | "cotangent",
  hasTangent: (aval: Aval) => boolean = isDifferentiable,
): Tangent[] {
  return flattenUpTo(def, tangents, action).map((given, i) => {
    const wanted = avals[i]!;
    if (!hasTangent(wanted) || given === null || given === undefined) return null;
    if ((typeof given === "number" || given instanceof Complex) && wanted.shape.length === 0)
      return scalar(given, wanted.dtype, wanted.weakType);
    const [[tangent]] = flattenArrays(given, action, `the ${what} of leaf ${i}`) as [JaxArray[], TreeDef];
    if (!tangent || tangent.dtype !== wanted.dtype || !sameShape(tangent.shape, wanted.shape)) {
      throw new TypeError(
        `Cannot ${action}: the ${what} of a value of ${printAval(wanted)} must be ${printAval(wanted)} too, got ${tangent ? printAval(tangent.aval) : "nothing"}`,
      );
    }
    return tangent;
  });
}
