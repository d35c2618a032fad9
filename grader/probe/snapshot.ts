import { nnx, tree } from "../../runtime/index.ts";

/** Parameters and optimizer state at one moment, each a record of arrays by path. */
export interface Snapshot {
  readonly step?: unknown;
  readonly params: { readonly [path: string]: unknown };
  readonly optState?: { readonly [path: string]: unknown };
}

/**
 * Records a model and, if there is one, its optimizer. Paths are those of the reference files: `linear1.kernel`, `0.mu.linear1.kernel`.
 *
 * @param model an NNX module
 * @param optimizer its `nnx.Optimizer`
 */
export function snapshot(model: object, optimizer?: nnx.Optimizer): Snapshot {
  const params = byPath(nnx.asPure(nnx.state(model, nnx.Param)));
  if (optimizer === undefined) return { params };
  return { step: optimizer.step.value, params, optState: byPath(nnx.asPure(optimizer.optState)) };
}

function byPath(state: unknown): { [path: string]: unknown } {
  const leaves = tree.leavesWithPath(state);
  return Object.fromEntries(leaves.map(([path, leaf]) => [path.map(nameOf).join("."), leaf]));
}

function nameOf(entry: { key?: unknown; index?: unknown; name?: unknown }): string {
  return String(entry.key ?? entry.index ?? entry.name);
}
