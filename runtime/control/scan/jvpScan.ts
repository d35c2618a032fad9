/** The forward derivative of a scan's body: its tangents as further constants, carries, xs and ys. */
import type { Jaxpr } from "../../core/jaxpr.ts";
import { fixpoint } from "../fixpoint.ts";
import { jvpJaxpr } from "../jvpJaxpr.ts";
import { keptWithJaxpr } from "../keptWithJaxpr.ts";

export interface JvpScan {
  /** (constants, their tangents, carries, tangents, xs, tangents) → (carries, tangents, ys, tangents) */
  readonly jaxpr: Jaxpr;
  /** For each carry, whether it has a tangent. */
  readonly active: readonly boolean[];
  readonly nonzeroYs: readonly boolean[];
}

/** `given` marks the operands that have a tangent. */
export const jvpScan: (jaxpr: Jaxpr, constants: number, carries: number, given: readonly boolean[]) => JvpScan =
  keptWithJaxpr((jaxpr: Jaxpr, c: number, n: number, given: readonly boolean[]): JvpScan => {
    const flagsOf = (flags: readonly boolean[]) => [...given.slice(0, c), ...flags, ...given.slice(c + n)];
    const active = fixpoint(given.slice(c, c + n), (flags) => jvpJaxpr(jaxpr, flagsOf(flags), []).nonzero.slice(0, n));
    const derived = jvpJaxpr(jaxpr, flagsOf(active), active);
    const count = (flags: readonly boolean[]) => flags.filter(Boolean).length;
    const directions = derived.jaxpr.inputs.slice(jaxpr.inputs.length);
    const [k, m] = [count(given.slice(0, c)), count(active)];
    const tangents = derived.jaxpr.outputs.slice(jaxpr.outputs.length);
    const { inputs, outputs } = derived.jaxpr;
    return {
      jaxpr: {
        ...derived.jaxpr,
        inputs: [
          ...inputs.slice(0, c),
          ...directions.slice(0, k),
          ...inputs.slice(c, c + n),
          ...directions.slice(k, k + m),
          ...inputs.slice(c + n, jaxpr.inputs.length),
          ...directions.slice(k + m),
        ],
        outputs: [
          ...outputs.slice(0, n),
          ...tangents.slice(0, m),
          ...outputs.slice(n, jaxpr.outputs.length),
          ...tangents.slice(m),
        ],
      },
      active,
      nonzeroYs: derived.nonzero.slice(n),
    };
  });
