import { DictKey } from "../../types/keyPath.ts";
import { registerPytreeNode } from "../../types/pytree.ts";
import type { Filter } from "../filters.ts";
import { entriesOf, State } from "../state.ts";
import type { GraphDef } from "./graphDef.ts";
import { split } from "./split.ts";

let graphdefs: WeakMap<GraphState, GraphDef>;

/**
 * A State that knows the structure it belongs to, so that `nnx.merge` needs nothing else: what `nnx.unpack` gives. It is used as a
 * State.
 *
 * @example
 * const state = nnx.unpack(new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) }));
 * const doubled = jax.tree.map((x: jax.Array) => x.mul(2), state);
 * assertEqual([doubled instanceof nnx.GraphState, nnx.merge(doubled).kernel.shape], [true, [2, 3]]);
 */
export class GraphState extends State {
  /**
   * @param graphdef the structure
   * @param state its state, or a part of it
   */
  constructor(graphdef: GraphDef, state: State) {
    super();
    for (const [key, value] of entriesOf(state)) this[String(key)] = value;
    graphdefs.set(this, graphdef);
  }

  static {
    graphdefs = new WeakMap();
  }
}

/** The structure that a state knows. */
export function graphdefOf(state: GraphState): GraphDef {
  return graphdefs.get(state)!;
}

registerPytreeNode<GraphState, { graphdef: GraphDef; names: readonly string[] }>(GraphState, {
  flatten(state) {
    const entries = entriesOf(state);
    return {
      children: entries.map(([, value]) => value),
      aux: { graphdef: graphdefOf(state), names: entries.map(([key]) => String(key)) },
      keys: entries.map(([key]) => new DictKey(key)),
    };
  },
  unflatten({ graphdef, names }, children) {
    const state = Object.assign(new State(), Object.fromEntries(names.map((name, i) => [name, children[i]])));
    return new GraphState(graphdef, state);
  },
  equalAux: (a, b) =>
    a.graphdef.equals(b.graphdef) &&
    a.names.length === b.names.length &&
    a.names.every((name, i) => name === b.names[i]),
});

/**
 * The state of a module together with its structure: `nnx.split` for those who do not want to carry the GraphDef.
 *
 * @param node the module
 * @param filters groups of the state, which together must take everything; default one of all
 * @returns a GraphState; for several filters a list of GraphStates, which `nnx.merge` takes together
 * @throws TypeError when a leaf matches no filter, and for a lone Variable
 * @example
 * const model = new nnx.BatchNorm(2, { rngs: new nnx.Rngs(0) });
 * const [params, rest] = nnx.unpack(model, nnx.Param, true);
 * assertEqual([Object.keys(params), Object.keys(rest)], [["bias", "scale"], ["mean", "var"]]);
 * assertEqual(nnx.merge(params, rest).mean.shape, [2]);
 */
export function unpack(node: unknown, filter?: Filter): GraphState;
export function unpack(node: unknown, ...filters: readonly [Filter, Filter, ...Filter[]]): GraphState[];
export function unpack(node: unknown, ...filters: readonly (Filter | undefined)[]): GraphState | GraphState[] {
  const [graphdef, ...states] = split(node, ...filters.filter((filter) => filter !== undefined));
  const lone = states.find((state) => !(state instanceof State));
  if (lone)
    throw new TypeError(
      `Cannot unpack a lone ${(lone as object).constructor.name}: it has no names; unpack the module that holds it`,
    );
  const packed = states.map((state) => new GraphState(graphdef, state));
  return packed.length === 1 ? packed[0]! : packed;
}
