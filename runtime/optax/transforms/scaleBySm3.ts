import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { rsqrt } from "../../lax/index.ts";
import { add, asarray, greater, max, minimum, multiply, power, reshape, where, zeros } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { printAval } from "../../types/aval.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { describe } from "../describe.ts";
import { oneMinus } from "../tree/oneMinus.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** SM3's accumulators, one vector for each axis of each parameter, and the momentum. */
export class ScaleBySM3State extends NamedTuple {
  /** A list of vectors in the place of each parameter. */
  readonly mu: Tree;
  /** Momentum, the structure of the parameters. */
  readonly nu: Tree;
  constructor(mu: Tree, nu: Tree) {
    super();
    this.mu = mu;
    this.nu = nu;
  }
}

/** Options of {@link scaleBySm3}. */
export interface Sm3Options {
  /** β₁, decay rate of the momentum; default 0.9. */
  readonly b1?: ArrayLike;
  /** β₂, decay rate of the accumulators; 1 (default) never forgets. */
  readonly b2?: number;
  /** ε under the root; default 1e-8. */
  readonly eps?: ArrayLike;
}

/**
 * SM3's rule: Adagrad whose accumulator of an n × m matrix is only n + m numbers. Each element's sum of squares is bounded by the least of
 * those of its row and column.
 *
 *     vᵢⱼ = min(rᵢ, cⱼ) + gᵢⱼ²        rᵢ ← maxⱼ vᵢⱼ        cⱼ ← maxᵢ vᵢⱼ
 *     m ← β₁ m + (1 − β₁) g / √(v + ε)        u = m
 *
 * @param options see {@link Sm3Options}
 * @returns a transformation with state `{ mu, nu }`
 * @throws TypeError for parameters that are scalars: they have no axis; give them shape [1]
 * @example
 * const tx = optax.scaleBySm3({ b1: 0 });
 * const [updates] = tx.update({ w: jnp.array([[0.5, -2]]) }, tx.init({ w: jnp.zeros([1, 2]) }));
 * assertAllClose(updates.w, [[1, -1]], { rtol: 1e-6 });
 * @see Anil et al., "Memory-Efficient Adaptive Optimization", 2019, https://arxiv.org/abs/1901.11150
 */
export function scaleBySm3(options: Sm3Options = {}): GradientTransformation<ScaleBySM3State> {
  const { b1 = 0.9, b2 = 1, eps = 1e-8 } = options;
  return describe(
    "scaleBySm3",
    { b1, b2, eps },
    {
      init: (params) => new ScaleBySM3State(map(zerosByAxis, params), zerosLike(params)),
      update(updates, state) {
        const accumulated = map(
          (g: JaxArray, byAxis: readonly JaxArray[]) => {
            const bound = byAxis.map((v, axis) => alongAxis(v, axis, g.shape)).reduce((least, v) => minimum(least, v));
            return add(multiply(b2 === 1 ? 1 : oneMinus(b2), power(g, 2)), multiply(b2, bound));
          },
          updates,
          state.mu,
        );
        const scaled = map(
          (g: JaxArray, v: JaxArray) => multiply(g, where(greater(v, 0), rsqrt(add(v, eps)), 0)),
          updates,
          accumulated,
        );
        const nu = updateMoment({ updates: scaled, moments: state.nu, decay: b1, order: 1 });
        return [nu, new ScaleBySM3State(map(maximaByAxis, accumulated), nu)];
      },
    },
  );
}

function zerosByAxis(p: ArrayLike): JaxArray[] {
  const x = asarray(p);
  if (x.shape.length === 0) {
    throw new TypeError(
      `Cannot make SM3: it keeps one vector for each axis, and ${printAval(x.aval)} has none; give it shape [1]`,
    );
  }
  return x.shape.map((n) => zeros([n], { dtype: x.dtype }));
}

function maximaByAxis(v: JaxArray): JaxArray[] {
  return v.shape.length < 2 ? [v] : v.shape.map((_, i) => max(v, { axis: [...v.shape.keys()].filter((k) => k !== i) }));
}

function alongAxis(v: JaxArray, axis: number, shape: readonly number[]): JaxArray {
  return reshape(
    v,
    shape.map((n, k) => (k === axis ? n : 1)),
  );
}
