/**
 * Splits a scan for differentiation:
 *
 *     known     runs forward now; its ys are those of the original, then what the linear scan needs of each step
 *     linear    (residuals, tangents) → tangents; linear in the tangents, run later, or transposed
 */
import type { Atom, Jaxpr } from "../../core/jaxpr.ts";
import { traceToJaxpr } from "../../core/jaxprTrace.ts";
import { evalJaxpr } from "../../transforms/evalJaxpr.ts";
import { zerosOf } from "../../transforms/zeros.ts";
import { fixpoint } from "../fixpoint.ts";
import { keptWithJaxpr } from "../keptWithJaxpr.ts";
import { splitJaxpr } from "../splitJaxpr.ts";
import { placeResiduals, type Residuals } from "./placeResiduals.ts";

export interface SplitScan extends Residuals {
  /** (fixed residuals, tangents of constants, of carries, of xs, stacked residuals) → (tangents of carries, of ys) */
  readonly linear: Jaxpr;
  /** For each carry, whether it has a tangent. */
  readonly active: readonly boolean[];
  readonly nonzeroYs: readonly boolean[];
}

/** `given` marks the operands that have a tangent. */
export const splitScan: (jaxpr: Jaxpr, constants: number, carries: number, given: readonly boolean[]) => SplitScan =
  keptWithJaxpr((jaxpr: Jaxpr, c: number, n: number, given: readonly boolean[]): SplitScan => {
    const flagsOf = (flags: readonly boolean[]) => [...given.slice(0, c), ...flags, ...given.slice(c + n)];
    const active = fixpoint(given.slice(c, c + n), (flags) => {
      return splitJaxpr(jaxpr, flagsOf(flags)).nonzero.slice(0, n);
    });
    const { known, linear, nonzero, residuals } = splitJaxpr(jaxpr, flagsOf(active));
    const atoms = residuals.map(({ from, index }): Atom => (from === "inputs" ? known.inputs : known.outputs)[index]!);
    const placed = placeResiduals(known, c, n, jaxpr.outputs.length, atoms);
    const whole = withZeros(linear, jaxpr, active, nonzero);
    const kept = whole.inputs.slice(0, residuals.length);
    const tangents = whole.inputs.slice(residuals.length);
    const [k, m] = [given.slice(0, c), active].map((flags) => flags.filter(Boolean).length) as [number, number];
    return {
      ...placed,
      linear: {
        ...whole,
        inputs: [
          ...kept.filter((_, i) => placed.isFixed[i]),
          ...tangents.slice(0, k + m),
          ...tangents.slice(k + m),
          ...kept.filter((_, i) => !placed.isFixed[i]),
        ],
      },
      active,
      nonzeroYs: nonzero.slice(n),
    };
  });

/** The linear part with a tangent for every active carry, zeros where the body resets it. */
function withZeros(linear: Jaxpr, original: Jaxpr, active: readonly boolean[], nonzero: readonly boolean[]): Jaxpr {
  if (active.every((is, i) => !is || nonzero[i])) return linear;
  return traceToJaxpr(
    (...inputs) => {
      const found = evalJaxpr(linear, [], inputs);
      let next = 0;
      return nonzero.flatMap((is, i) =>
        is ? [found[next++]!] : active[i] ? [zerosOf(original.outputs[i]!.aval)] : [],
      );
    },
    linear.inputs.map((v) => v.aval),
  ).jaxpr;
}
