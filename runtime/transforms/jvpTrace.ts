/**
 * Forward differentiation. A `JVPTracer` carries a value and its tangent; each operation on it is answered by the primitive's jvp
 * rule, whose operations go to the next trace out.
 */
import type { JaxArray } from "../core/array.ts";
import type { Params, Primitive, Tangent } from "../core/primitive.ts";
import { bind, Trace, Tracer, withTrace } from "../core/tracer.ts";
import type { Aval } from "../types/aval.ts";

/** A value with a tangent. Values whose tangent is zero travel without a tracer. */
export class JVPTracer extends Tracer {
  readonly trace: JVPTrace;
  readonly primal: JaxArray;
  readonly tangent: JaxArray;
  constructor(trace: JVPTrace, primal: JaxArray, tangent: JaxArray) {
    super();
    this.trace = trace;
    this.primal = primal;
    this.tangent = tangent;
  }
  get aval(): Aval {
    return this.primal.aval;
  }

  /** The number, where the value has one: what is differentiated outside jit may choose by it, as in JAX. */
  override item(): never {
    return this.primal.item() as never;
  }

  override [Symbol.toPrimitive](hint: "number" | "string" | "default"): never {
    return (hint === "string" ? super[Symbol.toPrimitive](hint) : this.primal[Symbol.toPrimitive](hint)) as never;
  }
}

/** Carries the tangent through each operation. */
export class JVPTrace extends Trace {
  readonly transformation: string;

  constructor(level: number, transformation: string) {
    super(level);
    this.transformation = transformation;
  }

  /** A value to be followed; without a tangent it stays as it is. */
  lift(primal: JaxArray, tangent: Tangent): JaxArray {
    return tangent ? new JVPTracer(this, primal, tangent) : primal;
  }

  /** The value and tangent of something this trace made, or a constant. */
  split(x: JaxArray): readonly [primal: JaxArray, tangent: Tangent] {
    return x instanceof JVPTracer && x.trace === this ? [x.primal, x.tangent] : [x, null];
  }

  process(primitive: Primitive, operands: readonly JaxArray[], params: Params): JaxArray[] {
    const pairs = operands.map((x) => this.split(x));
    const primals = pairs.map(([primal]) => primal);
    const tangents = pairs.map(([, tangent]) => tangent);
    if (!tangents.some(Boolean)) return bind(primitive, primals, params);
    if (!primitive.jvp) throw new TypeError(`Cannot differentiate ${primitive.name}: it has no derivative rule`);
    const [results, derivatives] = primitive.jvp(primals, tangents, params);
    return results.map((result, i) => this.lift(result, derivatives[i]!));
  }
}

/** Outputs and their tangents of a function of flat lists; a null tangent is zero. `aux` is what it gives beside them. */
export function jvpFlat<Aux>(
  f: (inputs: readonly JaxArray[], primalOf: (x: JaxArray) => JaxArray) => { outputs: readonly JaxArray[]; aux: Aux },
  primals: readonly JaxArray[],
  tangents: readonly Tangent[],
  name: string,
): { outputs: JaxArray[]; tangents: Tangent[]; aux: Aux } {
  return withTrace(
    (level) => new JVPTrace(level, name),
    (trace) => {
      const inputs = primals.map((x, i) => trace.lift(x, tangents[i]!));
      const { outputs, aux } = f(inputs, (x) => trace.split(x)[0]);
      const pairs = outputs.map((out) => trace.split(out));
      return { outputs: pairs.map(([primal]) => primal), tangents: pairs.map(([, tangent]) => tangent), aux };
    },
  );
}
