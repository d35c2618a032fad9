import type { ArrayLike } from "../../core/array.ts";
import { add, divide, multiply, sqrt } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { describe } from "../describe.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** Means of squared gradients and squared updates. */
export class ScaleByAdaDeltaState extends NamedTuple {
  readonly eG: Tree;
  readonly eX: Tree;
  constructor(eG: Tree, eX: Tree) {
    super();
    this.eG = eG;
    this.eX = eX;
  }
}

/**
 * Gradients scaled so that updates keep the size of those before.
 *
 *     E ← (1 − ρ) g² + ρ E         u = √(D + ε) / √(E + ε) · g         D ← (1 − ρ) u² + ρ D
 *
 * @param options.rho decay rate ρ of the means; default 0.9
 * @param options.eps ε, which also makes the first step larger than zero; default 1e-6
 * @returns a transformation with state `{ eG, eX }`
 * @example
 * const tx = optax.scaleByAdadelta({ rho: 0, eps: 1e-6 });
 * const [updates] = tx.update({ w: jnp.array([0.5, -3]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(updates.w, [1e-3, -1e-3], { rtol: 1e-4 });
 * @see Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012, https://arxiv.org/abs/1212.5701
 */
export function scaleByAdadelta(
  options: { rho?: ArrayLike; eps?: ArrayLike } = {},
): GradientTransformation<ScaleByAdaDeltaState> {
  const { rho = 0.9, eps = 1e-6 } = options;
  return describe(
    "scaleByAdadelta",
    { rho, eps },
    {
      init: (params) => new ScaleByAdaDeltaState(zerosLike(params), zerosLike(params)),
      update(updates, state) {
        const eG = updateMoment({ updates, moments: state.eG, decay: rho, order: 2 });
        const scaled = map(
          (g, e, d) => multiply(divide(sqrt(add(d, eps)), sqrt(add(e, eps))), g),
          updates,
          eG,
          state.eX,
        );
        return [
          scaled,
          new ScaleByAdaDeltaState(eG, updateMoment({ updates: scaled, moments: state.eX, decay: rho, order: 2 })),
        ];
      },
    },
  );
}
