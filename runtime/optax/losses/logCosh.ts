import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as jnp from "../../numpy/index.ts";
import { floatArray } from "./checkFloat.ts";

/**
 * The logarithm of the hyperbolic cosine of the error: like ½ e² near zero and |e| − log 2 far away, and smooth.
 *
 *     log cosh e = log(eᵉ + e⁻ᵉ) − log 2
 *
 * @param predictions f[…]
 * @param targets f[…] of a shape that broadcasts; none: predictions are errors already
 * @returns the loss of each element
 * @throws TypeError for predictions that are no floats
 * @example
 * assertAllClose(optax.losses.logCosh(jnp.array([0, 50.5])), [0, 50.5 - Math.LN2]);
 * @see Chen et al., "Log Hyperbolic Cosine Loss Improves Variational Auto-Encoder", 2019, https://openreview.net/pdf?id=rkglvsC9Ym
 */
export function logCosh(predictions: ArrayLike, targets?: ArrayLike | null): JaxArray {
  const y = floatArray("log cosh", "predictions", predictions);
  const errors = targets === null || targets === undefined ? y : jnp.subtract(y, targets);
  return jnp.subtract(jnp.logaddexp(errors, jnp.negative(errors)), Math.LN2);
}
