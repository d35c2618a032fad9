/**
 * A primitive is one record with every rule it lives by, in the order of its life: its shape rule when traced, its lowering when
 * compiled, its derivative, the transpose of its linear part, and what it does to a batch. Interpreters never ask which primitive
 * they have; the record answers. The record is callable: `mul(x, y)`, `reduceSum(x, { axes: [0] })`.
 */
import type { Lowered, Tensor } from "../ir/tensor.ts";
import { type Aval, aval, printAval } from "../types/aval.ts";
import { dtypes } from "../types/dtype.ts";
import { type ArrayLike, DeviceArray, JaxArray, standsFor } from "./array.ts";
import type { Jaxpr } from "./jaxpr.ts";
import { bind } from "./tracer.ts";

/** Parameters of an equation: plain data, or functions and jaxprs, compared by identity. */
export type Params = Readonly<Record<string, unknown>>;

/** A tangent or cotangent; `null` is a zero that nobody had to compute. */
export type Tangent = JaxArray | null;

/** A position of a linear equation that the transpose asks a cotangent for. */
export interface Linear {
  readonly linear: true;
  readonly aval: Aval;
}

/** Whether a transpose rule's operand is the linear one. */
export function isLinear(operand: JaxArray | Linear): operand is Linear {
  return !(operand instanceof JaxArray);
}

/** The rules of a primitive. Shapes, dtypes and operands come as lists, also for one. Absent rules mean: not differentiable, and so on. */
export interface Rules<P extends Params = Params> {
  readonly name: string;
  /** Avals of the results; throws `TypeError` with the action, the avals and the repair for operands that do not fit. */
  shape(inputs: readonly Aval[], params: P): readonly Aval[];
  /** The results as functions of their indices. Absent for primitives with a jaxpr, which are compiled by `inline`. */
  lower?(inputs: readonly Tensor[], params: P, outputs: readonly Aval[]): readonly Lowered[];
  /** For primitives that carry a jaxpr and mean nothing more than running it (`jit`): the jaxpr. */
  inline?(params: P): Jaxpr;
  /** Results and their tangents. Called only when some tangent is not null. Tangents of results may be null. */
  jvp?(primals: readonly JaxArray[], tangents: readonly Tangent[], params: P): readonly [readonly JaxArray[], readonly Tangent[]];
  /** Cotangents of the linear operands (null elsewhere, or where zero), from those of the results, of which one is not null. */
  transpose?(cotangents: readonly Tangent[], operands: readonly (JaxArray | Linear)[], params: P): readonly Tangent[];
  /** Results and their batch axes, for operands of which some have a batch axis (null: none). */
  batch?(operands: readonly JaxArray[], axes: readonly (number | null)[], params: P): readonly [readonly JaxArray[], readonly (number | null)[]];
  /** How the params look in a printed jaxpr; default: each as `name=value`. */
  printParams?(params: P): string;
}

/** A callable record. `A` are its operands, `P` its parameters, `R` one array, or a list where there are several results. */
export interface Primitive<A extends readonly ArrayLike[] = any, P extends Params = any, R = any> extends Rules<P> {
  (...call: Record<never, never> extends P ? [...operands: A] | [...operands: A, params: P] : [...operands: A, params: P]): R;
}

/** Makes a primitive of one result from its rules. Numbers among the operands become scalars of the dtype of the first array. */
export function definePrimitive<A extends readonly ArrayLike[], P extends Params = Record<never, never>>(
  rules: Rules<P>,
): Primitive<A, P, JaxArray> {
  const primitive: Primitive<A, P, JaxArray> = callable(rules, (results) => results[0]!);
  return primitive;
}

/** Makes a primitive of several results from its rules. */
export function definePrimitiveMany<A extends readonly ArrayLike[], P extends Params = Record<never, never>>(
  rules: Rules<P>,
): Primitive<A, P, JaxArray[]> {
  const primitive: Primitive<A, P, JaxArray[]> = callable(rules, (results) => results);
  return primitive;
}

function callable<R>(rules: Rules<any>, pick: (results: JaxArray[]) => R): Primitive<any, any, R> {
  const primitive = ((...call: (ArrayLike | Params)[]): R => {
    const last = call.at(-1);
    const hasParams = typeof last === "object" && !(standsFor(last as ArrayLike) instanceof JaxArray);
    const params = hasParams ? (call.pop() as Params) : {};
    return pick(bind(primitive, liftNumbers(call as ArrayLike[], rules.name), params));
  }) as Primitive<any, any, R>;
  for (const [key, value] of Object.entries(rules)) Object.defineProperty(primitive, key, { value, enumerable: true });
  return primitive;
}

function liftNumbers(given: readonly ArrayLike[], action: string): JaxArray[] {
  const operands = given.map(standsFor);
  const first = operands.find((operand): operand is JaxArray => operand instanceof JaxArray);
  return operands.map((operand) => {
    if (operand instanceof JaxArray) return operand;
    if (!first) throw new TypeError(`Cannot ${action} plain numbers only: at least one operand must be an array`);
    return scalar(operand, first.aval.dtype);
  });
}

/** A host scalar of a dtype: it is written into jaxprs as a literal. */
export function scalar(value: number | boolean, dtype: Aval["dtype"], weakType = false): DeviceArray {
  const type = aval([], dtype, weakType);
  if (dtype === "key<fry>") throw new TypeError(`Cannot make a ${printAval(type)} from a number: use jax.random.key(seed)`);
  const host = new dtypes[dtype].HostArray(1);
  host[0] = Number(value);
  return DeviceArray.fromHost(host, type);
}
