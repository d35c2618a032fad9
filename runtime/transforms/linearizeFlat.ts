/**
 * Linearisation: the function's value now, its derivative as a program for later.
 *
 *     level n + 1   jvp       every operation splits into one on primals and some on tangents
 *     level n       linear    records those that touch a tangent; the primals in them are captured arrays
 *
 * Operations on primals run, or are recorded, further out. What is recorded here is linear in the tangents by construction, so
 * nothing has to be sorted into known and unknown afterwards.
 */
import type { JaxArray } from "../core/array.ts";
import type { ClosedJaxpr } from "../core/jaxpr.ts";
import { JaxprTrace } from "../core/jaxprTrace.ts";
import type { Tangent } from "../core/primitive.ts";
import { withTrace } from "../core/tracer.ts";
import { JVPTrace } from "./jvpTrace.ts";

export interface Linearized<Aux> {
  readonly outputs: readonly JaxArray[];
  /** From the tangents of the inputs with `active` to those of the outputs with `nonzero`. */
  readonly linear: ClosedJaxpr;
  /** For each output whether its tangent can be other than zero. */
  readonly nonzero: readonly boolean[];
  readonly aux: Aux;
}

/**
 * Linearises a function of flat lists at a point. `active` says which inputs have a tangent. What the function gives as `aux`
 * goes through `finish`, which may take values out of the trace with `primalOf`.
 */
export function linearizeFlat<Aux>(
  f: (inputs: readonly JaxArray[], primalOf: (x: JaxArray) => JaxArray) => { outputs: readonly JaxArray[]; aux: Aux },
  primals: readonly JaxArray[],
  active: readonly boolean[],
  name: string,
): Linearized<Aux> {
  return withTrace(
    (level) => new JaxprTrace(level, name, { isLinear: true }),
    (linear) =>
      withTrace(
        (level) => new JVPTrace(level, name),
        (trace) => {
          const tangents: Tangent[] = primals.map((x, i) => (active[i] ? linear.input(x.aval) : null));
          const inputs = primals.map((x, i) => trace.lift(x, tangents[i]!));
          const { outputs, aux } = f(inputs, (x) => trace.split(x)[0]);
          const pairs = outputs.map((out) => trace.split(out));
          const derivatives = pairs.map(([, tangent]) => tangent);
          return {
            outputs: pairs.map(([primal]) => primal),
            linear: linear.finish(derivatives.filter((tangent) => tangent !== null)),
            nonzero: derivatives.map((tangent) => tangent !== null),
            aux,
          };
        },
      ),
  );
}
