/**
 * Fusion: which values are stored, and which are computed where they are used. Three decisions in a row, each in its own file:
 * roots (computed in one place), their composed expressions, and the kernels that several roots share. The insides of loops and
 * branches are fused on their own.
 */
import type { Kernel } from "../ir/kernel.ts";
import { assemble } from "./assemble.ts";
import { chooseRoots } from "./chooseRoots.ts";
import { compose } from "./compose.ts";
import type { BranchNode, Graph, LoopNode, OrderNode } from "./graph.ts";
import { group } from "./group.ts";

/** A loop with the steps of its body. */
export interface FusedLoop {
  readonly kind: "loop";
  readonly node: LoopNode;
  readonly body: readonly Fused[];
}

/** A branch with the steps of each case. */
export interface FusedBranch {
  readonly kind: "branch";
  readonly node: BranchNode;
  readonly branches: readonly (readonly Fused[])[];
}

/** An order. */
export interface FusedOrder {
  readonly kind: "order";
  readonly node: OrderNode;
}

/** A step whose buffers are numbered as the values of the graph it belongs to. */
export type Fused = Kernel | FusedLoop | FusedBranch | FusedOrder;

/** Steps in the order they run. No value's expression has more than `operationsPerValue` operations. */
export function fuse(graph: Graph, operationsPerValue: number): Fused[] {
  const limits = { buffersPerKernel: graph.buffersPerKernel, operationsPerValue };
  const roots = chooseRoots(graph, limits);
  const expressions = compose(graph, roots);
  const places = group(graph, expressions, limits);
  return assemble(graph, expressions, places).map((step): Fused => {
    switch (step.kind) {
      case undefined:
        return step;
      case "loop":
        return { kind: "loop", node: step, body: fuse(step.body, operationsPerValue) };
      case "branch": {
        const branches = step.branches.map(({ body }) => fuse(body, operationsPerValue));
        return { kind: "branch", node: step, branches };
      }
      case "order":
        return { kind: "order", node: step };
      default:
        throw step satisfies never;
    }
  });
}
