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
export type Definition = { readonly kind: "input" } | Computed;

/** A definition by an expression. */
export type Computed =
  /** The element at grid index i. */
  | { readonly kind: "map"; readonly value: Expr }
  /** The fold of `value` over the reduce loops. */
  | { readonly kind: "reduction"; readonly op: ReduceOp; readonly sizes: readonly number[]; readonly value: Expr };

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

/** All values of a program, in an order in which they can be computed. */
export interface Graph {
  readonly values: readonly Value[];
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

/** One line per value; loads are printed by value number. */
export function printGraph(graph: Graph): string {
  const lines = graph.values.map(({ number, name, shape, type, definition }) => {
    const head = `b${number} = ${name} ${type}[${shape}]`;
    if (definition.kind === "input") return head;
    const fold = definition.kind === "reduction" ? `, ${definition.op} over [${definition.sizes}]` : "";
    return `${head}: ${printExpr(definition.value)}${fold}`;
  });
  return [...lines, `-> (${graph.outputs.map((n) => `b${n}`).join(", ")})`].join("\n");
}
