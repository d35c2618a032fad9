import type { ArrayLike, JaxArray } from "../../core/array.ts";
import {
  abs,
  add,
  array,
  clip,
  divide,
  equal,
  full,
  maximum,
  multiply,
  negative,
  sqrt,
  square,
  subtract,
  sum,
  zeros,
} from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { checkParams, type GradientTransformation, type Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { dtype } from "../tree/dtype.ts";
import { norm } from "../tree/norm.ts";
import { vdot } from "../tree/vdot.ts";
import { where } from "../tree/where.ts";

/** State of the optimizer, and one tuner of the learning rate for each decay rate. */
export class MechanicState extends NamedTuple {
  readonly baseOptimizerState: Tree;
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  /** Rewards, f[numBetas]. */
  readonly r: JaxArray;
  /** Largest gradients of the scale, f[numBetas]. */
  readonly m: JaxArray;
  /** Sums of squared gradients of the scale, f[numBetas]. */
  readonly v: JaxArray;
  /** Learning rates, f[numBetas]; their sum is used. */
  readonly s: JaxArray;
  /** The parameters at the start. */
  readonly x0: Tree;
  constructor(baseOptimizerState: Tree, count: JaxArray, r: JaxArray, m: JaxArray, v: JaxArray, s: JaxArray, x0: Tree) {
    super();
    this.baseOptimizerState = baseOptimizerState;
    this.count = count;
    this.r = r;
    this.m = m;
    this.v = v;
    this.s = s;
    this.x0 = x0;
  }
}

/** Options of {@link mechanize}. */
export interface MechanizeOptions {
  /** Weight decay λ of the tuner; default 0.01. */
  readonly weightDecay?: ArrayLike;
  /** ε; default 1e-8. */
  readonly eps?: ArrayLike;
  /** The first learning rate; default 1e-6. */
  readonly sInit?: ArrayLike;
  /** Number of decay rates 0.9, 0.99, …; default 6. */
  readonly numBetas?: number;
}

/**
 * Mechanic: tunes the learning rate of an optimizer while it trains. Give the optimizer a learning rate of 1, or a schedule that peaks at
 * 1.
 *
 *     Δ = what the optimizer has moved so far        w = w₀ − s Δ
 *     h = ⟨g, Δ⟩        s grows while h says that going further would have been better
 *
 * @param baseOptimizer the optimizer
 * @param options see {@link MechanizeOptions}
 * @returns an optimizer with state `{ baseOptimizerState, count, r, m, v, s, x0 }`; its `update` needs the parameters
 * @example
 * const tx = optax.contrib.mechanize(optax.sgd(1));
 * const params = { w: jnp.array([1]) };
 * const [updates, state] = tx.update({ w: jnp.array([2]) }, tx.init(params), params);
 * assertEqual([updates.w.shape, state.s.shape, state.count.item()], [[1], [6], 1]);
 * @see Cutkosky et al., "Mechanic: A Learning Rate Tuner", 2023, https://arxiv.org/abs/2306.00144
 */
export function mechanize(
  baseOptimizer: GradientTransformation,
  options: MechanizeOptions = {},
): GradientTransformation<MechanicState> {
  const { weightDecay = 0.01, eps = 1e-8, sInit = 1e-6, numBetas = 6 } = options;
  return describe(
    "mechanize",
    { baseOptimizer, weightDecay, eps, sInit, numBetas },
    {
      init(params) {
        const like = { dtype: dtype(params, { mixedDtypeHandler: "lowest" }) };
        const none = zeros([numBetas], like);
        const s = full([numBetas], sInit, like);
        return new MechanicState(baseOptimizer.init(params), zeroCount(), none, none, none, s, params);
      },
      update(updates, state, params, extra) {
        checkParams(params, "mechanize");
        const [moves, baseState] = baseOptimizer.update(updates, state.baseOptimizerState, params, extra);
        const x0 = where(equal(state.count, 0), params, state.x0);
        const total = sum(state.s);
        const gradNorm = norm(updates);
        const pull = divide(multiply(multiply(weightDecay, total), gradNorm), add(norm(params), eps));
        const decayed = map((g, p) => add(g, multiply(pull, p)), updates, params);
        const before = map((x, start) => divide(subtract(start, x), add(total, eps)), params, x0);
        const delta = map((d, u) => subtract(d, u), before, moves);
        const h = vdot(decayed, before);
        const clipped = clip(h, negative(state.m), state.m);
        const betas = array(
          Array.from({ length: numBetas }, (_, i) => 1 - 0.1 ** (i + 1)),
          { dtype: state.s.dtype },
        );
        const m = maximum(multiply(betas, state.m), add(abs(h), eps));
        const v = add(multiply(square(betas), state.v), square(h));
        const r = add(multiply(betas, state.r), multiply(clipped, state.s));
        const wealth = add(multiply(divide(sInit, numBetas), m), maximum(0, r));
        const s = divide(wealth, add(sqrt(v), eps));
        const scale = sum(s);
        const next = map((start, d, p) => subtract(subtract(start, multiply(scale, d)), p), x0, delta, params);
        return [next, new MechanicState(baseState, safeIncrement(state.count), r, m, v, s, x0)];
      },
    },
  );
}
