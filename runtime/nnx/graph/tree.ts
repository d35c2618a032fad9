/**
 * Trees with modules in them as trees of arrays: what a transformation of arrays of one's own takes and gives. Modules that share parts
 * share them again when they are put together.
 */
import { SequenceKey } from "../../types/keyPath.ts";
import { flatten, registerPytreeNode } from "../../types/pytree.ts";
import { Pytree } from "../pytree.ts";
import type { State } from "../state.ts";
import { staticEqual } from "../staticEqual.ts";
import { Variable } from "../variable.ts";
import type { GraphDef } from "./graphDef.ts";
import { type MergeContext, mergeContext } from "./mergeContext.ts";
import { type SplitContext, splitContext } from "./splitContext.ts";

/**
 * A module taken apart, as a pytree: the states are its children, structure and metadata are static.
 *
 * @example
 * const [graphdef, params, rest] = nnx.split(new nnx.BatchNorm(2, { rngs: new nnx.Rngs(0) }), nnx.Param, true);
 * const parts = nnx.NodeStates.fromSplit(graphdef, [params, rest]);
 * assertEqual([parts.states.length, jax.tree.leaves(parts).length], [2, 4]);
 */
export class NodeStates {
  readonly states: readonly object[];
  readonly metadata: unknown;
  readonly #graphdef: GraphDef | undefined;

  /** Structure, states and metadata: {@link fromSplit} and {@link fromStates} say which there may be */
  constructor(graphdef: GraphDef | undefined, states: readonly object[], metadata: unknown) {
    this.#graphdef = graphdef;
    this.states = states;
    this.metadata = metadata;
  }

  /** Of the structure and the states that `nnx.split` gives, and something static to go along. */
  static fromSplit(graphdef: GraphDef, states: readonly object[], metadata: unknown = null): NodeStates {
    return new NodeStates(graphdef, states, metadata);
  }

  /** Of states alone, as gradients are: they cannot be put together. */
  static fromStates(...states: readonly [object, ...object[]]): NodeStates {
    return new NodeStates(undefined, states, null);
  }

  /** The structure; throws a `TypeError` when there is none. */
  get graphdef(): GraphDef {
    if (this.#graphdef) return this.#graphdef;
    throw new TypeError("Cannot find the structure: these NodeStates were made of states alone");
  }

  /** The state, of which there must be one. */
  get state(): State {
    if (this.states.length === 1) return this.states[0] as State;
    throw new TypeError(`Cannot take the state of NodeStates: there are ${this.states.length}; say states[i]`);
  }

  static {
    registerPytreeNode<NodeStates, { graphdef: GraphDef | undefined; metadata: unknown }>(NodeStates, {
      flatten: (node) => ({
        children: node.states,
        aux: { graphdef: node.#graphdef, metadata: node.metadata },
        keys: node.states.map((_, index) => new SequenceKey(index)),
      }),
      unflatten: ({ graphdef, metadata }, states) => new NodeStates(graphdef, states as object[], metadata),
      equalAux: staticEqual,
    });
  }
}

/** Options of {@link toTree}. */
export interface ToTreeOptions {
  /** How a module is taken apart; default: into one state. */
  readonly splitFn?: (context: SplitContext, node: unknown) => unknown;
  /** Name of the `nnx.updateContext` around it. */
  readonly tag?: string;
}

/**
 * A tree with every module (and Variable) in it taken apart.
 *
 * @param tree any tree
 * @param options see {@link ToTreeOptions}
 * @returns the tree with NodeStates in place of modules: a pytree of arrays (and Variables around them)
 * @example
 * const layer = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const tree = nnx.toTree({ layer, again: layer, x: jnp.ones([2]) });
 * assertEqual(jax.tree.leaves(tree).length, 3);
 * const back = nnx.fromTree(tree);
 * assertEqual([back.layer.kernel.shape, back.layer === back.again, back.layer === layer], [[2, 3], true, false]);
 */
// any: the structure of the tree is the caller's
export function toTree(tree: unknown, options: ToTreeOptions = {}): any {
  const { splitFn = splitWhole, tag } = options;
  const [leaves, def] = flatten(tree, isGraphNode);
  const body = (context: SplitContext): unknown =>
    def.unflatten(leaves.map((leaf) => (isGraphNode(leaf) ? splitFn(context, leaf) : leaf)));
  return tag === undefined ? splitContext(body) : splitContext(tag, body);
}

/** Options of {@link fromTree}. */
export interface FromTreeOptions {
  /** How a module is put together; default: of structure and states. */
  readonly mergeFn?: (context: MergeContext, states: NodeStates) => unknown;
  /** Name of the `nnx.updateContext` around it. */
  readonly tag?: string;
  /** With `tag`: whether this happens inside the transformation. */
  readonly inner?: boolean;
}

/**
 * The inverse of {@link toTree}.
 *
 * @param tree a tree with NodeStates
 * @param options see {@link FromTreeOptions}
 * @returns the tree with modules
 * @throws TypeError when `tag` is given without `inner`
 * @example
 * const tree = nnx.toTree([new nnx.Param(jnp.ones([2]))]);
 * assertAllClose(nnx.fromTree(tree)[0].value, [1, 1]);
 */
// any: the structure of the tree is the caller's
export function fromTree(tree: unknown, options: FromTreeOptions = {}): any {
  const { mergeFn = mergeWhole, tag, inner } = options;
  if (tag !== undefined && inner === undefined)
    throw new TypeError(
      `Cannot put a tree together in the update context "${tag}": say { inner: true } or { inner: false }`,
    );
  const [leaves, def] = flatten(tree, (x) => x instanceof NodeStates || isGraphNode(x));
  const body = (context: MergeContext): unknown =>
    def.unflatten(leaves.map((leaf) => (leaf instanceof NodeStates ? mergeFn(context, leaf) : leaf)));
  return tag === undefined ? mergeContext(body) : mergeContext(tag, { inner: inner! }, body);
}

function splitWhole(context: SplitContext, node: unknown): NodeStates {
  const [graphdef, ...states] = context.split(node);
  return NodeStates.fromSplit(graphdef, states);
}

function mergeWhole(context: MergeContext, { graphdef, states }: NodeStates): unknown {
  return context.merge(graphdef, ...states);
}

function isGraphNode(value: unknown): boolean {
  return value instanceof Pytree || value instanceof Variable;
}
