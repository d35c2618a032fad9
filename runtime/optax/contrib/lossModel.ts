/** The linear model of the loss that MoMo and MoMo-Adam make of what they have averaged, and the step that it allows. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import {
  add,
  divide,
  less,
  lessEqual,
  maximum,
  minimum,
  multiply,
  negative,
  subtract,
  where,
} from "../../numpy/index.ts";

/** Machine epsilon of float32, below which a squared norm counts as zero. */
const tiny = 1.1920928955078125e-7;

/** What MoMo and MoMo-Adam can be told of the loss. */
export interface BoundOptions {
  /** f*, a lower bound of the loss; default 0. */
  readonly lowerBound?: ArrayLike;
  /** Weight decay λ; default 0. */
  readonly weightDecay?: ArrayLike;
  /** Learn the bound while training; default false. */
  readonly adaptLowerBound?: boolean;
}

/** Averages of the loss along a training, all f[]. */
export interface LossModel {
  /** f̄, of losses. */
  readonly barf: JaxArray;
  /** γ, of ⟨g, w⟩. */
  readonly gamma: JaxArray;
  /** ⟨m, w⟩ */
  readonly product: JaxArray;
  /** ‖m‖², or ⟨m, m / D⟩ with a preconditioner D. */
  readonly length: JaxArray;
  /** f*, the lower bound so far. */
  readonly lb: JaxArray;
  /** 1 − βᵗ, what the averages lack of whole ones; 1 where they begin with the first gradient. */
  readonly correction: ArrayLike;
}

/** How far a step may go. */
export interface StepOptions extends Required<BoundOptions> {
  /** α, the largest step. */
  readonly alpha: ArrayLike;
}

/**
 * The step along −m, the weight decay, and the next lower bound.
 *
 *     τ = min(α / c, ((1 + αλ)(f̄ − c f* − γ) + ⟨m, w⟩)₊ / ‖m‖²)        c = 1 − βᵗ
 */
export function stepOf(
  model: LossModel,
  options: StepOptions,
): { readonly tau: JaxArray; readonly pull: JaxArray; readonly lb: JaxArray } {
  const { barf, gamma, product, length, correction } = model;
  const { alpha, weightDecay, lowerBound, adaptLowerBound } = options;
  const shrink = add(1, multiply(alpha, weightDecay));
  const bound = adaptLowerBound ? lowered(model, shrink, lowerBound) : model.lb;
  const gap = add(multiply(shrink, subtract(subtract(barf, multiply(correction, bound)), gamma)), product);
  const tau = minimum(divide(alpha, correction), where(lessEqual(length, tiny), 0, divide(maximum(gap, 0), length)));
  const reached = subtract(subtract(add(barf, product), gamma), multiply(multiply(0.5, tau), length));
  return {
    tau,
    pull: negative(divide(multiply(alpha, weightDecay), shrink)),
    lb: adaptLowerBound ? maximum(divide(reached, correction), lowerBound) : model.lb,
  };
}

/** The bound, lowered where the model of the loss goes below it. */
function lowered(
  { barf, gamma, product, lb, correction }: LossModel,
  shrink: JaxArray,
  lowerBound: ArrayLike,
): JaxArray {
  const cap = add(multiply(shrink, subtract(barf, gamma)), product);
  const isBelow = less(cap, multiply(multiply(shrink, correction), lb));
  return where(isBelow, maximum(divide(cap, multiply(multiply(2, correction), shrink)), lowerBound), lb);
}
