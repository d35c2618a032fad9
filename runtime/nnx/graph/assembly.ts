/** The walk that puts graphs together again. */
import { data, emptyNode, type Pytree, setField } from "../pytree.ts";
import { makeVariable, put, putMetadata, Variable } from "../variable.ts";
import type { Field, Part } from "./graphDef.ts";

/** Puts graphs together: from their parts, leaves in the order of the walk, and perhaps objects to fill instead of new ones. */
export class Assembly {
  /** Every node and Variable, by its number. */
  readonly objects: object[] = [];
  #leaves: Iterator<unknown>;
  readonly #existing: (index: number) => object | undefined;

  /**
   * @param leaves Variables are taken as they are; arrays get a new Variable where the part says so
   * @param existing objects to update in place, by number
   */
  constructor(leaves: Iterable<unknown>, existing: (index: number) => object | undefined = () => undefined) {
    this.#leaves = leaves[Symbol.iterator]();
    this.#existing = existing;
  }

  /** The leaves of the parts that are built from now on. */
  continueWith(leaves: Iterable<unknown>): void {
    this.#leaves = leaves[Symbol.iterator]();
  }

  build(part: Part): unknown {
    switch (part.kind) {
      case "static":
        return part.value;
      case "array":
        return this.#next();
      case "reference":
        return this.objects[part.index];
      case "variable":
        return (this.objects[part.index] = this.#variable(part));
      case "node":
        return this.#node(part);
      case "container": {
        const children: unknown[] = [];
        for (const [i, [, child]] of part.fields.entries()) children[part.order[i]!] = this.build(child);
        return data(part.def.unflatten(children));
      }
      default:
        throw part satisfies never;
    }
  }

  #variable(part: Part & { kind: "variable" }): Variable<unknown> {
    const leaf = this.#next();
    const existing = this.#existing(part.index);
    if (!existing) return leaf instanceof Variable ? leaf : makeVariable(part.type, leaf, part.metadata);
    const variable = existing as Variable<unknown>;
    put(variable, leaf instanceof Variable ? leaf.getRawValue() : leaf);
    putMetadata(variable, part.metadata);
    return variable;
  }

  #node(part: Part & { kind: "node" }): Pytree {
    const node = (this.#existing(part.index) as Pytree | undefined) ?? emptyNode(part.type);
    this.objects[part.index] = node;
    // children first: an existing node keeps its fields until all of them are there
    const fields = part.fields.map(([key, child]: Field) => [key, this.build(child)] as const);
    const names = new Set(fields.map(([key]) => String(key)));
    for (const name of Object.keys(node))
      if (!names.has(name)) delete (node as unknown as Record<string, unknown>)[name];
    for (const [key, value] of fields) setField(node, key, value);
    return node;
  }

  #next(): unknown {
    const { value, done } = this.#leaves.next();
    if (done) throw new TypeError("Cannot put a graph together: the state has fewer leaves than the graph");
    return value;
  }
}
