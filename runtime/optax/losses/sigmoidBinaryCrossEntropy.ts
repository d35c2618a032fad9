import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { logSigmoid, logsumexp } from "../../functions/index.ts";
import * as jnp from "../../numpy/index.ts";
import { floatArray } from "./checkFloat.ts";

/**
 * Cross-entropy of independent yes-or-no questions.
 *
 *     −y log σ(x) − (1 − y) log(1 − σ(x))
 *
 * @param logits x, f[…]
 * @param labels y from 0 to 1, of a shape that broadcasts
 * @returns the loss of each element
 * @throws TypeError for logits that are no floats
 * @example
 * assertAllClose(optax.losses.sigmoidBinaryCrossEntropy(jnp.array([0.5, 100]), jnp.array([1, 0])), [0.474077, 100], { rtol: 1e-5 });
 */
export function sigmoidBinaryCrossEntropy(logits: ArrayLike, labels: ArrayLike): JaxArray {
  const x = floatArray("the sigmoid cross-entropy", "logits", logits);
  const y = jnp.astype(labels, x.dtype);
  const yes = jnp.multiply(y, logSigmoid(x));
  const no = jnp.multiply(jnp.subtract(1, y), logSigmoid(jnp.negative(x)));
  return jnp.subtract(jnp.negative(yes), no);
}

/**
 * Focal loss: cross-entropy that counts questions less the surer the model is of the right answer.
 *
 *     −(1 − pₜ)ᵞ log pₜ        pₜ = σ(x) where y = 1, else 1 − σ(x)
 *
 * @param logits x, f[…]
 * @param labels y from 0 to 1, of a shape that broadcasts
 * @param options.alpha weight of positive labels, in [0, 1]; negative ones get 1 − α; default none
 * @param options.gamma γ, how much sure answers count less; default 2
 * @returns the loss of each element
 * @throws TypeError for logits that are no floats
 * @example
 * assertAllClose(optax.losses.sigmoidFocalLoss(jnp.array([0.5]), jnp.array([1]), { gamma: 0 }), [0.474077], { rtol: 1e-5 });
 * @see Lin et al., "Focal Loss for Dense Object Detection", 2017, https://arxiv.org/abs/1708.02002
 */
export function sigmoidFocalLoss(
  logits: ArrayLike,
  labels: ArrayLike,
  options: { alpha?: ArrayLike | null; gamma?: ArrayLike } = {},
): JaxArray {
  const { alpha, gamma = 2 } = options;
  const x = floatArray("the focal loss", "logits", logits);
  const y = jnp.astype(labels, x.dtype);
  const parts = jnp.stack([logSigmoid(x), logSigmoid(jnp.negative(x))], { axis: -1 });
  const weights = jnp.stack([jnp.subtract(1, y), y], { axis: -1 });
  const logMiss = logsumexp(parts, { axis: -1, b: weights }); // log(1 − pₜ)
  const loss = jnp.multiply(sigmoidBinaryCrossEntropy(x, y), jnp.exp(jnp.multiply(gamma, logMiss)));
  if (alpha === null || alpha === undefined) return loss;
  const balance = jnp.add(jnp.multiply(alpha, y), jnp.multiply(jnp.subtract(1, alpha), jnp.subtract(1, y)));
  return jnp.multiply(balance, loss);
}
