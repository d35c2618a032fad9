import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { oneHot } from "../../functions/index.ts";
import * as jnp from "../../numpy/index.ts";
import { simplexSupport } from "../projections/simplexSupport.ts";

/**
 * The sparsemax loss of a yes-or-no question: like the logistic loss, but exactly zero beyond 1 on the right side.
 *
 *     h(−x) where y = 1, else h(x)        h(x) = 0 for x ≤ −1,  ¼ (x + 1)² between,  x for x ≥ 1
 *
 * @param logits x, f[…]
 * @param labels y, booleans, or 0 and 1, of a shape that broadcasts
 * @returns the loss of each element
 * @example
 * assertAllClose(optax.losses.sparsemaxLoss(jnp.array([0, 2, -3]), jnp.array([1, 1, 1])), [0.25, 0, 3]);
 * @see Blondel et al., "Learning with Fenchel-Young Losses", section 4.4, 2020, https://arxiv.org/abs/1901.02324
 */
export function sparsemaxLoss(logits: ArrayLike, labels: ArrayLike): JaxArray {
  const x = jnp.where(labels, jnp.negative(logits), logits);
  const middle = jnp.multiply(0.25, jnp.square(jnp.add(x, 1)));
  return jnp.where(jnp.lessEqual(x, -1), 0, jnp.where(jnp.greaterEqual(x, 1), x, middle));
}

/**
 * The sparsemax loss of several classes. Its gradient is the projection of the scores onto the simplex, minus the label: classes far behind
 * get none.
 *
 *     ⟨p, s − sᵧ⟩ + ½ (1 − ‖p‖²)        p = projection of s onto the simplex
 *
 * @param scores s, f[batch, classes]
 * @param labels y, numbers of classes, i[batch]
 * @returns f[batch]
 * @example
 * assertAllClose(optax.losses.multiclassSparsemaxLoss(jnp.array([[0, 10, 0], [0, 0, 0]]), jnp.array([1, 0])), [0, 1 / 3]);
 * @see Martins and Astudillo, "From Softmax to Sparsemax", 2016, https://arxiv.org/abs/1602.02068
 */
export function multiclassSparsemaxLoss(scores: ArrayLike, labels: ArrayLike): JaxArray {
  const s = jnp.asarray(scores, { dtype: "float32" });
  const right = oneHot(labels, s.shape.at(-1)!);
  const support = simplexSupport(s);
  const size = jnp.sum(support, { axis: -1, keepdims: true });
  const threshold = jnp.divide(jnp.subtract(jnp.sum(jnp.where(support, s, 0), { axis: -1, keepdims: true }), 1), size);
  const p = jnp.where(support, jnp.subtract(s, threshold), 0);
  const above = jnp.subtract(s, jnp.sum(jnp.multiply(s, right), { axis: -1, keepdims: true }));
  const gain = jnp.sum(jnp.where(support, jnp.multiply(p, above), 0), { axis: -1 });
  return jnp.add(gain, jnp.multiply(0.5, jnp.subtract(1, jnp.sum(jnp.square(p), { axis: -1 }))));
}
