import type { JaxArray } from "../../core/array.ts";
import { abs, asarray, max, maximum, sqrt, square } from "../../numpy/index.ts";
import { leaves, map } from "../../tree/index.ts";
import type { Tree } from "../base.ts";
import { sum } from "./sum.ts";

/**
 * The norm of all leaves taken as one long vector.
 *
 *     ‖u‖₂ = √Σ u²      ‖u‖₁ = Σ |u|      ‖u‖∞ = max |u|
 *
 * @param tree any tree of arrays
 * @param options.ord 2 (default), 1 or Infinity
 * @param options.squared the square of the norm; default false
 * @returns a scalar
 * @throws RangeError for another `ord`
 * @example
 * assertAllClose(optax.tree.norm({ a: jnp.array([3]), b: jnp.array([4]) }), 5);
 */
export function norm(tree: Tree, options: { ord?: number | null; squared?: boolean } = {}): JaxArray {
  const { squared = false } = options;
  const ord = options.ord ?? 2;
  if (ord === 2) {
    const total = sum(map((x) => square(x), tree));
    return squared ? total : sqrt(total);
  }
  const length = ord === 1 ? sum(map((x) => abs(x), tree)) : ord === Infinity ? largest(tree) : undefined;
  if (!length) throw new RangeError(`Cannot compute the norm of a tree: ord must be 1, 2 or Infinity, got ${ord}`);
  return squared ? square(length) : length;
}

function largest(tree: Tree): JaxArray {
  const [first, ...rest] = leaves(tree)
    .filter((x) => asarray(x).size > 0)
    .map((x) => max(abs(x)));
  return first === undefined ? asarray(-Infinity) : rest.reduce<JaxArray>((m, x) => maximum(m, x), first);
}
