import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { stopGradient } from "../../lax/index.ts";
import * as jnp from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";
import { floatArray } from "./checkFloat.ts";
import { cosineSimilarity } from "./cosineSimilarity.ts";

/** Machine epsilon of float32: the least squared norm of an embedding. */
const tiny = 1.1920928955078125e-7;

/**
 * NT-Xent, the contrastive loss of SimCLR: embeddings of the same label should be alike, and others not.
 *
 *     −mean over pairs i ≠ j of one label of  log( e^{sᵢⱼ} / (e^{sᵢⱼ} + Σ over k of other labels e^{sᵢₖ}) )        sᵢⱼ = cos(xᵢ, xⱼ) / τ
 *
 * @param embeddings x, f[batch, n]
 * @param labels i[batch]; each should come at least twice
 * @param options.temperature τ; default 0.07
 * @returns a scalar
 * @throws TypeError for embeddings that are no floats, or of another number than labels
 * @example
 * const x = jnp.array([[1.5, 0], [3, 0], [0, 2], [0, 1]]);
 * assertAllClose(optax.losses.ntxent(x, jnp.array([0, 0, 1, 1]), { temperature: 1 }), 0.55144, { rtol: 1e-4 });
 * @see Chen et al., "A Simple Framework for Contrastive Learning of Visual Representations", 2020, https://arxiv.org/abs/2002.05709
 */
export function ntxent(embeddings: ArrayLike, labels: ArrayLike, options: { temperature?: ArrayLike } = {}): JaxArray {
  const { temperature = 0.07 } = options;
  const x = floatArray("NT-Xent", "embeddings", embeddings);
  const y = jnp.asarray(labels);
  if (x.shape[0] !== y.shape[0]) {
    throw new TypeError(
      `Cannot compute NT-Xent: there must be a label for each embedding, got ${printAval(x.aval)} and ${printAval(y.aval)}`,
    );
  }
  const cosines = cosineSimilarity(jnp.expandDims(x, 0), jnp.expandDims(x, 1), { epsilon: tiny });
  const similar = jnp.divide(cosines, temperature);
  const same = jnp.equal(jnp.expandDims(y, 1), jnp.expandDims(y, 0));
  const others = jnp.logicalNot(same);
  const pairs = jnp.logicalAnd(same, jnp.logicalNot(jnp.eye(y.shape[0]!, { dtype: "bool" })));
  const masked = (mask: JaxArray): JaxArray => jnp.where(mask, similar, Number.NEGATIVE_INFINITY);
  const highest = jnp.max(jnp.where(jnp.logicalOr(others, pairs), similar, Number.NEGATIVE_INFINITY), {
    axis: 1,
    keepdims: true,
  });
  const shift = stopGradient(highest);
  const rest = jnp.sum(jnp.exp(jnp.subtract(masked(others), shift)), { axis: 1, keepdims: true });
  const own = jnp.subtract(masked(pairs), shift);
  // where there is no pair, a number in the place of −∞, so that its gradient is 0 and not NaN
  const safe = jnp.where(pairs, own, 0);
  const logShare = jnp.subtract(safe, jnp.log(jnp.add(rest, jnp.exp(safe))));
  return jnp.divide(jnp.negative(jnp.sum(jnp.where(pairs, logShare, 0))), jnp.sum(pairs));
}
