import * as jnp from "../../numpy/index.ts";
import { leavesWithPath } from "../../tree/index.ts";
import type { DType, NumericDType } from "../../types/dtype.ts";
import { keystr } from "../../types/pytree.ts";
import type { Tree } from "../base.ts";

/**
 * The dtype of a tree's leaves.
 *
 * @param tree any tree of arrays
 * @param options.mixedDtypeHandler what to do with several: "promote" joins them, "highest" and "lowest" take one of them; default:
 *   they must be equal
 * @returns float32 for a tree without leaves
 * @throws TypeError with the path of a leaf of another dtype, and for dtypes of which neither can be promoted to the other
 * @example
 * const params = { w: jnp.ones([2]), n: jnp.array([1, 2], { dtype: "int32" }) };
 * assertEqual(optax.tree.dtype(params, { mixedDtypeHandler: "lowest" }), "int32");
 */
export function dtype(
  tree: Tree,
  options: { mixedDtypeHandler?: "promote" | "highest" | "lowest" | null } = {},
): DType {
  const { mixedDtypeHandler: handler } = options;
  const leaves = leavesWithPath(tree).map(([path, leaf]) => ({ path, dtype: jnp.asarray(leaf).dtype }));
  const [first, ...rest] = leaves;
  if (first === undefined) return "float32";
  if (handler === null || handler === undefined) {
    const other = rest.find((leaf) => leaf.dtype !== first.dtype);
    if (other === undefined) return first.dtype;
    throw new TypeError(
      `Cannot name one dtype for a tree: the leaf at ${keystr(other.path)} is ${other.dtype}, the first one ${first.dtype}; ` +
        `say { mixedDtypeHandler: "promote" }, "highest" or "lowest"`,
    );
  }
  if (!Object.hasOwn(choose, handler)) {
    throw new RangeError(
      `Cannot name one dtype for a tree: mixedDtypeHandler must be "promote", "highest" or "lowest", got "${handler}"`,
    );
  }
  return rest.reduce<DType>((chosen, leaf) => choose[handler](chosen, leaf.dtype), first.dtype);
}

const choose: Readonly<Record<"promote" | "highest" | "lowest", (a: DType, b: DType) => DType>> = {
  promote: (a, b) => jnp.promoteTypes(a as NumericDType, b as NumericDType),
  highest: (a, b) => (lower(a, b) === a ? b : a),
  lowest: lower,
};

function lower(a: DType, b: DType): DType {
  const common = jnp.promoteTypes(a as NumericDType, b as NumericDType);
  if (common === a) return b;
  if (common === b) return a;
  throw new TypeError(`Cannot compare ${a} and ${b}: neither can be promoted to the other`);
}
