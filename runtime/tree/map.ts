/** `map` and `mapWithPath`: a function applied to every leaf. */
import type { JaxArray } from "../core/array.ts";
import { takeOptions } from "../core/callOptions.ts";
import * as pytree from "../types/pytree.ts";
import { type LeafOptions, leafTest, type PathOptions } from "./flatten.ts";

/**
 * The tree with `f(leaf, ...leaves of the others)` in the place of each leaf.
 *
 * @param f function of one leaf, and of the leaf (or subtree) at the same place in each further tree
 * @param tree any pytree
 * @param rest further trees that have the structure of `tree`, or continue below its leaves; a last argument `{ isLeaf }` stops
 * the walk at nodes it accepts
 * @returns a tree of the same structure
 * @throws TypeError with the path at which a further tree differs
 * @example
 * assertEqual(tree.map((a: number, b: number) => a + b, { x: 1, y: [2] }, { x: 10, y: [20] }), { x: 11, y: [22] });
 */
export function map<T>(f: (leaf: JaxArray, ...rest: JaxArray[]) => JaxArray, tree: T, ...rest: readonly unknown[]): T;
export function map(f: (leaf: any, ...rest: any[]) => unknown, tree: unknown, ...rest: readonly unknown[]): any;
export function map(f: (leaf: any, ...rest: any[]) => unknown, tree: unknown, ...rest: readonly unknown[]): any {
  const [others, { isLeaf }] = takeOptions<LeafOptions>(rest, ["isLeaf"]);
  const [leaves, structure] = pytree.flatten(tree, isLeaf);
  const columns = others.map((other) => pytree.flattenUpTo(structure, other, "map over trees"));
  return structure.unflatten(leaves.map((leaf, i) => f(leaf, ...columns.map((column) => column[i]))));
}

/**
 * As `map`, with the path to the leaf as the function's first argument.
 *
 * @param f function of the path, the leaf, and the leaf at the same place in each further tree
 * @param tree any pytree
 * @param rest further trees of the same structure; a last argument `{ isLeaf, isLeafTakesPath }` stops
 * the walk at nodes it accepts, by the path too
 * @returns a tree of the same structure
 * @throws TypeError with the path at which a further tree differs
 * @example
 * const names = tree.mapWithPath((path) => jax.treeUtil.keystr(path), { w: 1, b: [2] });
 * assertEqual(names, { w: "['w']", b: ["['b'][0]"] });
 */
export function mapWithPath(
  f: (path: pytree.KeyPath, leaf: any, ...rest: any[]) => unknown,
  tree: unknown,
  ...rest: readonly unknown[]
): any {
  const [others, options] = takeOptions<PathOptions>(rest, ["isLeaf", "isLeafTakesPath"]);
  const [leaves, structure] = pytree.flattenWithPath(tree, leafTest(options as PathOptions));
  const columns = others.map((other) => pytree.flattenUpTo(structure, other, "map over trees"));
  return structure.unflatten(leaves.map(([path, leaf], i) => f(path, leaf, ...columns.map((column) => column[i]))));
}
