/** Trees one level at a time, and structures taken apart. */
import { describe } from "../core/asArray.ts";
import type { KeyEntry } from "../types/keyPath.ts";
import * as pytree from "../types/pytree.ts";
import type { LeafOptions } from "./flatten.ts";

/**
 * The children of a node, and its structure with leaves in their places.
 *
 * @param tree a node
 * @returns `[children, structure]`
 * @throws TypeError for a leaf
 * @example
 * const [children, structure] = jax.treeUtil.flattenOneLevel({ a: [1, 2], b: 3 });
 * assertEqual([children, String(structure)], [[[1, 2], 3], "PyTreeDef({'a': *, 'b': *})"]);
 */
export function flattenOneLevel(tree: unknown): [children: unknown[], structure: pytree.TreeDef] {
  const { children, def } = levelOf(tree);
  return [children.map(([, child]) => child), def];
}

/**
 * As `flattenOneLevel`, with the key of each child.
 *
 * @param tree a node
 * @returns `[[[key, child], …], structure]`
 * @throws TypeError for a leaf
 * @example
 * const [pairs] = jax.treeUtil.flattenOneLevelWithKeys({ a: [1, 2], b: 3 });
 * assertEqual(pairs.map(([key]) => String(key)), ["['a']", "['b']"]);
 */
export function flattenOneLevelWithKeys(
  tree: unknown,
): [children: (readonly [key: KeyEntry, child: unknown])[], structure: pytree.TreeDef] {
  const { children, def } = levelOf(tree);
  return [[...children], def];
}

function levelOf(tree: unknown): NonNullable<ReturnType<typeof pytree.flattenOneLevel>> {
  const level = pytree.flattenOneLevel(tree);
  if (!level) throw new TypeError(`Cannot flatten ${describe(tree)} by one level: it is a leaf`);
  return level;
}

/**
 * Whether every item of a list is a leaf.
 *
 * @param items anything that can be gone through
 * @param options.isLeaf nodes it accepts count as leaves
 * @example
 * assertEqual([jax.treeUtil.allLeaves([1, 2]), jax.treeUtil.allLeaves([1, [2]])], [true, false]);
 */
export function allLeaves(items: Iterable<unknown>, options: LeafOptions = {}): boolean {
  return [...items].every((item) => pytree.flatten(item, options.isLeaf)[1].kind === "leaf");
}

/**
 * The structures of the children.
 *
 * @param treedef a structure
 * @example
 * assertEqual(jax.treeUtil.treedefChildren(tree.structure([1, [2]])).map(String), ["PyTreeDef(*)", "PyTreeDef([*])"]);
 */
export function treedefChildren(treedef: pytree.TreeDef): readonly pytree.TreeDef[] {
  return treedef.children;
}

/**
 * Whether a structure is that of a leaf.
 *
 * @param treedef a structure
 * @example
 * assertEqual(jax.treeUtil.treedefIsLeaf(tree.structure(1)), true);
 */
export function treedefIsLeaf(treedef: pytree.TreeDef): boolean {
  return treedef.kind === "leaf";
}

/**
 * The structure of a list of trees of these structures.
 *
 * @param treedefs structures
 * @example
 * assertEqual(jax.treeUtil.treedefTuple([tree.structure(1), tree.structure([2])]), "PyTreeDef([*, [*]])");
 */
export function treedefTuple(treedefs: Iterable<pytree.TreeDef>): pytree.TreeDef {
  return new pytree.TreeDef("list", [...treedefs]);
}
