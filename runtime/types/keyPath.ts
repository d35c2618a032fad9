/** Paths into pytrees: from the root to a node, one key for each step. */
import { quoted } from "./quoted.ts";

/** One step of a path into a tree, printed as Python writes it: `['w']`, `[0]`, `.mu`, `[<flat index 0>]`. */
export type KeyEntry = DictKey | SequenceKey | GetAttrKey | FlattenedIndexKey;
/** A path into a tree. */
export type KeyPath = readonly KeyEntry[];

/**
 * A step into a plain object or Map: `['w']`.
 *
 * @example
 * assertEqual(new jax.treeUtil.DictKey("w"), "['w']");
 */
export class DictKey {
  readonly kind = "dict";
  /** Makes the type nominal: a plain record of the same fields would not print. */
  private declare readonly nominal: undefined;
  readonly key: string | number;
  constructor(key: string | number) {
    this.key = key;
  }
  toString(): string {
    return `[${printKey(this.key)}]`;
  }
}

/**
 * A step into a list: `[0]`.
 *
 * @example
 * assertEqual(new jax.treeUtil.SequenceKey(0), "[0]");
 */
export class SequenceKey {
  readonly kind = "sequence";
  private declare readonly nominal: undefined;
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
  toString(): string {
    return `[${this.index}]`;
  }
}

/**
 * A step into a named tuple or registered class: `.mu`.
 *
 * @example
 * assertEqual(new jax.treeUtil.GetAttrKey("mu"), ".mu");
 */
export class GetAttrKey {
  readonly kind = "attribute";
  private declare readonly nominal: undefined;
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  toString(): string {
    return `.${this.name}`;
  }
}

/**
 * A step into a registered class that names no keys, by the number of the child: `[<flat index 0>]`.
 *
 * @example
 * assertEqual(new jax.treeUtil.FlattenedIndexKey(0), "[<flat index 0>]");
 */
export class FlattenedIndexKey {
  readonly kind = "flattenedIndex";
  private declare readonly nominal: undefined;
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
  toString(): string {
    return `[<flat index ${this.index}>]`;
  }
}

/**
 * A path as Python prints it: `['layer']['w'][0].mu`.
 *
 * @param path from the root to a leaf
 * @param options.simple whether only the names and numbers are written: `layer`, `w`, `0`, `mu`. Default false
 * @param options.separator what stands between the steps; default nothing
 * @example
 * const [[[path]]] = jax.tree.flattenWithPath({ layer: [7] });
 * assertEqual(jax.treeUtil.keystr(path), "['layer'][0]");
 * assertEqual(jax.treeUtil.keystr(path, { simple: true, separator: "/" }), "layer/0");
 */
export function keystr(path: KeyPath, options: { simple?: boolean; separator?: string } = {}): string {
  return path.map(options.simple ? nameOf : stepText).join(options.separator ?? "");
}

function nameOf(entry: KeyEntry): string {
  return String(entry.kind === "dict" ? entry.key : entry.kind === "attribute" ? entry.name : entry.index);
}

function stepText(entry: KeyEntry): string {
  switch (entry.kind) {
    case "dict":
      return `[${printKey(entry.key)}]`;
    case "sequence":
      return `[${entry.index}]`;
    case "attribute":
      return `.${entry.name}`;
    case "flattenedIndex":
      return `[<flat index ${entry.index}>]`;
    default:
      throw entry satisfies never;
  }
}

/** A key as Python prints it: numbers bare, strings in quotes. */
function printKey(key: string | number): string {
  return typeof key === "number" ? String(key) : quoted(key);
}
