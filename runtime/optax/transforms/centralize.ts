import type { ArrayLike } from "../../core/array.ts";
import { asarray, mean, subtract } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { type EmptyState, type GradientTransformation, initEmptyState } from "../base.ts";
import { describe } from "../describe.ts";

/**
 * Takes the mean over all but the first axis away from arrays of more than one axis.
 *
 *     uᵢ ← uᵢ − mean(uᵢ)
 *
 * @returns a stateless transformation
 * @example
 * const tx = optax.centralize();
 * const [updates] = tx.update({ w: jnp.array([[1, 2, 3], [4, 5, 6]]) }, tx.init({}));
 * assertAllClose(updates.w, [[-1, 0, 1], [-1, 0, 1]]);
 * @see Yong et al., "Gradient Centralization: A New Optimization Technique for Deep Neural Networks", 2020, https://arxiv.org/abs/2004.01461
 */
export function centralize(): GradientTransformation<EmptyState> {
  const center = (u: ArrayLike) => {
    const x = asarray(u);
    const axis = x.shape.map((_, i) => i).slice(1);
    return axis.length === 0 ? x : subtract(x, mean(x, { axis, keepdims: true }));
  };
  return describe(
    "centralize",
    {},
    { init: initEmptyState, update: (updates, state) => [map(center, updates), state] },
  );
}
