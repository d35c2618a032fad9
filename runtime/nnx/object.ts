import { Pytree } from "./pytree.ts";

/**
 * The base of nodes that are no pytrees: NNX finds the state in them as in any node, `jax.tree.map` takes them as leaves.
 *
 * @example
 * class Buffer extends nnx.Object {
 *   last = new nnx.Variable(jnp.zeros([2]));
 * }
 * const buffer = new Buffer();
 * assertEqual([jax.tree.leaves(buffer)[0] === buffer, nnx.state(buffer).last === buffer.last], [true, true]);
 */
export abstract class NodeObject extends Pytree {
  static override readonly isPytree: boolean = false;
}
