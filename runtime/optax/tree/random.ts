/** Random trees. */
import type { JaxArray } from "../../core/array.ts";
import * as jnp from "../../numpy/index.ts";
import { type Key, keyData, normal, split } from "../../random/index.ts";
import { map, structure } from "../../tree/index.ts";
import type { DType } from "../../types/dtype.ts";
import type { Tree } from "../base.ts";

/** Draws an array of a shape and dtype, as the functions of `jax.random` do. */
export type Sampler = (key: JaxArray, shape: readonly number[], options: { dtype: DType }) => JaxArray;

/**
 * A key for every leaf of a tree.
 *
 * @param rngKey a key, which must not be used again
 * @param targetTree any tree
 * @returns a tree of keys, of the structure of `targetTree`
 * @example
 * const keys = optax.tree.splitKeyLike(random.key(0), { a: 1, b: 2 });
 * assertEqual(keys.b.dtype, "key<fry>");
 */
export function splitKeyLike(rngKey: Key, targetTree: Tree): Tree {
  const def = structure(targetTree);
  if (def.numLeaves === 0) return targetTree;
  const keys = split(rngKey, def.numLeaves);
  return def.unflatten(Array.from({ length: def.numLeaves }, (_, i) => keys.at([i]).get()));
}

/**
 * A tree of random numbers, of the structure and shapes of another.
 *
 * @param rngKey a key, which must not be used again
 * @param targetTree a tree of arrays
 * @param options.sampler function of `jax.random`; default `random.normal`
 * @param options.dtype dtype of all leaves; default that of each
 * @example
 * const noise = optax.tree.randomLike(random.key(0), { w: jnp.zeros([2]) });
 * assertAllClose(noise.w, random.normal(random.split(random.key(0), 1).at([0]).get(), [2]));
 */
export function randomLike<T extends Tree>(
  rngKey: Key,
  targetTree: T,
  options: { sampler?: Sampler; dtype?: DType | undefined } = {},
): T {
  const { sampler = normal as Sampler, dtype } = options;
  return map(
    (leaf, key) => sampler(key, jnp.asarray(leaf).shape, { dtype: dtype ?? jnp.asarray(leaf).dtype }),
    targetTree,
    splitKeyLike(rngKey, targetTree),
  );
}

/**
 * A tree with its random keys replaced by their words, so that it can be compared or stored.
 *
 * @param inputTree any tree of arrays
 * @returns u32[…, 2] in the place of each key; other leaves stay as they are
 * @example
 * assertEqual(optax.tree.unwrapRandomKeyData({ k: random.key(7) }).k, "[0 7]");
 */
export function unwrapRandomKeyData<T extends Tree>(inputTree: T): T {
  return map((x) => (jnp.asarray(x).dtype === "key<fry>" ? keyData(x) : x), inputTree);
}
