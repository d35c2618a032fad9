import type { ArrayLike } from "../../core/array.ts";
import { add, divide, multiply, sign, sqrt, square, subtract } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { GradientTransformation } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { biasCorrection } from "../tree/biasCorrection.ts";
import { fullLike } from "../tree/fullLike.ts";
import { oneMinus } from "../tree/oneMinus.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { ScaleByAdamState } from "./scaleByAdam.ts";

/** Options of {@link scaleByYogi}. */
export interface YogiOptions {
  /** Decay rate β₁ of the mean of gradients; default 0.9. */
  readonly b1?: ArrayLike;
  /** Rate β₂ of the second moment; default 0.999. */
  readonly b2?: ArrayLike;
  /** ε outside the square root; default 1e-3. */
  readonly eps?: ArrayLike;
  /** ε̄ inside the square root; default 0. */
  readonly epsRoot?: ArrayLike;
  /** What both moments begin with; default 1e-6. */
  readonly initialAccumulatorValue?: ArrayLike;
}

/**
 * Adam whose second moment moves by steps of a size that does not depend on it.
 *
 *     m ← (1 − β₁) g + β₁ m      v ← v − (1 − β₂) sign(v − g²) g²
 *     u = m̂ / (√(v̂ + ε̄) + ε)
 *
 * @param options see {@link YogiOptions}
 * @returns a transformation with state `{ count, mu, nu }`
 * @example
 * const tx = optax.scaleByYogi({ initialAccumulatorValue: 0, eps: 0 });
 * const [updates] = tx.update({ w: jnp.array([0.5, -3]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(updates.w, [1, -1], { rtol: 1e-5 });
 * @see Zaheer et al., "Adaptive Methods for Nonconvex Optimization", 2018, https://papers.nips.cc/paper/2018/hash/90365351ccc7437a1309dc64e4db32a3-Abstract.html
 */
export function scaleByYogi(options: YogiOptions = {}): GradientTransformation<ScaleByAdamState> {
  const { b1 = 0.9, b2 = 0.999, eps = 1e-3, epsRoot = 0, initialAccumulatorValue = 1e-6 } = options;
  return describe(
    "scaleByYogi",
    { b1, b2, eps, epsRoot, initialAccumulatorValue },
    {
      init(params) {
        const [mu, nu] = [fullLike(params, initialAccumulatorValue), fullLike(params, initialAccumulatorValue)];
        return new ScaleByAdamState(zeroCount(), mu, nu);
      },
      update(updates, state) {
        const mu = updateMoment({ updates, moments: state.mu, decay: b1, order: 1 });
        const nu = map(
          (g, v) => subtract(v, multiply(multiply(oneMinus(b2), sign(subtract(v, square(g)))), square(g))),
          updates,
          state.nu,
        );
        const count = safeIncrement(state.count);
        const [muHat, nuHat] = [biasCorrection(mu, b1, count), biasCorrection(nu, b2, count)];
        const scaled = map((m, v) => divide(m, add(sqrt(add(v, epsRoot)), eps)), muHat, nuHat);
        return [scaled, new ScaleByAdamState(count, mu, nu)];
      },
    },
  );
}
