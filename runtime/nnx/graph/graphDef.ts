/**
 * `GraphDef`: a graph without its state. A node lists its fields; Variables and nodes have numbers in the order in which a walk
 * first meets them, and a second meeting is written as a reference to that number. So shared parts and cycles come back as they were.
 *
 *     Linear#0(bias=Param#1, kernel=Param#2, inFeatures=2, …)          tied: Pair#0(a=Linear#1(…), b=→1)
 */
import type { JaxArray } from "../../core/array.ts";
import { registerPytreeNode, type TreeDef } from "../../types/pytree.ts";
import { quoted } from "../../types/quoted.ts";
import type { Key } from "../keyOrder.ts";
import type { Pytree } from "../pytree.ts";
import { staticEqual } from "../staticEqual.ts";
import type { Metadata, Variable, VariableType } from "../variable.ts";

export type NodeType = abstract new (...args: never[]) => Pytree;

/** One part of a graph. */
export type Part =
  | { readonly kind: "node"; readonly type: NodeType; readonly index: number; readonly fields: readonly Field[] }
  | { readonly kind: "variable"; readonly type: VariableType; readonly index: number; readonly metadata: Metadata }
  /** A node or Variable met before. */
  | { readonly kind: "reference"; readonly index: number }
  /** A container of one level: a list, plain object, named tuple, State. `order[i]` is the place of field i among its children. */
  | {
      readonly kind: "container";
      readonly def: TreeDef;
      readonly fields: readonly Field[];
      readonly order: readonly number[];
    }
  /** An array that stands in a field without a Variable around it. */
  | { readonly kind: "array" }
  /** `frozen` is what a list or plain object had in it when the graph was taken apart. */
  | { readonly kind: "static"; readonly value: unknown; readonly frozen: unknown };

export type Field = readonly [key: Key, part: Part];

/** A value that a walk finds at a leaf. */
// any: any value may be in a Variable
export type Leaf = Variable<any> | JaxArray;

/** The structure of a graph; its state is elsewhere. Compare with `equals`. */
export class GraphDef {
  readonly root: Part;
  /** Leaves of the state that belongs to it. */
  readonly numLeaves: number;
  /** For each object by its number, the number it had outside; only of graphs that leave an `nnx.updateContext`. */
  readonly outer: readonly (number | undefined)[] | undefined;

  constructor(root: Part, numLeaves: number, outer?: readonly (number | undefined)[]) {
    this.root = root;
    this.numLeaves = numLeaves;
    this.outer = outer;
  }

  /** Whether two graphs have the same classes, fields, sharing, metadata and static values. */
  equals(other: GraphDef): boolean {
    return (
      this === other ||
      (other instanceof GraphDef &&
        this.numLeaves === other.numLeaves &&
        staticEqual(this.outer, other.outer) &&
        samePart(this.root, other.root))
    );
  }

  toString(): string {
    return `GraphDef(${printPart(this.root)})`;
  }
}

// static in every tree, so that `jax.jit` and its like take and return what `nnx.split` gives
registerPytreeNode<GraphDef, GraphDef>(GraphDef, {
  flatten: (graphdef) => ({ children: [], aux: graphdef }),
  unflatten: (graphdef) => graphdef,
  equalAux: (a, b) => a.equals(b),
});

/** Whether two parts are the same but for what their leaves hold. */
export function samePart(a: Part, b: Part): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case "node":
      return b.kind === "node" && a.type === b.type && a.index === b.index && sameFields(a.fields, b.fields);
    case "variable":
      return b.kind === "variable" && a.type === b.type && a.index === b.index && staticEqual(a.metadata, b.metadata);
    case "reference":
      return b.kind === "reference" && a.index === b.index;
    case "container":
      return b.kind === "container" && a.def.equals(b.def) && sameFields(a.fields, b.fields);
    case "array":
      return b.kind === "array";
    case "static":
      return b.kind === "static" && staticEqual(a.frozen, b.frozen);
    default:
      throw a satisfies never;
  }
}

function sameFields(a: readonly Field[], b: readonly Field[]): boolean {
  return a.length === b.length && a.every(([key, part], i) => key === b[i]![0] && samePart(part, b[i]![1]));
}

function printPart(part: Part): string {
  switch (part.kind) {
    case "node":
      return `${part.type.name}#${part.index}(${printFields(part.fields)})`;
    case "variable":
      return `${part.type.name}#${part.index}`;
    case "reference":
      return `→${part.index}`;
    case "container":
      return `${part.def.type?.name ?? part.def.kind}(${printFields(part.fields)})`;
    case "array":
      return "Array";
    case "static":
      return typeof part.value === "function"
        ? `<function ${part.value.name}>`
        : typeof part.value === "string"
          ? quoted(part.value)
          : String(part.value);
    default:
      throw part satisfies never;
  }
}

function printFields(fields: readonly Field[]): string {
  return fields.map(([key, part]) => `${key}=${printPart(part)}`).join(", ");
}
