import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { abs, add, less, multiply, sign, tanh, where } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { DType } from "../../types/dtype.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { cast } from "../tree/cast.ts";
import { oneMinus } from "../tree/oneMinus.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** Lion's momentum. */
export class ScaleByLionState extends NamedTuple {
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  /** Mean of gradients, the structure of the parameters. */
  readonly mu: Tree;
  constructor(count: JaxArray, mu: Tree) {
    super();
    this.count = count;
    this.mu = mu;
  }
}

/** Options of {@link scaleByLion}. */
export interface LionOptions {
  /** β₁, the weight of the momentum in the update; default 0.9. */
  readonly b1?: ArrayLike;
  /** β₂, decay rate of the momentum; default 0.99. */
  readonly b2?: ArrayLike;
  /** Dtype of the stored momentum; default that of the parameters. */
  readonly muDtype?: DType;
  /** How the sign is taken: "hard" (default), "smooth" (tanh), or "refined" (linear between −1 and 1). */
  readonly mode?: "hard" | "smooth" | "refined";
  /** The factor inside tanh; default 1. */
  readonly smoothBeta?: number;
}

/**
 * Lion's rule: the sign of a mixture of momentum and gradient.
 *
 *     u = sign((1 − β₁) g + β₁ m)
 *     m ← (1 − β₂) g + β₂ m
 *
 * @param options see {@link LionOptions}
 * @returns a transformation with state `{ count, mu }`
 * @throws RangeError for another `mode`
 * @example
 * const tx = optax.scaleByLion();
 * const [updates] = tx.update({ w: jnp.array([0.5, -3]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(updates.w, [1, -1]);
 * @see Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, https://arxiv.org/abs/2302.06675
 */
export function scaleByLion(options: LionOptions = {}): GradientTransformation<ScaleByLionState> {
  const { b1 = 0.9, b2 = 0.99, muDtype, mode = "hard", smoothBeta = 1 } = options;
  if (!Object.hasOwn(signs, mode))
    throw new RangeError(`Cannot make Lion: mode must be "hard", "smooth" or "refined", got "${mode}"`);
  return describe(
    "scaleByLion",
    { b1, b2, muDtype, mode, smoothBeta },
    {
      init: (params) => new ScaleByLionState(zeroCount(), zerosLike(params, { dtype: muDtype })),
      update(updates, state) {
        const signed = map(
          (g, m) => signs[mode](add(multiply(oneMinus(b1), g), multiply(b1, m)), smoothBeta),
          updates,
          state.mu,
        );
        const mu = cast(updateMoment({ updates, moments: state.mu, decay: b2, order: 1 }), muDtype);
        return [signed, new ScaleByLionState(safeIncrement(state.count), mu)];
      },
    },
  );
}

const signs = {
  hard: (x: JaxArray) => sign(x),
  smooth: (x: JaxArray, beta: number) => tanh(multiply(beta, x)),
  refined: (x: JaxArray) => where(less(abs(x), 1), x, sign(x)),
};
