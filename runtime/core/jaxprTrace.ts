/** The trace that records: every operation becomes an equation of a jaxpr. */
import type { Aval } from "../types/aval.ts";
import { DeviceArray, type JaxArray } from "./array.ts";
import { checkJaxpr } from "./checkJaxpr.ts";
import { config } from "./config.ts";
import { type Atom, type ClosedJaxpr, type Equation, newVar, type Var } from "./jaxpr.ts";
import type { Params, Primitive } from "./primitive.ts";
import { Trace, Tracer, withTrace } from "./tracer.ts";

/** A value of the program being recorded. */
export class JaxprTracer extends Tracer {
  readonly trace: JaxprTrace;
  readonly variable: Var;
  constructor(trace: JaxprTrace, variable: Var) {
    super();
    this.trace = trace;
    this.variable = variable;
  }
  get aval(): Aval {
    return this.variable.aval;
  }
}

/** Whether a tangent is being recorded: there is no number to it before the record is run, after the primal program has ended. */
export function isRecorded(tangent: JaxArray | null): boolean {
  return tangent instanceof JaxprTracer && tangent.trace.isLinear;
}

/** Records operations as equations. It is dynamic under jit; under grad, where it records tangents only, it is not. */
export class JaxprTrace extends Trace {
  readonly transformation: string;
  readonly #equations: Equation[] = [];
  readonly #inputs: Var[] = [];
  readonly #consts = new Map<JaxArray, Var>();

  /** Whether it records the operations on tangents, to be run later (linearize, grad). */
  readonly isLinear: boolean;

  constructor(level: number, transformation: string, options: { isLinear?: boolean } = {}) {
    super(level);
    this.transformation = transformation;
    this.isLinear = options.isLinear ?? false;
  }

  /** A new input of the program. */
  input(aval: Aval): JaxprTracer {
    const variable = newVar(aval);
    this.#inputs.push(variable);
    return new JaxprTracer(this, variable);
  }

  process(primitive: Primitive, operands: readonly JaxArray[], params: Params): JaxArray[] {
    const inputs = operands.map((operand) => this.#atom(operand));
    const outputs = primitive
      .shape(
        inputs.map((atom) => atom.aval),
        params,
      )
      .map(newVar);
    this.#equations.push({ primitive, inputs, params, outputs });
    return outputs.map((variable) => new JaxprTracer(this, variable));
  }

  /** The program that computes `outputs`. */
  finish(outputs: readonly JaxArray[]): ClosedJaxpr {
    const atoms = outputs.map((output) => this.#atom(output));
    const jaxpr = {
      constVars: [...this.#consts.values()],
      inputs: this.#inputs,
      equations: this.#equations,
      outputs: atoms,
    };
    if (config.enableChecks) checkJaxpr(jaxpr);
    return { jaxpr, consts: [...this.#consts.keys()] };
  }

  #atom(value: JaxArray): Atom {
    if (value instanceof JaxprTracer && value.trace === this) return value.variable;
    const literal = asLiteral(value);
    if (literal) return literal;
    let variable = this.#consts.get(value);
    if (!variable) this.#consts.set(value, (variable = newVar(value.aval)));
    return variable;
  }
}

/** Scalars made on the host are written into the program; what a device computed is captured as an input. */
function asLiteral(value: JaxArray): Atom | undefined {
  if (!(value instanceof DeviceArray) || value.ndim > 0 || value.dtype === "key<fry>") return undefined;
  const host = value.hostIfKnown;
  if (!host) return undefined;
  return { kind: "literal", aval: value.aval, value: value.item() };
}

/** Traces a function of a flat list of arrays, for the given avals. `name` is the transformation shown in errors. */
export function traceToJaxpr(
  f: (...inputs: JaxArray[]) => readonly JaxArray[],
  avals: readonly Aval[],
  name: string = "jit",
): ClosedJaxpr {
  return withTrace(
    (level) => new JaxprTrace(level, name),
    (trace) => trace.finish(f(...avals.map((a) => trace.input(a)))),
    { dynamic: true },
  );
}
