import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, astype, divide, greaterEqual, multiply, power, sqrt, subtract, where } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { GradientTransformation } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { biasCorrection } from "../tree/biasCorrection.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { updateMomentPerElemNorm } from "../tree/updateMomentPerElemNorm.ts";
import { zerosLike } from "../tree/zerosLike.ts";
import { nesterovMoment, ScaleByAdamState } from "./scaleByAdam.ts";

/** Options of {@link scaleByRadam}. */
export interface RadamOptions {
  /** Decay rate β₁ of the mean of gradients; default 0.9. */
  readonly b1?: ArrayLike;
  /** Decay rate β₂ of the mean of squared gradients; default 0.999. */
  readonly b2?: number;
  /** ε outside the square root; default 1e-8. */
  readonly eps?: ArrayLike;
  /** ε̄ inside the square root; default 0. */
  readonly epsRoot?: ArrayLike;
  /** From which ρ on the second moment is trusted; default 5. */
  readonly threshold?: ArrayLike;
  /** Nesterov's momentum; default false. */
  readonly nesterov?: boolean;
}

/**
 * Rectified Adam: plain momentum until there are enough squared gradients to divide by.
 *
 *     ρ∞ = 2 / (1 − β₂) − 1        ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ)
 *     r = √((ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ))
 *     u = r m̂ / (√(v̂ + ε̄) + ε)   if ρ ≥ threshold,   else m̂
 *
 * ρ is a small difference of large numbers: its rounding in float32 is Optax's, operation by operation.
 *
 * @param options see {@link RadamOptions}
 * @returns a transformation with state `{ count, mu, nu }`
 * @example
 * const tx = optax.scaleByRadam();
 * const [updates] = tx.update({ w: jnp.array([0.5, -3]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(updates.w, [0.5, -3], { rtol: 1e-5 });
 * @see Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", 2019, https://arxiv.org/abs/1908.03265
 */
export function scaleByRadam(options: RadamOptions = {}): GradientTransformation<ScaleByAdamState> {
  const { b1 = 0.9, b2 = 0.999, eps = 1e-8, epsRoot = 0, threshold = 5, nesterov = false } = options;
  const limit = 2 / (1 - b2) - 1;
  const rectifier = (rho: JaxArray): JaxArray => {
    const top = multiply(multiply(subtract(rho, 4), subtract(rho, 2)), limit);
    return sqrt(divide(top, multiply((limit - 4) * (limit - 2), rho)));
  };
  return describe(
    "scaleByRadam",
    { b1, b2, eps, epsRoot, threshold, nesterov },
    {
      init: (params) => new ScaleByAdamState(zeroCount(), zerosLike(params), zerosLike(params)),
      update(updates, state) {
        const mu = updateMoment({ updates, moments: state.mu, decay: b1, order: 1 });
        const nu = updateMomentPerElemNorm({ updates, moments: state.nu, decay: b2, order: 2 });
        const count = safeIncrement(state.count);
        const fading = power(b2, count);
        const rho = subtract(limit, divide(multiply(multiply(2, count), fading), subtract(1, fading)));
        const muHat = nesterov ? nesterovMoment(updates, mu, b1, count) : biasCorrection(mu, b1, count);
        const nuHat = biasCorrection(nu, b2, count);
        const r = rectifier(rho);
        const rectified = (m: JaxArray, v: JaxArray): JaxArray =>
          divide(multiply(astype(r, m.dtype), m), add(sqrt(add(v, epsRoot)), eps));
        const trusted = greaterEqual(rho, threshold);
        const scaled = map((m, v) => where(trusted, rectified(m, v), m), muHat, nuHat);
        return [scaled, new ScaleByAdamState(count, mu, nu)];
      },
    },
  );
}
