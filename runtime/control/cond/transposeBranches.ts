/** The transposes of the branches of a linear `cond`, all giving the same cotangents. */
import type { Jaxpr } from "../../core/jaxpr.ts";
import { traceToJaxpr } from "../../core/jaxprTrace.ts";
import { evalJaxpr } from "../../transforms/evalJaxpr.ts";
import { zerosOf } from "../../transforms/zeros.ts";
import { keptWithJaxpr } from "../keptWithJaxpr.ts";
import { transposeJaxpr } from "../transposeJaxpr.ts";

export interface TransposeBranches {
  /** (operands that are not linear, cotangents given) → the cotangents marked in `nonzero` */
  readonly branches: readonly Jaxpr[];
  /** For each operand, whether it has a cotangent. */
  readonly nonzero: readonly boolean[];
}

/** `linear` marks the operands whose cotangent is asked, `given` the results that have one. What is made is kept with the first branch. */
export const transposeBranches: (
  first: Jaxpr,
  branches: readonly Jaxpr[],
  linear: readonly boolean[],
  given: readonly boolean[],
) => TransposeBranches = keptWithJaxpr(
  (first: Jaxpr, branches: readonly Jaxpr[], linear: readonly boolean[], given: readonly boolean[]) => {
    const transposed = branches.map((branch) => transposeJaxpr(branch, linear, given));
    const nonzero = linear.map((_, i) => transposed.some((each) => each.nonzero[i]));
    const complete = transposed.map((each): Jaxpr => {
      if (each.nonzero.every((is, i) => is === nonzero[i])) return each.jaxpr;
      return traceToJaxpr(
        (...inputs) => {
          const found = evalJaxpr(each.jaxpr, [], inputs);
          let next = 0;
          return nonzero.flatMap((is, i) =>
            each.nonzero[i] ? [found[next++]!] : is ? [zerosOf(first.inputs[i]!.aval)] : [],
          );
        },
        each.jaxpr.inputs.map((v) => v.aval),
      ).jaxpr;
    });
    return { branches: complete, nonzero };
  },
);
