/**
 * Pytrees: any nest of arrays, plain objects (children in sorted key order, as Python's dicts), lists, Maps, named tuples and
 * registered classes. Everything else is a leaf; `null` and `undefined` are empty trees. A `TreeDef` is the nest without its leaves.
 *
 * Walks recurse in depth only, which is the depth of the user's own nest.
 */

import { DictKey, FlattenedIndexKey, GetAttrKey, type KeyEntry, type KeyPath, keystr, SequenceKey } from "./keyPath.ts";
import { quoted } from "./quoted.ts";

export { type KeyEntry, type KeyPath, keystr } from "./keyPath.ts";

/** A tuple with names, as Optax's states: children are the fields in the order the constructor assigns them. */
export abstract class NamedTuple {
  /** `ScaleByAdamState(count=…, mu=…)`, as Python prints it; children print themselves. */
  toString(): string {
    return `${this.constructor.name}(${Object.entries(this)
      .map(([name, value]) => `${name}=${show(value)}`)
      .join(", ")})`;
  }
}

function show(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (Array.isArray(value)) return `(${value.map(show).join(", ")}${value.length === 1 ? "," : ""})`;
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    return `{${Object.entries(value)
      .map(([key, child]) => `${quoted(key)}: ${show(child)}`)
      .join(", ")}}`;
  }
  return String(value);
}

/** How instances of a class come apart and together again. `aux` is static: compared by `equalAux`, default `Object.is`. */
export interface NodeType<T, Aux = unknown> {
  flatten(node: T): { readonly children: readonly unknown[]; readonly aux: Aux; readonly keys?: readonly KeyEntry[] };
  unflatten(aux: Aux, children: readonly unknown[]): T;
  equalAux?(a: Aux, b: Aux): boolean;
}

type Constructor = abstract new (...args: any[]) => unknown;
const registry = new Map<Constructor, NodeType<any, any>>();

/** Registers a class as a pytree node. Subclasses are leaves until registered themselves. */
export function registerPytreeNode<T, Aux>(type: abstract new (...args: any[]) => T, node: NodeType<T, Aux>): void {
  if (registry.has(type))
    throw new TypeError(`Cannot register ${type.name} as a pytree node: it is registered already`);
  registry.set(type, node);
}

/** Registers a class whose named data fields are children and whose named meta fields are static. */
export function registerDataclass<T extends object>(
  type: new (...args: any[]) => T,
  fields: { dataFields: readonly (keyof T & string)[]; metaFields: readonly (keyof T & string)[] },
): void {
  registerPytreeNode<T, unknown[]>(type, {
    flatten: (node) => ({
      children: fields.dataFields.map((name) => node[name]),
      aux: fields.metaFields.map((name) => node[name]),
      keys: fields.dataFields.map((name) => new GetAttrKey(name)),
    }),
    unflatten(aux, children) {
      const node = Object.create(type.prototype) as T;
      for (const [i, name] of fields.dataFields.entries()) node[name] = children[i] as T[typeof name];
      for (const [i, name] of fields.metaFields.entries()) node[name] = aux[i] as T[typeof name];
      return node;
    },
    equalAux: (a, b) => a.every((value, i) => Object.is(value, b[i])),
  });
}

type Kind = "leaf" | "none" | "list" | "dict" | "map" | "namedTuple" | "custom";

/** The structure of a tree: compare with `equals`, put leaves back with `unflatten`. */
export class TreeDef {
  readonly kind: Kind;
  readonly children: readonly TreeDef[];
  /** Sorted keys of a dict, keys of a Map, field names of a named tuple. */
  readonly keys: readonly unknown[];
  /** Class of a named tuple or registered node. */
  readonly type: Constructor | undefined;
  readonly aux: unknown;
  readonly numLeaves: number;

  constructor(
    kind: Kind,
    children: readonly TreeDef[],
    keys: readonly unknown[] = [],
    type?: Constructor,
    aux?: unknown,
  ) {
    this.kind = kind;
    this.children = children;
    this.keys = keys;
    this.type = type;
    this.aux = aux;
    this.numLeaves = kind === "leaf" ? 1 : children.reduce((n, child) => n + child.numLeaves, 0);
  }

  equals(other: TreeDef): boolean {
    return (
      this === other ||
      (this.kind === other.kind &&
        this.type === other.type &&
        this.children.length === other.children.length &&
        this.keys.every((key, i) => Object.is(key, other.keys[i])) &&
        sameAux(this, other) &&
        this.children.every((child, i) => child.equals(other.children[i]!)))
    );
  }

  /** The tree with these leaves, in flattening order. */
  unflatten(leaves: readonly unknown[]): any {
    if (leaves.length !== this.numLeaves) {
      throw new TypeError(`Cannot unflatten ${this}: it has ${this.numLeaves} leaves, got ${leaves.length}`);
    }
    let next = 0;
    return build(this, () => leaves[next++]);
  }

  /** `PyTreeDef({'w': *, 'b': *})`, as JAX prints it. */
  toString(): string {
    return `PyTreeDef(${print(this)})`;
  }
}

