import type { JaxArray } from "../../core/array.ts";
import { asarray, concatenate, reshape, split } from "../../numpy/index.ts";
import { flatten as flattenTree, leaves } from "../../tree/index.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { describe } from "../describe.ts";

/**
 * Gives the inner transformation all parameters as one long vector. Its state then is of vectors too, which saves work where there are
 * many small parameters; transformations that look at the shapes of parameters (as LAMB or Adafactor) mean something else then.
 *
 * @param inner the transformation
 * @returns a transformation with the state of `inner`, made for f[number of parameters]
 * @example
 * const tx = optax.flatten(optax.adam(0.1));
 * const params = { w: jnp.ones([2, 2]), b: jnp.ones([3]) };
 * assertEqual(tx.init(params)[0].mu.shape, [7]);
 */
export function flatten<S>(inner: GradientTransformation<S>): GradientTransformation<S> {
  return describe(
    "flatten",
    { inner },
    {
      init: (params) => inner.init(asVector(params)),
      update<U>(updates: U, state: S, params?: Tree, extra?: Readonly<Record<string, unknown>>): [U, S] {
        const vector = params === null || params === undefined ? params : asVector(params);
        const [next, newState] = inner.update(asVector(updates), state, vector, extra);
        return [asTree(next, updates) as U, newState];
      },
    },
  );
}

function asVector(tree: Tree): JaxArray {
  const vectors = leaves(tree).map((leaf) => reshape(leaf, [-1]));
  if (vectors.length === 0) throw new TypeError("Cannot flatten a tree without leaves: there is nothing to transform");
  return concatenate(vectors);
}

function asTree(vector: JaxArray, like: Tree): Tree {
  const [leaves, structure] = flattenTree(like);
  let end = 0;
  const ends = leaves.map((leaf) => (end += asarray(leaf).size));
  const parts = split(vector, ends.slice(0, -1));
  return structure.unflatten(parts.map((part, i) => reshape(part, asarray(leaves[i]).shape)));
}
