/** `optax.secondOrder`: products with Hessians, and diagonals. Parameters count as one vector, in the order of the tree's leaves. */
import type { JaxArray } from "../../core/array.ts";
import { asarray, concatenate, eye, reshape, split, square, vdot } from "../../numpy/index.ts";
import { grad, jvp, vmap } from "../../transforms/index.ts";
import { flatten, leaves } from "../../tree/index.ts";
import type { Tree } from "../base.ts";

/** A loss of parameters, inputs and targets. */
export type LossFn = (params: any, inputs: any, targets: any) => JaxArray; // any: a model's parameters and data have many types

/** What the functions of this file need: the loss, and where it is differentiated. */
export interface SecondOrderOptions {
  /** The loss. */
  readonly loss: LossFn;
  /** Parameters: where derivatives are taken. */
  readonly params: Tree;
  readonly inputs: Tree;
  readonly targets: Tree;
}

/**
 * The product of the Hessian of a loss and a vector, without the Hessian.
 *
 *     H v = ∂/∂ε ∇f(w + ε v)
 *
 * @param options see {@link SecondOrderOptions}, and `v`, f[number of parameters]
 * @returns a tree of the structure of the parameters
 * @example
 * const loss = (w: jax.Array) => jnp.sum(jnp.power(w, 3));
 * const hv = optax.secondOrder.hvp({ loss, v: jnp.array([1, 0.5]), params: jnp.array([1.5, 2]), inputs: null, targets: null });
 * assertAllClose(hv, [9, 6], { rtol: 1e-5 });
 */
export function hvp(options: SecondOrderOptions & { readonly v: JaxArray }): Tree {
  const { loss, v, params, inputs, targets } = options;
  const gradient = grad((p: Tree) => loss(p, inputs, targets));
  return (jvp(gradient, [params], [likeTree(v, params)]) as unknown as [Tree, Tree])[1];
}

/**
 * The diagonal of the Hessian of a loss, one product for each parameter.
 *
 * @param options see {@link SecondOrderOptions}
 * @returns f[number of parameters]
 * @example
 * const loss = (w: jax.Array) => jnp.sum(jnp.power(w, 3));
 * const diagonal = optax.secondOrder.hessianDiag({ loss, params: jnp.array([1.5, 2]), inputs: null, targets: null });
 * assertAllClose(diagonal, [9, 12], { rtol: 1e-5 });
 */
export function hessianDiag(options: SecondOrderOptions): JaxArray {
  const directions = eye(asVector(options.params).size);
  return vmap((v: JaxArray) => vdot(v, asVector(hvp({ ...options, v }))))(directions);
}

/**
 * The diagonal of the observed Fisher information: the squared gradient of the negative log-likelihood.
 *
 * @param options `negativeLogLikelihood` in place of the loss of {@link SecondOrderOptions}, the rest as there
 * @returns f[number of parameters]
 * @example
 * const negativeLogLikelihood = (w: jax.Array) => jnp.sum(jnp.power(w, 3));
 * const at = { params: jnp.array([1.5, 2]), inputs: null, targets: null };
 * const diagonal = optax.secondOrder.fisherDiag({ negativeLogLikelihood, ...at });
 * assertAllClose(diagonal, [6.75 ** 2, 144], { rtol: 1e-5 });
 */
export function fisherDiag(
  options: Omit<SecondOrderOptions, "loss"> & { readonly negativeLogLikelihood: LossFn },
): JaxArray {
  const { negativeLogLikelihood, params, inputs, targets } = options;
  return square(asVector(grad((p: Tree) => negativeLogLikelihood(p, inputs, targets))(params)));
}

function asVector(tree: Tree): JaxArray {
  return concatenate(leaves(tree).map((leaf) => reshape(leaf, [-1])));
}

function likeTree(vector: JaxArray, like: Tree): Tree {
  const [parts, structure] = flatten(like);
  let end = 0;
  const ends = parts.map((part) => (end += asarray(part).size));
  return structure.unflatten(split(vector, ends.slice(0, -1)).map((v, i) => reshape(v, asarray(parts[i]).shape)));
}
