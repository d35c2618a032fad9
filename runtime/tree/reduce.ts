/** `reduce` and `all`: the leaves of a tree folded into one value. */
import { flatten } from "../types/pytree.ts";
import type { LeafOptions } from "./flatten.ts";

/**
 * Folds the leaves of a tree from the left.
 *
 * @param f function of the value so far and a leaf
 * @param tree any pytree
 * @param options.initializer the first value; default: the first leaf
 * @param options.isLeaf stops the walk at nodes it accepts
 * @throws TypeError if there are no leaves and no initializer
 * @example
 * assertEqual(tree.reduce((sum: number, x: number) => sum + x, { a: 1, b: [2, 3] }, { initializer: 0 }), 6);
 */
export function reduce<T>(
  f: (value: T, leaf: any) => T,
  tree: unknown,
  options: LeafOptions & { readonly initializer?: T } = {},
): T {
  const [leaves] = flatten(tree, options.isLeaf);
  if (Object.hasOwn(options, "initializer"))
    return leaves.reduce(f as (value: unknown, leaf: unknown) => T, options.initializer) as T;
  if (leaves.length === 0) throw new TypeError("Cannot reduce a tree without leaves: give an initializer");
  return leaves.reduce(f as (value: unknown, leaf: unknown) => T) as T;
}

/**
 * Whether every leaf holds.
 *
 * @param tree pytree of booleans, numbers or concrete scalars
 * @param options.isLeaf stops the walk at nodes it accepts
 * @example
 * assertEqual(tree.all({ a: true, b: [1] }), true);
 */
export function all(tree: unknown, options: LeafOptions = {}): boolean {
  return flatten(tree, options.isLeaf)[0].every((leaf) => Number(leaf) !== 0);
}

/**
 * Folds the leaves of a tree with an associative operation, in pairs: as good for sums of many terms, and as deep as the logarithm
 * of their number.
 *
 * @param operation associative function of two leaves
 * @param tree any pytree
 * @param options.identity the value of a tree without leaves
 * @param options.isLeaf stops the walk at nodes it accepts
 * @throws TypeError if there are no leaves and no identity
 * @example
 * assertEqual(tree.reduceAssociative((a: string, b: string) => a + b, ["a", { b: "b" }, "c"]), "abc");
 */
export function reduceAssociative<T>(
  operation: (a: T, b: T) => T,
  tree: unknown,
  options: LeafOptions & { readonly identity?: T } = {},
): T {
  let values = flatten(tree, options.isLeaf)[0] as T[];
  if (values.length === 0) {
    if (Object.hasOwn(options, "identity")) return options.identity as T;
    throw new TypeError("Cannot reduce a tree without leaves: give an identity");
  }
  while (values.length > 1) {
    values = values.flatMap((value, i) =>
      i % 2 === 1 ? [] : i + 1 < values.length ? [operation(value, values[i + 1]!)] : [value],
    );
  }
  return values[0]!;
}