const leafDef = new TreeDef("leaf", []);
const noneDef = new TreeDef("none", []);

function sameAux(a: TreeDef, b: TreeDef): boolean {
  const equal = a.type && registry.get(a.type)?.equalAux;
  return equal ? equal(a.aux, b.aux) : Object.is(a.aux, b.aux);
}

interface Parts {
  readonly kind: Kind;
  readonly children: readonly unknown[];
  readonly keys: readonly unknown[];
  readonly type?: Constructor;
  readonly aux?: unknown;
  /** Names of the children of a registered node, where its class gives them. */
  readonly names?: readonly KeyEntry[] | undefined;
}

const noKeys: readonly unknown[] = [];
const noneParts: Parts = { kind: "none", children: [], keys: noKeys };

/** Children of a node with their keys, or undefined for a leaf. */
function takeApart(node: unknown): Parts | undefined {
  if (node === null || node === undefined) return noneParts;
  if (Array.isArray(node)) return { kind: "list", children: node, keys: noKeys };
  if (typeof node !== "object" && typeof node !== "function") return undefined;
  const prototype = Object.getPrototypeOf(node);
  if (prototype === Object.prototype || prototype === null) {
    const keys = sortedKeys(Object.keys(node));
    return { kind: "dict", children: keys.map((key) => (node as Record<string, unknown>)[key]), keys };
  }
  if (node instanceof Map) {
    const keys = sortedKeys([...node.keys()]);
    return { kind: "map", children: keys.map((key) => node.get(key)), keys };
  }
  const type = node.constructor as Constructor;
  if (node instanceof NamedTuple)
    return { kind: "namedTuple", children: Object.values(node), keys: Object.keys(node), type };
  const registered = registry.get(type);
  if (!registered) return undefined;
  const { children, aux, keys } = registered.flatten(node);
  return { kind: "custom", children, keys: noKeys, type, aux, names: keys };
}

const wholeNumber = /^(0|[1-9][0-9]*)$/;

/** Whole numbers in their order, then everything else as text. Numbers as keys of an object are text too: "2" comes before "10". */
function sortedKeys<K>(keys: K[]): K[] {
  const number = (key: K) => typeof key === "number" || (typeof key === "string" && wholeNumber.test(key));
  if (!keys.some(number)) return keys.sort();
  const [numbers, others] = [keys.filter(number), keys.filter((key) => !number(key))];
  return [...numbers.sort((a, b) => Number(a) - Number(b)), ...others.sort()];
}

/** The last step of the path to a child. */
function entryOf({ kind, keys, names }: Parts, index: number): KeyEntry {
  if (kind === "dict" || kind === "map") return new DictKey(keys[index] as string | number);
  if (kind === "namedTuple") return new GetAttrKey(keys[index] as string);
  if (kind === "list") return new SequenceKey(index);
  return names?.[index] ?? new FlattenedIndexKey(index);
}

function build(def: TreeDef, leaf: () => unknown): unknown {
  switch (def.kind) {
    case "leaf":
      return leaf();
    case "none":
      return null;
    case "list":
      return def.children.map((child) => build(child, leaf));
    case "dict": {
      const object: Record<string, unknown> = {};
      for (let i = 0; i < def.children.length; i++) object[def.keys[i] as string] = build(def.children[i]!, leaf);
      return object;
    }
    case "map":
      return new Map(def.children.map((child, i) => [def.keys[i], build(child, leaf)]));
    case "namedTuple": {
      const tuple = Object.create(def.type!.prototype) as Record<string, unknown>;
      for (let i = 0; i < def.children.length; i++) tuple[def.keys[i] as string] = build(def.children[i]!, leaf);
      return tuple;
    }
    case "custom":
      return registry.get(def.type!)!.unflatten(
        def.aux,
        def.children.map((child) => build(child, leaf)),
      );
    default:
      throw def.kind satisfies never;
  }
}

function print(def: TreeDef): string {
  const children = def.children.map(print);
  switch (def.kind) {
    case "leaf":
      return "*";
    case "none":
      return "None";
    case "list":
      return `[${children.join(", ")}]`;
    case "dict":
    case "map":
      return `{${children.map((child, i) => `${quoted(String(def.keys[i]))}: ${child}`).join(", ")}}`;
    case "namedTuple":
      return `${def.type!.name}(${children.map((child, i) => `${def.keys[i]}=${child}`).join(", ")})`;
    case "custom":
      return `CustomNode(${def.type!.name}, [${children.join(", ")}])`;
    default:
      throw def.kind satisfies never;
  }
}

export type IsLeaf = (node: unknown) => boolean;

/** Leaves in order, and the structure. `isLeaf` stops the walk at nodes it accepts. */
export function flatten(tree: unknown, isLeaf?: IsLeaf): [leaves: unknown[], def: TreeDef] {
  const leaves: unknown[] = [];
  return [leaves, walk(tree, isLeaf, (leaf) => leaves.push(leaf))];
}

