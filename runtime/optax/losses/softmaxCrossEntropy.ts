import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { logSoftmax, softmax } from "../../functions/index.ts";
import * as jnp from "../../numpy/index.ts";
import { along, type ClassOptions, floatArray } from "./checkFloat.ts";

/**
 * Cross-entropy of class probabilities.
 *
 *     −Σ y log softmax(x)
 *
 * @param logits x, f[…, classes]
 * @param labels y, probabilities of the classes, of a shape that broadcasts
 * @param options.axis axis of the classes, several, or null for all; default −1
 * @param options.where which classes take part: booleans of the shape of the logits, or without the axis of classes; default all
 * @returns f[…]
 * @throws TypeError for logits that are no floats
 * @example
 * const loss = optax.losses.softmaxCrossEntropy(jnp.array([[1, 2, 3]]).astype("float32"), jnp.array([[0, 0, 1]]));
 * assertAllClose(loss, [0.407606], { rtol: 1e-5 });
 */
export function softmaxCrossEntropy(logits: ArrayLike, labels: ArrayLike, options: ClassOptions = {}): JaxArray {
  const { axis = -1 } = options;
  const x = floatArray("the softmax cross-entropy", "logits", logits);
  const where = maskLike(x, options);
  const logProbs = logSoftmax(x, along(axis, where) as Parameters<typeof logSoftmax>[1]);
  return jnp.negative(jnp.sum(jnp.multiply(labels, logProbs), along(axis, where)));
}

/** The mask with the axis of classes, if it lacks that. */
function maskLike(x: JaxArray, { axis = -1, where }: ClassOptions): JaxArray | null {
  if (where === null || where === undefined) return null;
  const mask = jnp.asarray(where);
  return mask.shape.length === x.shape.length || axis === null ? mask : jnp.expandDims(mask, axis);
}

/**
 * Cross-entropy that is also right where a logit is −∞: a class of probability 0 costs nothing if its label is 0.
 *
 *     −Σ y log softmax(x)        0 · log 0 = 0
 *
 * @param logits x, f[…, classes]
 * @param labels y, probabilities of the classes, of a shape that broadcasts
 * @returns f[…]
 * @throws TypeError for logits that are no floats
 * @example
 * const logits = jnp.array([-Infinity, 0, 0]);
 * assertAllClose(optax.losses.safeSoftmaxCrossEntropy(logits, jnp.array([0, 1, 0])), Math.LN2, { rtol: 1e-6 });
 */
export function safeSoftmaxCrossEntropy(logits: ArrayLike, labels: ArrayLike): JaxArray {
  const x = floatArray("the softmax cross-entropy", "logits", logits);
  const logProbs = logSoftmax(x);
  const finite = jnp.where(jnp.isfinite(logProbs), logProbs, 0);
  // where a label is 0 the product is 0 · finite: no NaN, and the gradient to the label is still log softmax
  const terms = jnp.where(jnp.notEqual(labels, 0), jnp.multiply(labels, logProbs), jnp.multiply(labels, finite));
  return jnp.negative(jnp.sum(terms, { axis: -1 }));
}

/**
 * PolyLoss: cross-entropy plus a multiple of the probability that was given to wrong classes.
 *
 *     −Σ y log p + ε Σ y (1 − p)        p = softmax(x)
 *
 * @param logits x, f[…, classes]
 * @param labels y, probabilities of the classes, f[…, classes]
 * @param options.epsilon ε; default 2
 * @param options.axis axis of the classes, several, or null for all; default −1
 * @param options.where which classes take part; default all
 * @returns f[…]
 * @throws TypeError for arguments that are no floats
 * @example
 * const loss = optax.losses.polyLossCrossEntropy(jnp.array([0.5, 0.5]), jnp.array([1, 0]).astype("float32"), { epsilon: 1 });
 * assertAllClose(loss, Math.LN2 + 0.5, { rtol: 1e-6 });
 * @see Leng et al., "PolyLoss: A Polynomial Expansion Perspective of Classification Loss Functions", 2022,
 * https://arxiv.org/abs/2204.12511
 */
export function polyLossCrossEntropy(
  logits: ArrayLike,
  labels: ArrayLike,
  options: ClassOptions & { epsilon?: ArrayLike } = {},
): JaxArray {
  const { epsilon = 2, axis = -1, where } = options;
  const x = floatArray("PolyLoss", "logits", logits);
  const y = floatArray("PolyLoss", "labels", labels);
  const p = softmax(x, along(axis, where) as Parameters<typeof softmax>[1]);
  const wrong = jnp.sum(jnp.multiply(y, jnp.subtract(1, p)), along(axis, where));
  return jnp.add(softmaxCrossEntropy(x, y, options), jnp.multiply(epsilon, wrong));
}
