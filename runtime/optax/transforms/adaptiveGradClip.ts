import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { asarray, broadcastTo, divide, less, maximum, multiply, sqrt, square, sum, where } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { checkParams, type EmptyState, type GradientTransformation, initEmptyState } from "../base.ts";
import { describe } from "../describe.ts";

/**
 * Clips each unit's gradient to a fraction of the norm of that unit's parameters. A unit is a column of a matrix, an output channel of
 * a convolution, or a whole vector.
 *
 *     g ← g · min(1, λ max(‖w‖, ε) / ‖g‖)        norms over each unit
 *
 * @param clipping λ, the largest allowed ratio of the norms
 * @param options.eps ε, least norm of parameters, so that those which begin at zero can grow; default 1e-3
 * @param options.axis axes over which norms are taken; default by the number of dimensions, see {@link unitwiseNorm}
 * @returns a stateless transformation whose `update` needs the parameters
 * @throws TypeError when `update` is called without parameters, or for shapes that need `axis`
 * @example
 * const tx = optax.adaptiveGradClip(0.1);
 * const [updates] = tx.update({ w: jnp.array([3, 4]) }, tx.init({}), { w: jnp.array([0, 10]) });
 * assertAllClose(updates.w, [0.6, 0.8], { rtol: 1e-6 });
 * @see Brock et al., "High-Performance Large-Scale Image Recognition Without Normalization", 2021, https://arxiv.org/abs/2102.06171
 */
export function adaptiveGradClip(
  clipping: ArrayLike,
  options: { eps?: ArrayLike; axis?: number | readonly number[] | null } = {},
): GradientTransformation<EmptyState> {
  const { eps = 1e-3, axis = null } = options;
  return describe(
    "adaptiveGradClip",
    { clipping, eps, axis },
    {
      init: initEmptyState,
      update(updates, state, params) {
        checkParams(params, "adaptiveGradClip");
        const clip = (g: JaxArray, p: JaxArray): JaxArray => {
          const maxNorm = multiply(clipping, maximum(unitwiseNorm(p, { axis }), eps));
          return unitwiseClip(unitwiseNorm(g, { axis }), maxNorm, g);
        };
        return [map(clip, updates, params), state];
      },
    },
  );
}

/**
 * The norm of each unit: over everything for vectors, over the first axis in 2 and 3 dimensions, over all but the last in 4 and 5.
 *
 * @param x an array of at most 5 dimensions, or of any with `axis`
 * @param options.axis axes over which norms are taken
 * @returns the norms, repeated to the shape of `x`
 * @throws TypeError for more dimensions without `axis`
 * @example
 * assertAllClose(optax.unitwiseNorm(jnp.array([[3, 0], [4, 1]])), [[5, 1], [5, 1]]);
 */
export function unitwiseNorm(x: ArrayLike, options: { axis?: number | readonly number[] | null } = {}): JaxArray {
  const a = asarray(x);
  const { axis } = options;
  const axes = axis !== null && axis !== undefined ? (typeof axis === "number" ? [axis] : axis) : unitAxes(a.shape);
  return broadcastTo(sqrt(sum(square(a), { axis: axes, keepdims: true })), a.shape);
}

function unitAxes(shape: readonly number[]): number[] {
  const all = [...shape.keys()];
  if (shape.filter((n) => n !== 1).length <= 1) return all;
  if (shape.length === 2 || shape.length === 3) return [0];
  if (shape.length === 4 || shape.length === 5) return all.slice(0, -1);
  throw new TypeError(
    `Cannot take norms of units of an array of shape [${shape}]: there is no rule for ${shape.length} dimensions; say { axis: … }`,
  );
}

/**
 * Clips each unit's gradient to a norm.
 *
 * @param gNorm norms of the gradients, of the shape of `grad`
 * @param maxNorm largest allowed norms, of the shape of `grad`
 * @param grad the gradients
 * @param options.divEps least divisor; default 1e-6
 * @returns the gradients where their norm is below the largest allowed, else gradients of that norm
 * @example
 * const g = jnp.array([3, 4]);
 * assertAllClose(optax.unitwiseClip(optax.unitwiseNorm(g), jnp.array([1, 1]), g), [0.6, 0.8]);
 */
export function unitwiseClip(
  gNorm: JaxArray,
  maxNorm: JaxArray,
  grad: JaxArray,
  options: { divEps?: ArrayLike } = {},
): JaxArray {
  const { divEps = 1e-6 } = options;
  const clipped = multiply(grad, divide(maxNorm, maximum(gNorm, divEps)));
  return where(less(gNorm, maxNorm), grad, clipped);
}
