import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as jnp from "../../numpy/index.ts";
import { along, type ClassOptions, floatArray } from "./checkFloat.ts";

/**
 * Relative entropy of target probabilities and predicted ones.
 *
 *     Σ q (log q − log p)        0 · log 0 = 0
 *
 * @param logPredictions log p, f[…, classes]
 * @param targets q, probabilities, of a shape that broadcasts
 * @param options.axis axis of the classes, several, or null for all; default −1
 * @param options.where which classes take part; default all
 * @returns f[…]
 * @throws TypeError for arguments that are no floats
 * @example
 * assertAllClose(optax.losses.klDivergence(jnp.log(jnp.array([0.5, 0.5])), jnp.array([1.0, 0]).astype("float32")), Math.LN2);
 * @see Kullback and Leibler, "On Information and Sufficiency", 1951, https://www.jstor.org/stable/2236703
 */
export function klDivergence(logPredictions: ArrayLike, targets: ArrayLike, options: ClassOptions = {}): JaxArray {
  const { axis = -1, where } = options;
  const logP = floatArray("the KL divergence", "logPredictions", logPredictions);
  const q = floatArray("the KL divergence", "targets", targets);
  const logQ = jnp.where(jnp.equal(q, 0), 0, jnp.log(q));
  return jnp.sum(jnp.multiply(q, jnp.subtract(logQ, logP)), along(axis, where));
}

/**
 * Relative entropy of target probabilities, given by their logarithms, and predicted ones.
 *
 *     Σ exp(log q) (log q − log p)
 *
 * @param logPredictions log p, f[…, classes]
 * @param logTargets log q, of a shape that broadcasts
 * @param options.axis axis of the classes, several, or null for all; default −1
 * @param options.where which classes take part; default all
 * @returns f[…]
 * @throws TypeError for arguments that are no floats
 * @example
 * const logQ = jnp.log(jnp.array([0.5, 0.5]));
 * assertAllClose(optax.losses.klDivergenceWithLogTargets(logQ, logQ), 0);
 */
export function klDivergenceWithLogTargets(
  logPredictions: ArrayLike,
  logTargets: ArrayLike,
  options: ClassOptions = {},
): JaxArray {
  const { axis = -1, where } = options;
  const logP = floatArray("the KL divergence", "logPredictions", logPredictions);
  const logQ = floatArray("the KL divergence", "logTargets", logTargets);
  return jnp.sum(jnp.multiply(jnp.exp(logQ), jnp.subtract(logQ, logP)), along(axis, where));
}

/**
 * Relative entropy of two measures that need not sum to 1.
 *
 *     Σ q (log q − log p) + Σ (p − q)
 *
 * @param logPredictions log p, f[…, classes]
 * @param targets q, of a shape that broadcasts
 * @param options.axis axis of the classes, several, or null for all; default −1
 * @param options.where which classes take part; default all
 * @returns f[…]; 0 where the measures are equal
 * @throws TypeError for arguments that are no floats
 * @example
 * const p = jnp.array([0.5, 2.5]);
 * assertAllClose(optax.losses.generalizedKlDivergence(jnp.log(p), p), 0, { atol: 1e-6 });
 */
export function generalizedKlDivergence(
  logPredictions: ArrayLike,
  targets: ArrayLike,
  options: ClassOptions = {},
): JaxArray {
  const { axis = -1, where } = options;
  const surplus = jnp.sum(jnp.subtract(jnp.exp(logPredictions), targets), along(axis, where));
  return jnp.add(klDivergence(logPredictions, targets, options), surplus);
}
