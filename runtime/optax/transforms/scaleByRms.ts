import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { rsqrt } from "../../lax/index.ts";
import { add, divide, multiply, sqrt } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { biasCorrection } from "../tree/biasCorrection.ts";
import { fullLike } from "../tree/fullLike.ts";
import { updateMomentPerElemNorm } from "../tree/updateMomentPerElemNorm.ts";

/** Mean of squared gradients. */
export class ScaleByRmsState extends NamedTuple {
  /** The structure of the parameters. */
  readonly nu: Tree;
  constructor(nu: Tree) {
    super();
    this.nu = nu;
  }
}

/** Mean of squared gradients, with the number of updates for its bias correction. */
export class ScaleByRmsWithCountState extends NamedTuple {
  /** i32[] */
  readonly count: JaxArray;
  /** The structure of the parameters. */
  readonly nu: Tree;
  constructor(count: JaxArray, nu: Tree) {
    super();
    this.count = count;
    this.nu = nu;
  }
}

/** Options of {@link scaleByRms} and {@link scaleByStddev}. */
export interface RmsOptions {
  /** Decay rate ρ of the means; default 0.9. */
  readonly decay?: ArrayLike;
  /** ε; default 1e-8. */
  readonly eps?: ArrayLike;
  /** What the mean of squares begins with; default 0. */
  readonly initialScale?: ArrayLike;
  /** ε inside the square root (default), or added to it. */
  readonly epsInSqrt?: boolean;
  /** Whether to correct the means' pull towards zero; default false. */
  readonly biasCorrection?: boolean;
}

/**
 * Divides gradients by the root of their mean square.
 *
 *     v ← (1 − ρ) g² + ρ v
 *     u = g / √(v + ε)            epsInSqrt: false:   g / (√v + ε)
 *
 * @param options see {@link RmsOptions}
 * @returns a transformation with state `{ nu }`, or `{ count, nu }` with bias correction
 * @example
 * const tx = optax.scaleByRms({ decay: 0 });
 * const [updates] = tx.update({ w: jnp.array([0.5, -3]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(updates.w, [1, -1], { rtol: 1e-5 });
 * @see Hinton, "Overview of mini-batch gradient descent", lecture 6a, http://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf
 */
export function scaleByRms(
  options: RmsOptions = {},
): GradientTransformation<ScaleByRmsState | ScaleByRmsWithCountState> {
  const { decay = 0.9, eps = 1e-8, initialScale = 0, epsInSqrt = true, biasCorrection: corrected = false } = options;
  return describe(
    "scaleByRms",
    { decay, eps, initialScale, epsInSqrt, biasCorrection: corrected },
    {
      init(params) {
        const nu = fullLike(params, initialScale);
        return corrected ? new ScaleByRmsWithCountState(zeroCount(), nu) : new ScaleByRmsState(nu);
      },
      update(updates, state) {
        const nu = updateMomentPerElemNorm({ updates, moments: state.nu, decay, order: 2 });
        const count = state instanceof ScaleByRmsWithCountState ? safeIncrement(state.count) : undefined;
        const nuHat = count ? biasCorrection(nu, decay, count) : nu;
        const scaled = map((n, g) => multiply(inverseRoot(n, eps, epsInSqrt), g), nuHat, updates);
        return [scaled, count ? new ScaleByRmsWithCountState(count, nu) : new ScaleByRmsState(nu)];
      },
    },
  );
}

/** 1 / √(n + ε), or 1 / (√n + ε). */
export function inverseRoot(n: JaxArray, eps: ArrayLike, epsInSqrt: boolean): JaxArray {
  return epsInSqrt ? rsqrt(add(n, eps)) : divide(1, add(sqrt(n), eps));
}
