import type { ArrayLike, JaxArray } from "../../core/array.ts";
import {
  add,
  asarray,
  astype,
  divide,
  expandDims,
  mean,
  multiply,
  power,
  square,
  subtract,
  zeros,
} from "../../numpy/index.ts";
import { map, structure, transpose } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { checkParams, type GradientTransformation, type Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { oneMinus } from "../tree/oneMinus.ts";

/** Second moments of gradients: row and column means of large matrices, all elements of everything else. */
export class FactoredState extends NamedTuple {
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  /** Means along the longest axis; f[1] where not factored. */
  readonly vRow: Tree;
  /** Means along the second longest axis; f[1] where not factored. */
  readonly vCol: Tree;
  /** All elements where not factored; f[1] otherwise. */
  readonly v: Tree;
  constructor(count: JaxArray, vRow: Tree, vCol: Tree, v: Tree) {
    super();
    this.count = count;
    this.vRow = vRow;
    this.vCol = vCol;
    this.v = v;
  }
}

/** Options of {@link scaleByFactoredRms}. */
export interface FactoredRmsOptions {
  /** Keep only row and column means of large matrices; default true. */
  readonly factored?: boolean;
  /** The exponent c of the decay 1 − t⁻ᶜ; default 0.8. */
  readonly decayRate?: ArrayLike;
  /** Count from here, for finetuning: t = count − offset + 1; default 0. */
  readonly stepOffset?: number;
  /** Least length of the second longest axis for factoring; default 128. */
  readonly minDimSizeToFactor?: number;
  /** ε added to squared gradients; default 1e-30. */
  readonly epsilon?: ArrayLike;
  /** The decay at a step, from its number (0 at first) and `decayRate`; default 1 − (i + 1)⁻ᶜ. */
  readonly decayRateFn?: (step: JaxArray, decayRate: ArrayLike) => ArrayLike;
}

/**
 * Adafactor's rule: gradients divided by a root mean square that is the product of a row's and a column's.
 *
 *     β = 1 − t⁻ᶜ        r ← β r + (1 − β) mean_cols(g² + ε)        c ← β c + (1 − β) mean_rows(g² + ε)
 *     u = g / √(r cᵀ / mean(r))
 *
 * @param options see {@link FactoredRmsOptions}
 * @returns a transformation with state `{ count, vRow, vCol, v }` whose `update` needs the parameters
 * @throws TypeError when `update` is called without parameters
 * @example
 * const tx = optax.scaleByFactoredRms({ minDimSizeToFactor: 2 });
 * const params = { w: jnp.zeros([2, 3]) };
 * const state = tx.init(params);
 * assertEqual([state.vRow.w.shape, state.vCol.w.shape, state.v.w.shape], [[2], [3], [1]]);
 * const [updates] = tx.update({ w: jnp.full([2, 3], 4) }, state, params);
 * assertAllClose(updates.w, jnp.ones([2, 3]), { rtol: 1e-5 });
 * @see Shazeer and Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", 2018, https://arxiv.org/abs/1804.04235
 */
export function scaleByFactoredRms(options: FactoredRmsOptions = {}): GradientTransformation<FactoredState> {
  const { factored = true, decayRate = 0.8, stepOffset = 0, minDimSizeToFactor = 128, epsilon = 1e-30 } = options;
  const { decayRateFn = powerDecay } = options;
  const axesOf = (shape: readonly number[]) => (factored ? factoredAxes(shape, minDimSizeToFactor) : undefined);

  const init = (p: ArrayLike): Moments => {
    const { shape, dtype } = asarray(p);
    const axes = axesOf(shape);
    const none = zeros([1], { dtype });
    if (!axes) return [none, none, zeros(shape, { dtype })];
    const [d1, d0] = axes;
    return [zeros(without(shape, d0), { dtype }), zeros(without(shape, d1), { dtype }), none];
  };

  const update = (gradient: ArrayLike, before: Moments, p: ArrayLike, decay: ArrayLike): [JaxArray, ...Moments] => {
    const g = asarray(gradient);
    const { shape, dtype } = asarray(p);
    const squares = add(square(g), epsilon);
    const mix = (v: ArrayLike, now: ArrayLike): JaxArray =>
      astype(add(multiply(decay, v), multiply(oneMinus(decay), now)), dtype);
    const none = zeros([1], { dtype });
    const axes = axesOf(shape);
    if (!axes) {
      const v = mix(before[2], squares);
      return [multiply(g, power(v, -0.5)), none, none, v];
    }
    const [d1, d0] = axes;
    const vRow = mix(before[0], mean(squares, { axis: d0 }));
    const vCol = mix(before[1], mean(squares, { axis: d1 }));
    const rowMean = mean(vRow, { axis: d1 > d0 ? d1 - 1 : d1, keepdims: true });
    const rowFactor = expandDims(power(divide(vRow, rowMean), -0.5), d0);
    const colFactor = expandDims(power(vCol, -0.5), d1);
    return [multiply(multiply(g, rowFactor), colFactor), vRow, vCol, none];
  };

  return describe(
    "scaleByFactoredRms",
    { factored, decayRate, stepOffset, minDimSizeToFactor, epsilon, decayRateFn },
    {
      init(params) {
        const [vRow, vCol, v] = transpose(structure(params), structure([0, 0, 0]), map(init, params));
        return new FactoredState(zeroCount(), vRow, vCol, v);
      },
      update(updates, state, params) {
        checkParams(params, "scaleByFactoredRms");
        const decay = decayRateFn(stepOffset === 0 ? state.count : subtract(state.count, stepOffset), decayRate);
        const results = map(
          (g, vRow, vCol, v, p) => update(g, [vRow, vCol, v], p, decay),
          updates,
          state.vRow,
          state.vCol,
          state.v,
          params,
        );
        const [scaled, vRow, vCol, v] = transpose(structure(updates), structure([0, 0, 0, 0]), results);
        return [scaled, new FactoredState(safeIncrement(state.count), vRow, vCol, v)];
      },
    },
  );
}

/** Row means, column means, all elements; f[1] zero where a parameter has none. */
type Moments = [vRow: JaxArray, vCol: JaxArray, v: JaxArray];

/** The second longest and the longest axis; none for vectors and small matrices. */
function factoredAxes(shape: readonly number[], minDimSize: number): [d1: number, d0: number] | undefined {
  if (shape.length < 2) return undefined;
  const byLength = [...shape.keys()].sort((a, b) => shape[a]! - shape[b]!);
  const [d1, d0] = byLength.slice(-2) as [number, number];
  return shape[d1]! < minDimSize ? undefined : [d1, d0];
}

function without(shape: readonly number[], axis: number): number[] {
  return shape.filter((_, k) => k !== axis);
}

function powerDecay(step: JaxArray, exponent: ArrayLike): JaxArray {
  const t = astype(add(step, 1), "float32");
  return subtract(1, power(t, typeof exponent === "number" ? -exponent : multiply(-1, exponent)));
}
