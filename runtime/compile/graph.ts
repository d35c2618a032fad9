/**
 * The graph between jaxpr and kernels: array values, each defined once by an expression over its own loops. An expression loads
 * the elements of earlier values; whether those loads go to memory or are replaced by the definition is for fusion to decide.
 *
 *     v2 = f32[32,20]: b0[i0*10 + r0] * b1[r0*20 + i1], add over [10]
 *     v3 = f32[32,20]: b2[i0*20 + i1] + b5[i1]
 */

import { gridIndex } from "../ir/build.ts";
import type { Expr, ScalarType } from "../ir/expr.ts";
import { flatIndex } from "../ir/flatIndex.ts";
import type { ReduceOp } from "../ir/kernel.ts";
import { printExpr } from "../ir/print.ts";
import { sizeOf } from "../types/shape.ts";

/** How a value comes to be. */
export type Definition =
  /** Given from outside. */
  | { readonly kind: "input" }
  /** Left behind by a loop or a branch. */
  | { readonly kind: "result" }
  | Computed;

/** A definition by an expression. */
export type Computed =
  /** The element at grid index i. */
  | { readonly kind: "map"; readonly value: Expr }
  /** The fold of `value` over the reduce loops. */
  | { readonly kind: "reduction"; readonly op: ReduceOp; readonly sizes: readonly number[]; readonly value: Expr };

/** Whether an expression defines the value. */
export function isComputed(definition: Definition): definition is Computed {
  return definition.kind === "map" || definition.kind === "reduction";
}

/** An array value of the program. */
export interface Value {
  /** Place in `Graph.values`; loads name values by it. Larger than the numbers of the values it loads. */
  readonly number: number;
  /** The primitive it comes from. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: ScalarType;
  readonly definition: Definition;
}

/** A value outside that an input of an inner graph stands for. */
export interface Operand {
  readonly outside: number;
  readonly inside: number;
  /** Whether the input is the slice of the trip, along the leading axis of the value outside. */
  readonly sliced: boolean;
}

/** What a loop hands on from trip to trip. */
export interface Carry {
  /** Outside: a value that is there for nothing else, so that the loop may overwrite it; and what is left in its place. */
  readonly initial: number;
  readonly result: number;
  /** In the body: an input, and the value that takes its place in the next trip, which is neither an input nor used so twice. */
  readonly inside: number;
  readonly next: number;
}

/** Runs a graph again and again. */
export interface LoopNode {
  readonly kind: "loop";
  readonly name: string;
  /** Known number of trips; undefined where the predicate ends the loop. */
  readonly trips: number | undefined;
  /** Whether slices are taken and stacked from the last to the first. */
  readonly reverse: boolean;
  readonly body: Graph;
  readonly operands: readonly Operand[];
  readonly carries: readonly Carry[];
  /** Values of the body that are stacked along a new leading axis of a result outside. */
  readonly stacks: readonly { readonly inside: number; readonly result: number }[];
  /** The carry that says whether there is another trip. */
  readonly predicate: Carry | undefined;
}

/** Runs one of several graphs. */
export interface BranchNode {
  readonly kind: "branch";
  readonly name: string;
  /** The value outside that says which. */
  readonly index: number;
  readonly branches: readonly { readonly body: Graph; readonly operands: readonly Operand[] }[];
  /** Values outside, one for each output of the graphs. */
  readonly results: readonly number[];
}

/** Finds the order of keys along the last axis, by kernel.ts's `Order`. */
export interface OrderNode {
  readonly kind: "order";
  readonly name: string;
  /** A value of u32 that is there for nothing else. */
  readonly keys: number;
  readonly result: number;
}

export type Node = LoopNode | BranchNode | OrderNode;

/** The values outside that a node reads, or takes over. */
export function operandsOf(node: Node): number[] {
  if (node.kind === "order") return [node.keys];
  if (node.kind === "branch")
    return [node.index, ...node.branches.flatMap(({ operands }) => operands.map(({ outside }) => outside))];
  return [...node.operands.map(({ outside }) => outside), ...node.carries.map(({ initial }) => initial)];
}

/** The values outside that a node leaves behind. */
export function resultsOf(node: Node): number[] {
  if (node.kind === "order") return [node.result];
  if (node.kind === "branch") return [...node.results];
  return [...node.carries, ...node.stacks].map(({ result }) => result);
}

/** All values of a program, or of the inside of a loop or branch, in an order in which they can be computed. */
export interface Graph {
  readonly values: readonly Value[];
  /** Loops, branches and orders, in the order of their results. Each has at least one. */
  readonly nodes: readonly Node[];
  /** Distinct buffers that its kernels may touch. */
  readonly buffersPerKernel: number;
  /** Values of the program's inputs, in the caller's order. */
  readonly inputs: readonly number[];
  /** Value of each result, in the caller's order; may repeat, and may be inputs. */
  readonly outputs: readonly number[];
  /** The index tuple of each load, whose own index is its row-major number. */
  readonly tuples: Map<Expr, readonly Expr[]>;
}

/** The loop counters of a value's own grid. */
export function ownIndex(shape: readonly number[]): Expr[] {
  return shape.map((size, axis) => gridIndex(axis, size));
}

/** The row-major number of a value's own element. */
export function ownFlatIndex(shape: readonly number[]): Expr {
  return flatIndex(ownIndex(shape), shape);
}

/** Points of the grid times points of the reduction. */
export function iterations({ shape, definition }: Value): number {
  return sizeOf(shape) * (definition.kind === "reduction" ? sizeOf(definition.sizes) : 1);
}

/** One line per value; loads are printed by value number. The inside of a loop or branch stands before its results. */
export function printGraph(graph: Graph): string {
  const nodes = new Map(graph.nodes.map((node) => [Math.min(...resultsOf(node)), node]));
  const lines = graph.values.flatMap(({ number, name, shape, type, definition }) => {
    const node = nodes.get(number);
    const head = `b${number} = ${name} ${type}[${shape}]`;
    const own = isComputed(definition) ? `${head}: ${printComputed(definition)}` : head;
    return node ? [...printNode(node), own] : [own];
  });
  return [...lines, `-> (${graph.outputs.map((n) => `b${n}`).join(", ")})`].join("\n");
}

function printComputed(definition: Computed): string {
  const fold = definition.kind === "reduction" ? `, ${definition.op} over [${definition.sizes}]` : "";
  return `${printExpr(definition.value)}${fold}`;
}

function printNode(node: Node): string[] {
  const operand = ({ outside, inside, sliced }: Operand): string => `b${inside} = b${outside}${sliced ? "[trip]" : ""}`;
  if (node.kind === "order") return [`order ${node.name}: b${node.result} by b${node.keys}`];
  if (node.kind === "branch") {
    return node.branches.flatMap(({ body, operands }, n) => [
      `branch ${node.name} by b${node.index}, case ${n}: ${operands.map(operand).join(", ")}`,
      indented(printGraph(body)),
    ]);
  }
  const { name, trips, reverse, body, operands, carries, stacks, predicate } = node;
  const heads = [
    ...(trips === undefined ? [] : [`${trips} trips${reverse ? " in reverse" : ""}`]),
    ...(predicate ? [`while b${predicate.inside}`] : []),
    ...operands.map(operand),
    ...carries.map(
      ({ initial, inside, next, result }) => `b${inside} = b${initial}, then b${next}, at last b${result}`,
    ),
    ...stacks.map(({ inside, result }) => `b${result}[trip] = b${inside}`),
  ];
  return [`loop ${name}: ${heads.join("; ")}`, indented(printGraph(body))];
}

const indented = (text: string): string => text.replaceAll(/^/gm, "  ");
