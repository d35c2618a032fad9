import * as jnp from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { Tree } from "../base.ts";

/**
 * The complex conjugate of every leaf. This runtime has no complex dtypes, so leaves stay as they are; the name is there for programs
 * written for Optax.
 *
 * @param tree any tree of arrays
 * @example
 * assertAllClose(optax.tree.conj({ w: jnp.array([1.5]) }).w, [1.5]);
 */
export function conj<T extends Tree>(tree: T): T {
  return map((x) => jnp.asarray(x), tree);
}

/**
 * The real part of every leaf. This runtime has no complex dtypes, so leaves stay as they are.
 *
 * @param tree any tree of arrays
 * @example
 * assertAllClose(optax.tree.real({ w: jnp.array([1.5]) }).w, [1.5]);
 */
export function real<T extends Tree>(tree: T): T {
  return map((x) => jnp.asarray(x), tree);
}