function walk(node: unknown, isLeaf: IsLeaf | undefined, visit: (leaf: unknown) => void): TreeDef {
  const parts = isLeaf?.(node) ? undefined : takeApart(node);
  if (!parts) {
    visit(node);
    return leafDef;
  }
  if (parts.kind === "none") return noneDef;
  return new TreeDef(
    parts.kind,
    parts.children.map((child) => walk(child, isLeaf, visit)),
    parts.keys,
    parts.type,
    parts.aux,
  );
}

/**
 * The leaves of a tree of this structure, or undefined if it has another. It costs less than `flatten`, because no structure is
 * made: what a call cache asks first.
 */
export function leavesIfLike(def: TreeDef, tree: unknown): unknown[] | undefined {
  const leaves: unknown[] = [];
  return collect(def, tree, leaves) ? leaves : undefined;
}

function collect(def: TreeDef, node: unknown, leaves: unknown[]): boolean {
  const { kind, children, keys } = def;
  if (kind === "list") {
    return (
      Array.isArray(node) &&
      node.length === children.length &&
      children.every((child, i) => collect(child, node[i], leaves))
    );
  }
  if (kind === "dict" || kind === "namedTuple") {
    if (typeof node !== "object" || node === null) return false;
    const prototype = Object.getPrototypeOf(node);
    const fits =
      kind === "namedTuple" ? prototype === def.type!.prototype : prototype === Object.prototype || prototype === null;
    if (!fits || Object.keys(node).length !== keys.length) return false;
    const fields = node as Record<string, unknown>;
    return children.every((child, i) => {
      const key = keys[i] as string;
      return Object.hasOwn(fields, key) && collect(child, fields[key], leaves);
    });
  }
  const parts = takeApart(node);
  if (kind === "leaf") {
    if (!parts) leaves.push(node);
    return !parts;
  }
  return (
    parts !== undefined &&
    parts.kind === kind &&
    parts.type === def.type &&
    parts.children.length === children.length &&
    keys.every((key, i) => Object.is(key, parts.keys[i])) &&
    (kind !== "custom" || sameAux(def, new TreeDef("custom", [], [], parts.type, parts.aux))) &&
    children.every((child, i) => collect(child, parts.children[i], leaves))
  );
}

/** Stops a walk at nodes it accepts, by the path to them too. */
export type IsLeafAt = (path: KeyPath, node: unknown) => boolean;

/** Leaves in order with the path to each, and the structure. */
export function flattenWithPath(tree: unknown, isLeaf?: IsLeafAt): [leaves: [KeyPath, unknown][], def: TreeDef] {
  const leaves: [KeyPath, unknown][] = [];
  const visit = (node: unknown, path: KeyPath): TreeDef => {
    const parts = isLeaf?.(path, node) ? undefined : takeApart(node);
    if (!parts) {
      leaves.push([path, node]);
      return leafDef;
    }
    if (parts.kind === "none") return noneDef;
    const children = parts.children.map((child, i) => visit(child, [...path, entryOf(parts, i)]));
    return new TreeDef(parts.kind, children, parts.keys, parts.type, parts.aux);
  };
  const def = visit(tree, []);
  return [leaves, def];
}

/** The children of a node with the key of each, and its structure with leaves in their places; undefined for a leaf. */
export function flattenOneLevel(
  tree: unknown,
): { readonly children: readonly (readonly [key: KeyEntry, child: unknown])[]; readonly def: TreeDef } | undefined {
  const parts = takeApart(tree);
  if (!parts) return undefined;
  if (parts.kind === "none") return { children: [], def: noneDef };
  const leaves = parts.children.map(() => leafDef);
  return {
    children: parts.children.map((child, i) => [entryOf(parts, i), child] as const),
    def: new TreeDef(parts.kind, leaves, parts.keys, parts.type, parts.aux),
  };
}

/** Whether instances of a class are nodes: lists, plain objects, Maps, named tuples and registered classes. */
export function isTreeNode(type: unknown): boolean {
  if (type === Array || type === Object || type === Map) return true;
  if (typeof type !== "function") return false;
  return type.prototype instanceof NamedTuple || registry.has(type as Constructor);
}

/** Children of `tree` at the leaf positions of `def`; throws with the path where the structures part. */
export function flattenUpTo(def: TreeDef, tree: unknown, action: string): unknown[] {
  const found: unknown[] = [];
  const visit = (d: TreeDef, node: unknown, path: KeyPath): void => {
    if (d.kind === "leaf") {
      found.push(node);
      return;
    }
    const parts = takeApart(node);
    const fits =
      parts &&
      parts.kind === d.kind &&
      parts.type === d.type &&
      parts.children.length === d.children.length &&
      parts.keys.every((key, i) => Object.is(key, d.keys[i]));
    if (!fits) {
      throw new TypeError(
        `Cannot ${action}: the trees differ at ${path.length ? keystr(path) : "the root"}: expected ${print(d)}, got ${parts ? print(flatten(node)[1]) : `a leaf of type ${typeName(node)}`}`,
      );
    }
    d.children.forEach((child, i) => void visit(child, parts.children[i], [...path, entryOf(parts, i)]));
  };
  visit(def, tree, []);
  return found;
}

function typeName(value: unknown): string {
  return value !== null && typeof value === "object" ? value.constructor.name : typeof value;
}
