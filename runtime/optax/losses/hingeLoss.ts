import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { oneHot } from "../../functions/index.ts";
import * as jnp from "../../numpy/index.ts";
import { checkSameShape } from "./checkFloat.ts";

/**
 * The hinge loss of a yes-or-no question: nothing is lost once the score is beyond 1 on the right side.
 *
 *     max(0, 1 − s y)
 *
 * @param predictorOutputs s, f[…]
 * @param targets y, −1 or 1, of a shape that broadcasts
 * @returns the loss of each element
 * @example
 * assertAllClose(optax.losses.hingeLoss(jnp.array([2, 0.5, -1]), jnp.array([1, 1, 1])), [0, 0.5, 2]);
 */
export function hingeLoss(predictorOutputs: ArrayLike, targets: ArrayLike): JaxArray {
  return jnp.maximum(0, jnp.subtract(1, jnp.multiply(predictorOutputs, targets)));
}

/**
 * The perceptron's loss of a yes-or-no question: how far the score is on the wrong side.
 *
 *     max(0, −s y)
 *
 * @param predictorOutputs s, f[…]
 * @param targets y, −1 or 1, of the same shape
 * @returns the loss of each element
 * @throws TypeError for other shapes
 * @example
 * assertAllClose(optax.losses.perceptronLoss(jnp.array([2, 0.5, -1]), jnp.array([1, 1, 1])), [0, 0, 1]);
 * @see Rosenblatt, "The perceptron: a probabilistic model for information storage and organization in the brain", 1958,
 * https://doi.org/10.1037/h0042519
 */
export function perceptronLoss(predictorOutputs: ArrayLike, targets: ArrayLike): JaxArray {
  checkSameShape(
    "the perceptron loss",
    ["predictorOutputs", jnp.asarray(predictorOutputs)],
    ["targets", jnp.asarray(targets)],
  );
  return jnp.maximum(0, jnp.multiply(jnp.negative(predictorOutputs), targets));
}

/**
 * The hinge loss of several classes: the right class should be 1 above each other.
 *
 *     max over k of (sₖ + 1[k ≠ y]) − sᵧ
 *
 * @param scores s, f[…, classes]
 * @param labels y, numbers of classes, i[…]
 * @returns f[…]
 * @example
 * assertAllClose(optax.losses.multiclassHingeLoss(jnp.array([[3, 2.5, 0]]), jnp.array([0])), [0.5]);
 * @see Crammer and Singer, "On the Algorithmic Implementation of Multiclass Kernel-based Vector Machines", 2001,
 * https://www.jmlr.org/papers/v2/crammer01a.html
 */
export function multiclassHingeLoss(scores: ArrayLike, labels: ArrayLike): JaxArray {
  const s = jnp.asarray(scores);
  const right = oneHot(labels, s.shape.at(-1)!);
  const best = jnp.max(jnp.subtract(jnp.add(s, 1), right), { axis: -1 });
  return jnp.subtract(best, jnp.sum(jnp.multiply(s, right), { axis: -1 }));
}

/**
 * The perceptron's loss of several classes: how far the best class is above the right one.
 *
 *     max over k of sₖ − sᵧ
 *
 * @param scores s, f[…, classes]
 * @param labels y, numbers of classes, i[…]
 * @returns f[…]
 * @example
 * assertAllClose(optax.losses.multiclassPerceptronLoss(jnp.array([[3, 2.5, 0]]), jnp.array([1])), [0.5]);
 * @see Collins, "Discriminative Training Methods for Hidden Markov Models", 2002, https://aclanthology.org/W02-1001
 */
export function multiclassPerceptronLoss(scores: ArrayLike, labels: ArrayLike): JaxArray {
  const s = jnp.asarray(scores);
  const right = oneHot(labels, s.shape.at(-1)!);
  return jnp.subtract(jnp.max(s, { axis: -1 }), jnp.sum(jnp.multiply(s, right), { axis: -1 }));
}
