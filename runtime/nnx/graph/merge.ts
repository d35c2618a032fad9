import { FlatState } from "../flatState.ts";
import { isLevel, toFlatState } from "../state.ts";
import { Variable } from "../variable.ts";
import { Assembly } from "./assembly.ts";
import { GraphDef } from "./graphDef.ts";
import { GraphState, graphdefOf } from "./graphState.ts";
import { split } from "./split.ts";

/**
 * Puts a module together from its structure and its state: the inverse of `nnx.split`.
 *
 * @param graphdef the structure, or a first GraphState, which knows it
 * @param states States (or nested plain objects) that together have every leaf. Variables in them become part of the module,
 *   arrays get new Variables. A last argument `{ copy: true }` copies the Variables.
 * @returns the module
 * @throws TypeError when the number of leaves is not that of the structure
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const [graphdef, state] = nnx.split(model);
 * assertAllClose(nnx.merge(graphdef, state)(jnp.ones([1, 2])), model(jnp.ones([1, 2])));
 */
// any: the class is known to the graphdef, not to the type
export function merge(graphdef: GraphDef | GraphState, ...states: readonly object[]): any {
  if (graphdef instanceof GraphState) return merge(graphdefOf(graphdef), graphdef, ...states);
  const last = states.at(-1);
  const copy = isCopyOption(last) ? last.copy : false;
  const leaves = leavesOf(graphdef, isCopyOption(last) ? states.slice(0, -1) : states);
  const values = copy ? leaves.map((leaf) => (leaf instanceof Variable ? leaf.replace() : leaf)) : leaves;
  return new Assembly(values).build(graphdef.root);
}

/** The leaves of states in the order of the structure; throws when their number is not that of the structure. */
export function leavesOf(graphdef: GraphDef, states: readonly object[]): readonly unknown[] {
  if (!(graphdef instanceof GraphDef)) {
    throw new TypeError("Cannot merge: the first argument must be a GraphDef, as nnx.split returns it");
  }
  const flat = new FlatState(states.flatMap((state) => [...(isLevel(state) ? toFlatState(state) : flatOf(state))]));
  if (flat.length !== graphdef.numLeaves) {
    throw new TypeError(`Cannot merge: the graph has ${graphdef.numLeaves} leaves, the state has ${flat.length}`);
  }
  return flat.leaves;
}

function isCopyOption(value: unknown): value is { copy: boolean } {
  return isLevel(value) && Object.keys(value).length === 1 && typeof (value as { copy?: unknown }).copy === "boolean";
}

/** A flat state is given as it is, a lone Variable or array has the empty path. */
function flatOf(state: object): Iterable<readonly [readonly [], unknown]> {
  return state instanceof FlatState ? (state as FlatState as never) : [[[], state]];
}

/**
 * A deep copy of a module: new nodes and new Variables around the same arrays, which never change.
 *
 * @param node the module
 * @param options.variables false shares the Variables with the original; default true
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const copy = nnx.clone(model);
 * model.bias.value = jnp.ones([3]);
 * assertAllClose(copy.bias.value, [0, 0, 0]);
 */
export function clone<T>(node: T, options: { variables?: boolean } = {}): T {
  const [graphdef, state] = split(node);
  return merge(graphdef, state!, { copy: options.variables ?? true });
}
