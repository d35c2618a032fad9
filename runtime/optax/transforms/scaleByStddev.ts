import type { JaxArray } from "../../core/array.ts";
import { rsqrt } from "../../lax/index.ts";
import { add, divide, multiply, sqrt, square, subtract } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { biasCorrection } from "../tree/biasCorrection.ts";
import { fullLike } from "../tree/fullLike.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { updateMomentPerElemNorm } from "../tree/updateMomentPerElemNorm.ts";
import { zerosLike } from "../tree/zerosLike.ts";
import type { RmsOptions } from "./scaleByRms.ts";

/** Means of gradients and of their squares. */
export class ScaleByRStdDevState extends NamedTuple {
  readonly mu: Tree;
  readonly nu: Tree;
  constructor(mu: Tree, nu: Tree) {
    super();
    this.mu = mu;
    this.nu = nu;
  }
}

/** Means of gradients and of their squares, with the number of updates for their bias correction. */
export class ScaleByRStdDevWithCountState extends NamedTuple {
  /** i32[] */
  readonly count: JaxArray;
  readonly mu: Tree;
  readonly nu: Tree;
  constructor(count: JaxArray, mu: Tree, nu: Tree) {
    super();
    this.count = count;
    this.mu = mu;
    this.nu = nu;
  }
}

/**
 * Divides gradients by their standard deviation.
 *
 *     m ← (1 − ρ) g + ρ m      v ← (1 − ρ) g² + ρ v
 *     u = g / √(v − m² + ε)            epsInSqrt: false:   g / (√(v − m²) + ε)
 *
 * @param options see {@link RmsOptions}
 * @returns a transformation with state `{ mu, nu }`, or `{ count, mu, nu }` with bias correction
 * @example
 * const tx = optax.scaleByStddev({ decay: 0.5 });
 * const [updates] = tx.update({ w: jnp.array([0.5, -3]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(updates.w, [2, -2], { rtol: 1e-5 });
 * @see Graves, "Generating Sequences With Recurrent Neural Networks", 2013, https://arxiv.org/abs/1308.0850
 */
export function scaleByStddev(
  options: RmsOptions = {},
): GradientTransformation<ScaleByRStdDevState | ScaleByRStdDevWithCountState> {
  const { decay = 0.9, eps = 1e-8, initialScale = 0, epsInSqrt = true, biasCorrection: corrected = false } = options;
  return describe(
    "scaleByStddev",
    { decay, eps, initialScale, epsInSqrt, biasCorrection: corrected },
    {
      init(params) {
        const [mu, nu] = [zerosLike(params), fullLike(params, initialScale)];
        return corrected ? new ScaleByRStdDevWithCountState(zeroCount(), mu, nu) : new ScaleByRStdDevState(mu, nu);
      },
      update(updates, state) {
        const mu = updateMoment({ updates, moments: state.mu, decay, order: 1 });
        const nu = updateMomentPerElemNorm({ updates, moments: state.nu, decay, order: 2 });
        const count = state instanceof ScaleByRStdDevWithCountState ? safeIncrement(state.count) : undefined;
        const muHat = count ? biasCorrection(mu, decay, count) : mu;
        const nuHat = count ? biasCorrection(nu, decay, count) : nu;
        const inverse = (m: JaxArray, n: JaxArray): JaxArray => {
          const variance = subtract(n, square(m));
          return epsInSqrt ? rsqrt(add(variance, eps)) : divide(1, add(sqrt(variance), eps));
        };
        const scaled = map((m, n, g) => multiply(inverse(m, n), g), muHat, nuHat, updates);
        return [scaled, count ? new ScaleByRStdDevWithCountState(count, mu, nu) : new ScaleByRStdDevState(mu, nu)];
      },
    },
  );
}
