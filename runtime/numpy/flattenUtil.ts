/** `jax.flattenUtil`: pytrees as vectors. */
import type { JaxArray } from "../core/array.ts";
import { flatten } from "../types/pytree.ts";
import { sizeOf } from "../types/shape.ts";
import { astype } from "./astype.ts";
import { filled } from "./filled.ts";
import { concatenate } from "./join.ts";
import { promote } from "./promote.ts";
import { ravel, reshape } from "./reshape.ts";
import { sliceAlong } from "./sliceAlong.ts";

/**
 * All leaves of a tree, one after another, as a vector, and the function that makes a tree of such a vector again.
 *
 * @param pytree pytree of arrays and numbers; their dtypes are promoted to a common one
 * @returns `[vector, unravel]`: f32[n], and a function from f32[n] to a tree of the original shapes and dtypes
 * @throws TypeError where a leaf is no array, or `unravel` is given a vector of another length
 * @example
 * const [vector, unravel] = jax.flattenUtil.ravelPytree({ w: jnp.array([[1, 2]]), b: 0.5 });
 * assertEqual(vector, "[0.5 1.  2. ]");
 * assertEqual(unravel(vector.mul(2)).w, "[[2 4]]");
 */
export function ravelPytree(pytree: unknown): [vector: JaxArray, unravel: (vector: JaxArray) => any] {
  const [leaves, structure] = flatten(pytree);
  if (leaves.length === 0) return [filled([0], 0, "float32"), () => structure.unflatten([])];
  const arrays = promote("ravel a tree", ...(leaves as JaxArray[]));
  const dtypes = leaves.map((leaf, i) => (typeof leaf === "object" ? (leaf as JaxArray).dtype : arrays[i]!.dtype));
  const vector = concatenate(arrays.map((x) => ravel(x)));
  const total = vector.shape[0]!;
  const unravel = (given: JaxArray): unknown => {
    if (given.ndim !== 1 || given.shape[0] !== total)
      throw new TypeError(
        `Cannot unravel an array of shape [${given.shape}]: the tree has ${total} elements, give a vector of so many`,
      );
    let next = 0;
    return structure.unflatten(
      arrays.map((x, i) => {
        const end = next + sizeOf(x.shape);
        const part = sliceAlong(given, 0, next, end);
        next = end;
        return astype(reshape(part, x.shape), dtypes[i]!);
      }),
    );
  };
  return [vector, unravel];
}
