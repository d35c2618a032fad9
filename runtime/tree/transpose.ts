/** `transpose` and `broadcast`: trees of trees turned inside out, and values repeated below a prefix. */
import { flatten, flattenUpTo, type TreeDef } from "../types/pytree.ts";
import type { LeafOptions } from "./flatten.ts";

/**
 * A tree of trees with the two levels exchanged.
 *
 * @param outer structure of the outer level
 * @param inner structure of the inner level; null: that of the first subtree
 * @param tree pytree of structure `outer` with a tree of structure `inner` at each leaf
 * @returns a pytree of structure `inner` with a tree of structure `outer` at each leaf
 * @throws TypeError with the path at which the tree differs
 * @example
 * const pairs = { a: [1, 2], b: [3, 4] };
 * assertEqual(tree.transpose(tree.structure({ a: 0, b: 0 }), tree.structure([0, 0]), pairs), [{ a: 1, b: 3 }, { a: 2, b: 4 }]);
 */
export function transpose(outer: TreeDef, inner: TreeDef | null, tree: unknown): any {
  const subtrees = flattenUpTo(outer, tree, "transpose a tree");
  const innerDef = inner ?? flatten(subtrees[0])[1];
  const rows = subtrees.map((subtree) => flattenUpTo(innerDef, subtree, "transpose a tree"));
  const columns = Array.from({ length: innerDef.numLeaves }, (_, i) => outer.unflatten(rows.map((row) => row[i])));
  return innerDef.unflatten(columns);
}

/**
 * The leaves of a prefix repeated at every leaf below them.
 *
 * @param prefix tree whose leaves stand where `full` has subtrees
 * @param full the tree whose structure is wanted
 * @param options.isLeaf stops the walk at nodes it accepts, in both trees
 * @throws TypeError with the path at which `prefix` is no prefix of `full`
 * @example
 * assertEqual(tree.broadcast({ a: 1, b: 2 }, { a: [0, 0], b: 0 }), { a: [1, 1], b: 2 });
 */
export function broadcast(prefix: unknown, full: unknown, options: LeafOptions = {}): any {
  const [values, prefixDef] = flatten(prefix, options.isLeaf);
  const parts = flattenUpTo(prefixDef, full, "broadcast a prefix of a tree");
  const leaves = parts.flatMap((part, i) => flatten(part, options.isLeaf)[0].map(() => values[i]));
  return flatten(full, options.isLeaf)[1].unflatten(leaves);
}
