/** The walk that takes graphs apart. */
import { JaxArray } from "../../core/array.ts";
import { flattenWithPath, type KeyEntry, type TreeDef } from "../../types/pytree.ts";
import { compareKeys, type Key, keyOf, type Path } from "../keyOrder.ts";
import { fieldKind, fieldsOf, Pytree } from "../pytree.ts";
import { snapshot } from "../staticEqual.ts";
import { metadataOf, Variable, type VariableType } from "../variable.ts";
import type { Field, Leaf, NodeType, Part } from "./graphDef.ts";

/**
 * One walk over any number of roots. Nodes and Variables are numbered across all of them, so that what the roots share is
 * written once.
 */
export class Walk {
  /** Every node and Variable met, by its number. */
  readonly objects: object[] = [];
  /** Leaves in the order met, with their paths. */
  readonly leaves: Leaf[] = [];
  readonly paths: Path[] = [];
  readonly #numbers = new Map<object, number>();

  /** Takes a root apart. */
  visit(value: unknown, path: Path = []): Part {
    if (value instanceof Variable || value instanceof Pytree) {
      const number = this.#numbers.get(value);
      if (number !== undefined) return { kind: "reference", index: number };
      const index = this.objects.push(value) - 1;
      this.#numbers.set(value, index);
      if (value instanceof Variable) return this.#variable(value, index, path);
      const fields = fieldsOf(value).map(([key, child]): Field => [key, this.#field(value, key, child, path)]);
      return { kind: "node", type: value.constructor as NodeType, index, fields };
    }
    if (value instanceof JaxArray) return this.#leaf(value, path);
    return this.#container(value, path) ?? staticPart(value);
  }

  #field(node: Pytree, key: Key, value: unknown, path: Path): Part {
    return fieldKind(node, key, value) === "static" ? staticPart(value) : this.visit(value, [...path, key]);
  }

  #variable(value: Variable<unknown>, index: number, path: Path): Part {
    this.leaves.push(value);
    this.paths.push(path);
    return { kind: "variable", type: value.constructor as VariableType, index, metadata: metadataOf(value) };
  }

  #leaf(value: JaxArray, path: Path): Part {
    this.leaves.push(value);
    this.paths.push(path);
    return { kind: "array" };
  }

  /** One level of a list, plain object, named tuple or other pytree; undefined for anything else. */
  #container(value: unknown, path: Path): Part | undefined {
    if (typeof value !== "object" || value === null) return undefined;
    const { def, children } = openContainer(value);
    if (def.kind === "leaf") return undefined;
    return {
      kind: "container",
      def,
      fields: children.map(({ key, child }): Field => [key, this.visit(child, [...path, key])]),
      order: children.map(({ place }) => place),
    };
  }
}

function staticPart(value: unknown): Part {
  return { kind: "static", value, frozen: snapshot(value) };
}

interface Child {
  readonly key: Key;
  readonly child: unknown;
  /** Place among the children as the pytree has them. */
  readonly place: number;
}

/** One level of a pytree: its children in the order of their keys. */
export function openContainer(value: object): { def: TreeDef; children: Child[] } {
  const [children, def] = flattenWithPath(value, (_, x) => x !== value);
  if (def.kind === "leaf") return { def, children: [] };
  const keyed = children.map(([[entry], child], place) => ({ key: entryKey(entry!), child, place }));
  return { def, children: keyed.sort((a, b) => compareKeys(a.key, b.key)) };
}

/** A step of a pytree's path as a key of NNX. */
export function entryKey(entry: KeyEntry): Key {
  if (entry.kind === "sequence" || entry.kind === "flattenedIndex") return entry.index;
  return entry.kind === "attribute" ? entry.name : typeof entry.key === "number" ? entry.key : keyOf(entry.key);
}
