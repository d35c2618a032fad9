import type { ArrayLike } from "../../core/array.ts";
import { add, asarray, astype, divide, lessEqual, maximum, minimum, subtract, where } from "../../numpy/index.ts";
import { type EmptyState, extraArg, type GradientTransformation, initEmptyState } from "../base.ts";
import { describe } from "../describe.ts";
import { scale } from "../tree/arithmetic.ts";
import { norm } from "../tree/norm.ts";

/** Options of {@link scaleByPolyak}. */
export interface PolyakOptions {
  /** f*, the least possible loss, or a bound below it; default 0. */
  readonly fMin?: ArrayLike;
  /** Largest step; default 1. */
  readonly maxLearningRate?: ArrayLike;
  /** ε added to the squared norm; default 0. */
  readonly eps?: ArrayLike;
  /** "sps" (default), or "sps+", which takes a gap below zero for zero. */
  readonly variant?: "sps" | "sps+";
}

/** Machine epsilon of float32, below which a squared norm counts as zero. */
const tiny = 1.1920928955078125e-7;

/**
 * Polyak's step size: as far as the linear model of the loss needs to reach its minimum.
 *
 *     u ← u · min((f − f*) / (‖u‖² + ε), ηₘₐₓ)
 *
 * @param options see {@link PolyakOptions}
 * @returns a stateless transformation whose `update` needs the extra argument `value`, the loss f
 * @throws RangeError for another variant; TypeError when `update` is called without `value`
 * @example
 * const tx = optax.scaleByPolyak();
 * const [updates] = tx.update({ w: jnp.array([3, 4]) }, tx.init({}), undefined, { value: jnp.array(5) });
 * assertAllClose(updates.w, [0.6, 0.8], { rtol: 1e-6 });
 * @see Loizou et al., "Stochastic Polyak Step-size for SGD", 2020, https://arxiv.org/abs/2002.10542
 */
export function scaleByPolyak(options: PolyakOptions = {}): GradientTransformation<EmptyState> {
  const { fMin = 0, maxLearningRate = 1, eps = 0, variant = "sps" } = options;
  if (variant !== "sps" && variant !== "sps+") {
    throw new RangeError(
      `Cannot scale by Polyak's step size: variant must be "sps" or "sps+", got "${String(variant)}"`,
    );
  }
  return describe(
    "scaleByPolyak",
    { fMin, maxLearningRate, eps, variant },
    {
      init: initEmptyState,
      update(updates, state, _params, extra) {
        const value: ArrayLike = extraArg(extra, "value", "scaleByPolyak");
        const length = add(norm(updates, { squared: true }), eps);
        const gap = astype(subtract(value, fMin), asarray(length).dtype);
        const step = minimum(divide(variant === "sps+" ? maximum(gap, 0) : gap, length), maxLearningRate);
        return [scale(where(lessEqual(length, tiny), 0, step), updates), state];
      },
    },
  );
}
