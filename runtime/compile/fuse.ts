/**
 * Fusion: which values are stored, and which are computed where they are used. Three decisions in a row, each in its own file:
 * roots (computed in one place), their composed expressions, and the kernels that several roots share.
 */
import type { Kernel } from "../ir/kernel.ts";
import { assemble } from "./assemble.ts";
import { chooseRoots, type FusionLimits } from "./chooseRoots.ts";
import { compose } from "./compose.ts";
import type { Graph } from "./graph.ts";
import { group } from "./group.ts";

/** Kernels in the order they run, with buffers numbered as the graph's values. */
export function fuse(graph: Graph, limits: FusionLimits): Kernel[] {
  const roots = chooseRoots(graph, limits);
  const expressions = compose(graph, roots);
  const groups = group(graph, expressions, limits);
  return assemble(graph, expressions, groups);
}
