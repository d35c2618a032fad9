import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, divide, equal, multiply, sqrt, subtract, where } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { biasCorrection } from "../tree/biasCorrection.ts";
import { oneMinus } from "../tree/oneMinus.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { updateMomentPerElemNorm } from "../tree/updateMomentPerElemNorm.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** Means of gradients, of their differences, of squares; the last gradient; updates done. */
export class ScaleByAdanState extends NamedTuple {
  readonly m: Tree;
  readonly v: Tree;
  readonly n: Tree;
  readonly g: Tree;
  /** i32[] */
  readonly t: JaxArray;
  constructor(m: Tree, v: Tree, n: Tree, g: Tree, t: JaxArray) {
    super();
    this.m = m;
    this.v = v;
    this.n = n;
    this.g = g;
    this.t = t;
  }
}

/** Options of {@link scaleByAdan}. */
export interface AdanOptions {
  /** Decay rate β₁ of the mean of gradients; default 0.98. */
  readonly b1?: ArrayLike;
  /** Decay rate β₂ of the mean of their differences; default 0.92. */
  readonly b2?: ArrayLike;
  /** Decay rate β₃ of the mean of squares; default 0.99. */
  readonly b3?: ArrayLike;
  /** ε outside the square root; default 1e-8. */
  readonly eps?: ArrayLike;
  /** ε̄ inside the square root; default 0. */
  readonly epsRoot?: ArrayLike;
}

/**
 * Adaptive Nesterov momentum from the differences of gradients.
 *
 *     d = g − g₋₁ (0 at first)      m ← (1 − β₁) g + β₁ m      v ← (1 − β₂) d + β₂ v
 *     n ← (1 − β₃) (g + (1 − β₂) d)² + β₃ n
 *     u = (m̂ + (1 − β₂) v̂) / (√(n̂ + ε̄) + ε)
 *
 * @param options see {@link AdanOptions}
 * @returns a transformation with state `{ m, v, n, g, t }`
 * @example
 * const tx = optax.scaleByAdan();
 * const [updates] = tx.update({ w: jnp.array([0.5, -3]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(updates.w, [1, -1], { rtol: 1e-5 });
 * @see Xie et al., "Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models", 2022, https://arxiv.org/abs/2208.06677
 */
export function scaleByAdan(options: AdanOptions = {}): GradientTransformation<ScaleByAdanState> {
  const { b1 = 0.98, b2 = 0.92, b3 = 0.99, eps = 1e-8, epsRoot = 0 } = options;
  const ahead = (x: ArrayLike, y: ArrayLike): JaxArray => add(x, multiply(oneMinus(b2), y));
  return describe(
    "scaleByAdan",
    { b1, b2, b3, eps, epsRoot },
    {
      init: (params) =>
        new ScaleByAdanState(zerosLike(params), zerosLike(params), zerosLike(params), zerosLike(params), zeroCount()),
      update(updates, state) {
        const first = equal(state.t, 0);
        const change = map((g, before) => where(first, 0, subtract(g, before)), updates, state.g);
        const m = updateMoment({ updates, moments: state.m, decay: b1, order: 1 });
        const v = updateMoment({ updates: change, moments: state.v, decay: b2, order: 1 });
        const n = updateMomentPerElemNorm({
          updates: map(ahead, updates, change),
          moments: state.n,
          decay: b3,
          order: 2,
        });
        const t = safeIncrement(state.t);
        const direction = map(ahead, biasCorrection(m, b1, t), biasCorrection(v, b2, t));
        const scaled = map(
          (u, size) => divide(u, add(sqrt(add(size, epsRoot)), eps)),
          direction,
          biasCorrection(n, b3, t),
        );
        return [scaled, new ScaleByAdanState(m, v, n, updates, t)];
      },
    },
  );
}
