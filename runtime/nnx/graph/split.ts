import type { Filter } from "../filters.ts";
import { FlatState } from "../flatState.ts";
import { filterState, fromFlatState, type State, splitFlat } from "../state.ts";
import type { Variable } from "../variable.ts";
import { Walk } from "./flatten.ts";
import { GraphDef, type Leaf } from "./graphDef.ts";

/**
 * Takes a module (or any nest of modules and Variables) apart into its structure and its state.
 *
 * The State holds the Variables themselves: what is changed in the one is changed in the other.
 *
 * @param node the module
 * @param filters groups of the state, one State each; together they must take everything; default one State of all
 * @returns the GraphDef, then a State per filter
 * @throws TypeError when a leaf matches no filter
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const [graphdef, params, rest] = nnx.split(model, nnx.Param, true);
 * assertEqual([Object.keys(params), Object.keys(rest)], [["bias", "kernel"], []]);
 * assertEqual(nnx.merge(graphdef, params, rest).kernel.shape, [2, 3]);
 */
export function split(node: unknown, ...filters: readonly Filter[]): [graphdef: GraphDef, ...states: State[]] {
  const [graphdef, flat] = flatten(node);
  const parts = filters.length === 0 ? [flat] : splitFlat(flat, filters, { exhaustive: true });
  return [graphdef, ...parts.map(nested)];
}

/**
 * The state of a module, or the parts of it that filters take.
 *
 * @param node the module
 * @param filters one State per filter, which need not take everything; none: one State of all
 * @returns a State; for several filters a list of States
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * assertEqual(nnx.state(model, nnx.Param).kernel.shape, [2, 3]);
 * const [biases, kernels] = nnx.state(model, nnx.PathContains("bias"), nnx.PathContains("kernel"));
 * assertEqual([Object.keys(biases), Object.keys(kernels)], [["bias"], ["kernel"]]);
 */
export function state(node: unknown, filter?: Filter): State;
export function state(node: unknown, ...filters: readonly [Filter, Filter, ...Filter[]]): State[];
export function state(node: unknown, ...filters: readonly (Filter | undefined)[]): State | State[] {
  return statesOf(
    node,
    filters.filter((filter) => filter !== undefined),
  );
}

function statesOf(node: unknown, filters: readonly Filter[]): State | State[] {
  const [, flat] = flatten(node);
  if (filters.length === 0) return nested(flat);
  if (flat.length === 1 && flat.paths[0]!.length === 0) {
    const parts = splitFlat(flat, filters, { exhaustive: false }).map(nested);
    return parts.length === 1 ? parts[0]! : parts;
  }
  return filterState(fromFlatState(flat), ...(filters as readonly [Filter, Filter]));
}

/**
 * The structure of a module, without its state.
 *
 * @param node the module
 * @example
 * const [a, b] = [0, 1].map((seed) => new nnx.Linear(2, 3, { rngs: new nnx.Rngs(seed) }));
 * assertEqual(nnx.graphdef(a).equals(nnx.graphdef(b)), "true");
 */
export function graphdef(node: unknown): GraphDef {
  return flatten(node)[0];
}

/**
 * Takes a graph apart into its structure and a flat state.
 *
 * @param node the module
 * @returns the GraphDef and the leaves with their paths
 * @example
 * const [graphdef, flat] = nnx.flatten(new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) }));
 * assertEqual([graphdef.numLeaves, flat.paths], [2, [["bias"], ["kernel"]]]);
 */
export function flatten(node: unknown): [graphdef: GraphDef, flatState: FlatState<Leaf>] {
  const walk = new Walk();
  const root = walk.visit(node);
  return [new GraphDef(root, walk.leaves.length), new FlatState(walk.paths.map((path, i) => [path, walk.leaves[i]!]))];
}

/** A lone Variable is its own state. */
export function nested(flat: FlatState<Leaf>): State {
  if (flat.length === 1 && flat.paths[0]!.length === 0) return flat.leaves[0] as unknown as Variable & State;
  return fromFlatState(flat);
}
