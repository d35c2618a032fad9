/** Trees apart and together: `flatten unflatten leaves structure`, with paths too. */
import * as pytree from "../types/pytree.ts";

export interface LeafOptions {
  /** Stops the walk at nodes it accepts: they count as leaves. Default: none. */
  readonly isLeaf?: pytree.IsLeaf;
}

export type PathOptions =
  | {
      /** Stops the walk at nodes it accepts: they count as leaves. Default: none. */
      readonly isLeaf?: pytree.IsLeaf;
      readonly isLeafTakesPath?: false;
    }
  | {
      readonly isLeaf?: pytree.IsLeafAt;
      /** Whether `isLeaf` is called with the path and the node. Default false. */
      readonly isLeafTakesPath: true;
    };

/** The test for leaves with the path as its first argument. */
export function leafTest({ isLeaf, isLeafTakesPath }: PathOptions): pytree.IsLeafAt | undefined {
  if (!isLeaf || isLeafTakesPath) return isLeaf as pytree.IsLeafAt | undefined;
  return (_, node) => (isLeaf as pytree.IsLeaf)(node);
}

/**
 * The leaves of a tree in order, and its structure.
 *
 * @param tree nest of arrays, plain objects (by sorted keys), lists, Maps, named tuples and registered classes
 * @param options.isLeaf stops the walk at nodes it accepts
 * @returns `[leaves, structure]`; null and undefined are trees without leaves
 * @example
 * const [leaves, structure] = tree.flatten({ b: 2, a: [1, null] });
 * assertEqual(leaves, [1, 2]);
 * assertEqual(structure, "PyTreeDef({'a': [*, None], 'b': *})");
 */
export function flatten(tree: unknown, options: LeafOptions = {}): [leaves: any[], structure: pytree.TreeDef] {
  return pytree.flatten(tree, options.isLeaf);
}

/**
 * The tree of a structure with these leaves.
 *
 * @param structure what `flatten` or `structure` gave
 * @param leaves one for each of its leaves, in order
 * @throws TypeError if there are more or fewer
 * @example
 * assertEqual(tree.unflatten(tree.structure({ a: 1, b: [2] }), [10, 20]), { a: 10, b: [20] });
 */
export function unflatten(structure: pytree.TreeDef, leaves: Iterable<unknown>): any {
  return structure.unflatten([...leaves]);
}

/**
 * The leaves of a tree in order.
 *
 * @param tree any pytree
 * @param options.isLeaf stops the walk at nodes it accepts
 * @example
 * assertEqual(tree.leaves({ b: 2, a: [1] }), [1, 2]);
 */
export function leaves(tree: unknown, options: LeafOptions = {}): any[] {
  return pytree.flatten(tree, options.isLeaf)[0];
}

/**
 * The structure of a tree: compare with `equals`.
 *
 * @param tree any pytree
 * @param options.isLeaf stops the walk at nodes it accepts
 * @example
 * assertEqual(tree.structure({ a: 1 }).equals(tree.structure({ a: 2 })), true);
 */
export function structure(tree: unknown, options: LeafOptions = {}): pytree.TreeDef {
  return pytree.flatten(tree, options.isLeaf)[1];
}

/**
 * As `flatten`, with the path to each leaf.
 *
 * @param tree any pytree
 * @param options.isLeaf stops the walk at nodes it accepts
 * @param options.isLeafTakesPath whether `isLeaf` is called with the path and the node; default false
 * @returns `[[[path, leaf], …], structure]`; `jax.treeUtil.keystr(path)` prints a path
 * @example
 * const [[[path, leaf]]] = tree.flattenWithPath({ layers: [7] });
 * assertEqual([jax.treeUtil.keystr(path), leaf], ["['layers'][0]", 7]);
 */
export function flattenWithPath(
  tree: unknown,
  options: PathOptions = {},
): [leaves: [path: pytree.KeyPath, leaf: any][], structure: pytree.TreeDef] {
  return pytree.flattenWithPath(tree, leafTest(options));
}

/**
 * As `leaves`, with the path to each leaf.
 *
 * @param tree any pytree
 * @param options.isLeaf stops the walk at nodes it accepts
 * @example
 * assertEqual(tree.leavesWithPath({ a: 1 }).map(([path]) => jax.treeUtil.keystr(path)), ["['a']"]);
 */
export function leavesWithPath(tree: unknown, options: PathOptions = {}): [path: pytree.KeyPath, leaf: any][] {
  return pytree.flattenWithPath(tree, leafTest(options))[0];
}
