/**
 * Jaxprs: a traced function as a list of equations in order, each variable written once.
 *
 *     { lambda ; a:f32[3] b:f32[3]. let c:f32[3] = mul a b; d:f32[3] = add c 1.0:f32[] in (d,) }
 */
import type { Aval } from "../types/aval.ts";
import type { JaxArray } from "./array.ts";
import type { Params, Primitive } from "./primitive.ts";
import type { ScalarValue } from "./scalar.ts";

/** A variable; identity is what counts, names are given when printing. */
export interface Var {
  readonly kind: "var";
  readonly aval: Aval;
}

/** A scalar constant written into the program. */
export interface Literal {
  readonly kind: "literal";
  readonly aval: Aval;
  readonly value: ScalarValue;
}

export type Atom = Var | Literal;

export interface Equation {
  readonly primitive: Primitive;
  readonly inputs: readonly Atom[];
  readonly params: Params;
  readonly outputs: readonly Var[];
}

export interface Jaxpr {
  /** Variables of captured arrays; `ClosedJaxpr.consts` has their values. In a plain `Jaxpr` they come first among the inputs. */
  readonly constVars: readonly Var[];
  readonly inputs: readonly Var[];
  readonly equations: readonly Equation[];
  readonly outputs: readonly Atom[];
}

/** A jaxpr with the values of the arrays it captured. */
export interface ClosedJaxpr {
  readonly jaxpr: Jaxpr;
  readonly consts: readonly JaxArray[];
}

/** A fresh variable. */
export function newVar(aval: Aval): Var {
  return { kind: "var", aval };
}

/** Whether a parameter of an equation is a jaxpr. */
export function isJaxpr(value: unknown): value is Jaxpr {
  return value !== null && typeof value === "object" && "equations" in value && "constVars" in value;
}

/** The same jaxpr with captured arrays as leading ordinary inputs. */
export function hoistConsts(jaxpr: Jaxpr): Jaxpr {
  if (jaxpr.constVars.length === 0) return jaxpr;
  return { ...jaxpr, constVars: [], inputs: [...jaxpr.constVars, ...jaxpr.inputs] };
}

const numbers = new WeakMap<Jaxpr, number>();
let nextNumber = 0;

/** A number that stands for a jaxpr in the text of a key. */
export function numberOf(jaxpr: Jaxpr): number {
  let n = numbers.get(jaxpr);
  if (n === undefined) numbers.set(jaxpr, (n = nextNumber++));
  return n;
}
