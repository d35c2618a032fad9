/** Folding, for the reference backend: f32 sums and products in float64, sums with Neumaier's compensation, rounded once at the end. */
import type { ScalarType } from "../../ir/expr.ts";
import { identityOf } from "../../ir/identityOf.ts";
import type { ReduceOp } from "../../ir/kernel.ts";
import { binaryOps, type Scalar, wrap } from "../../ir/scalar.ts";

/** A fold in progress. */
export interface Fold {
  reset(): void;
  add(x: Scalar): void;
  result(): Scalar;
}

/** The fold of values of one type by an operation. */
export function makeFold(op: ReduceOp, type: ScalarType): Fold {
  if (op === "add" && type === "f32") return new CompensatedSum();
  const keepsDouble = op === "mul" && type === "f32";
  const identity = identityOf(op, type);
  let state: Scalar = identity;
  return {
    reset: () => (state = identity),
    add: (x) => {
      const next = binaryOps[op](Number(state), Number(x), type);
      state = keepsDouble ? next : wrap(type, next);
    },
    result: () => wrap(type, state),
  };
}

/** @see Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", 1974 */
class CompensatedSum implements Fold {
  #sum = 0;
  #lost = 0;

  reset(): void {
    this.#sum = 0;
    this.#lost = 0;
  }

  add(value: Scalar): void {
    const x = Number(value);
    const next = this.#sum + x;
    this.#lost += Math.abs(this.#sum) >= Math.abs(x) ? this.#sum - next + x : x - next + this.#sum;
    this.#sum = next;
  }

  result(): number {
    // With an infinity in the sum the compensation is NaN, the sum itself is right.
    return Math.fround(Number.isNaN(this.#lost) ? this.#sum : this.#sum + this.#lost);
  }
}
