/** Registration of classes as pytree nodes, in the forms of JAX, and the questions that go with it. */
import type { KeyEntry } from "../types/keyPath.ts";
import * as pytree from "../types/pytree.ts";

/** A class whose instances say how they come apart, and which says how they come together again. */
export interface PytreeClass<T extends { treeFlatten(): readonly [children: readonly unknown[], aux: unknown] }> {
  new (...args: any[]): T;
  treeUnflatten(aux: any, children: readonly any[]): T;
}

/**
 * Registers a class that has a method `treeFlatten(): [children, aux]` and a static method `treeUnflatten(aux, children)`.
 *
 * @param type the class
 * @returns the class
 * @throws TypeError if it is registered already
 * @example
 * class Pair {
 *   constructor(readonly a: unknown, readonly b: unknown) {}
 *   treeFlatten() { return [[this.a, this.b], null] as const; }
 *   static treeUnflatten(_: null, [a, b]: readonly unknown[]) { return new Pair(a, b); }
 * }
 * jax.treeUtil.registerPytreeNodeClass(Pair);
 * assertEqual(tree.leaves(new Pair(1, [2, 3])), [1, 2, 3]);
 */
export function registerPytreeNodeClass<
  T extends { treeFlatten(): readonly [children: readonly unknown[], aux: unknown] },
>(type: PytreeClass<T>): PytreeClass<T> {
  pytree.registerPytreeNode<T, unknown>(type, {
    flatten(node) {
      const [children, aux] = node.treeFlatten();
      return { children, aux };
    },
    unflatten: (aux, children) => type.treeUnflatten(aux, children),
  });
  return type;
}

/**
 * Registers a class whose children have keys, which paths then show.
 *
 * @param type the class
 * @param flattenWithKeys gives `[[[key, child], …], aux]` of an instance
 * @param unflattenFunc makes an instance of aux and children
 * @throws TypeError if it is registered already
 * @example
 * class Point { constructor(readonly x: unknown) {} }
 * const { GetAttrKey, keystr, registerPytreeWithKeys } = jax.treeUtil;
 * registerPytreeWithKeys(Point, (p: Point) => [[[new GetAttrKey("x"), p.x]], null], (_, [x]) => new Point(x));
 * assertEqual(keystr(tree.leavesWithPath(new Point(1))[0]![0]), ".x");
 */
export function registerPytreeWithKeys<T, Aux>(
  type: abstract new (...args: any[]) => T,
  flattenWithKeys: (node: T) => readonly [children: readonly (readonly [key: KeyEntry, child: unknown])[], aux: Aux],
  unflattenFunc: (aux: Aux, children: readonly any[]) => T,
): void {
  pytree.registerPytreeNode<T, Aux>(type, {
    flatten(node) {
      const [pairs, aux] = flattenWithKeys(node);
      return { children: pairs.map(([, child]) => child), keys: pairs.map(([key]) => key), aux };
    },
    unflatten: unflattenFunc,
  });
}

/** As `PytreeClass`, with keys for the children. */
export interface PytreeWithKeysClass<
  T extends { treeFlattenWithKeys(): readonly [children: readonly (readonly [KeyEntry, unknown])[], aux: unknown] },
> {
  new (...args: any[]): T;
  treeUnflatten(aux: any, children: readonly any[]): T;
}

/**
 * Registers a class that has a method `treeFlattenWithKeys(): [[[key, child], …], aux]` and a static method
 * `treeUnflatten(aux, children)`.
 *
 * @param type the class
 * @returns the class
 * @throws TypeError if it is registered already
 * @example
 * const { GetAttrKey, keystr } = jax.treeUtil;
 * class Ray {
 *   constructor(readonly from: unknown) {}
 *   treeFlattenWithKeys() { return [[[new GetAttrKey("from"), this.from] as const], null] as const; }
 *   static treeUnflatten(_: null, [from]: readonly unknown[]) { return new Ray(from); }
 * }
 * jax.treeUtil.registerPytreeWithKeysClass(Ray);
 * assertEqual(keystr(tree.leavesWithPath(new Ray(1))[0]![0]), ".from");
 */
export function registerPytreeWithKeysClass<
  T extends { treeFlattenWithKeys(): readonly [children: readonly (readonly [KeyEntry, unknown])[], aux: unknown] },
>(type: PytreeWithKeysClass<T>): PytreeWithKeysClass<T> {
  registerPytreeWithKeys<T, unknown>(type, (node) => node.treeFlattenWithKeys(), type.treeUnflatten.bind(type));
  return type;
}

/**
 * Registers a class whose instances are part of the structure: trees without leaves, compared by `equals` where the class has it, else
 * by identity. A jitted function is traced anew for another instance.
 *
 * @param type the class
 * @returns the class
 * @throws TypeError if it is registered already
 * @example
 * class Mode { constructor(readonly name: string) {} equals(other: Mode) { return this.name === other.name; } }
 * jax.treeUtil.registerStatic(Mode);
 * assertEqual(tree.structure([new Mode("a")]).equals(tree.structure([new Mode("a")])), true);
 */
export function registerStatic<T extends object>(type: new (...args: any[]) => T): new (...args: any[]) => T {
  pytree.registerPytreeNode<T, T>(type, {
    flatten: (node) => ({ children: [], aux: node }),
    unflatten: (node) => node,
    equalAux: (a, b) => Object.is(a, b) || (a as { equals?(other: T): boolean }).equals?.(b) === true,
  });
  return type;
}

/**
 * Whether instances of a class are nodes of pytrees.
 *
 * @param type a class
 * @example
 * assertEqual([jax.treeUtil.isTreeNode(Array), jax.treeUtil.isTreeNode(Date)], [true, false]);
 */
export function isTreeNode(type: unknown): boolean {
  return pytree.isTreeNode(type);
}
