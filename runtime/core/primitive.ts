/**
 * A primitive is one record with every rule it lives by, in the order of its life: its shape rule when traced, its lowering when
 * compiled, its derivative, the transpose of its linear part, and what it does to a batch. Interpreters never ask which primitive
 * they have; the record answers. The record is callable: `mul(x, y)`, `reduceSum(x, { axes: [0] })`.
 */
import type { Lowered, Tensor } from "../ir/tensor.ts";
import type { Aval } from "../types/aval.ts";
import { type DType, isComplex, isInexact } from "../types/dtype.ts";
import { type ArrayLike, type DeviceArray, JaxArray, standsFor } from "./array.ts";
import { describe, scalarOf } from "./asArray.ts";
import { Complex } from "./complex.ts";
import type { Control } from "./control.ts";
import type { Jaxpr } from "./jaxpr.ts";
import { type ScalarValue, scalar } from "./scalar.ts";
import type { Part as DevicePart, PartitionTools, ShardRule } from "./shardRule.ts";
import { bind } from "./tracer.ts";

/** Parameters of an equation: plain data, or functions and jaxprs, compared by identity. */
export type Params = Readonly<Record<string, unknown>>;

/** The parameters of a primitive that has none. */
export type NoParams = Record<never, never>;

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

/** A complex value as its real and imaginary parts, float32 of its shape. */
export interface ComplexParts {
  readonly re: JaxArray;
  readonly im: JaxArray;
}

/** A value as `Rules.parts` sees it: complex ones in two parts, others as they are. */
export type Part = JaxArray | ComplexParts;

/** Makes a value of its own of a part of a lowering; gives it back as a tensor to read from. */
export type Keep = (part: Lowered) => Tensor;

/** What a batch rule may know of the batch: its size, and its name where vmap was given one. */
export interface Batch {
  readonly size: number;
  readonly name: string | undefined;
}

/** The rules of a primitive. Shapes, dtypes and operands come as lists, also for one. Absent rules mean: not differentiable, and so on. */
export interface Rules<P extends Params = Params> {
  readonly name: string;
  /** Avals of the results; throws `TypeError` with the action, the avals and the repair for operands that do not fit. */
  shape(inputs: readonly Aval[], params: P): readonly Aval[];
  /**
   * The results as functions of their indices. Absent for primitives with a jaxpr, which are compiled by `inline`. What several
   * elements of a result need again may go through `keep`: the compiler decides whether that is stored or computed each time.
   */
  lower?(
    inputs: readonly Tensor[],
    params: P,
    outputs: readonly Aval[],
    keep: Keep,
    operands: readonly Aval[],
  ): readonly Lowered[];
  /**
   * The results for complex operands or of complex dtype, written with primitives on real numbers: complex operands come in two parts, and
   * so must complex results be given. Absent: each part on its own, which is right for what only moves, chooses or adds up elements.
   */
  parts?(operands: readonly Part[], params: P, outputs: readonly Aval[]): readonly Part[];
  /** For primitives that carry a jaxpr and mean nothing more than running it (`jit`): the jaxpr. */
  inline?(params: P): Jaxpr;
  /** For primitives that repeat or choose jaxprs (`while`, `scan`, `cond`): which, and how. */
  control?(params: P): Control;
  /** For callbacks: the results, computed by JavaScript each time the equation is reached. A program is cut in two there. */
  host?(operands: readonly DeviceArray[], params: P): readonly DeviceArray[];
  /** For collectives: the name of the mapped axis they work along; the vmap of that name answers them, by `along`. */
  axisName?(params: P): string;
  /** For collectives, under the vmap of their axis: results and their batch axes. Some operands may have no batch axis. */
  along?(
    operands: readonly JaxArray[],
    axes: readonly (number | null)[],
    params: P,
    size: number,
  ): readonly [readonly JaxArray[], readonly (number | null)[]];
  /** Results and their tangents. Called only when some tangent is not null. Tangents of results may be null. */
  jvp?(
    primals: readonly JaxArray[],
    tangents: readonly Tangent[],
    params: P,
  ): readonly [readonly JaxArray[], readonly Tangent[]];
  /** Cotangents of the linear operands (null elsewhere, or where zero), from those of the results, of which one is not null. */
  transpose?(cotangents: readonly Tangent[], operands: readonly (JaxArray | Linear)[], params: P): readonly Tangent[];
  /** Results and their batch axes, for operands of which some have a batch axis (null: none). */
  batch?(
    operands: readonly JaxArray[],
    axes: readonly (number | null)[],
    params: P,
    batch: Batch,
  ): readonly [readonly JaxArray[], readonly (number | null)[]];
  /** Which axes of operands and results are the same, for arrays cut over a mesh. Absent: no axis can be cut, operands are gathered. */
  shard?(operands: readonly Aval[], params: P, outputs: readonly Aval[]): ShardRule<P>;
  /** In place of `shard`, for primitives with jaxprs and for collectives: the results' parts from those of operands. */
  partition?(
    operands: readonly DevicePart[],
    params: P,
    tools: PartitionTools,
    outputs: readonly Aval[],
  ): readonly DevicePart[];
  /** Whether it says where its operands lie, so that its jaxpr needs a partitioner. */
  readonly places?: boolean;
  /** Numbers among the operands take the dtype of the first array from this position on; default 0. */
  readonly numbersLike?: number;
  /** Which params a printed jaxpr shows, in order; default: all, by name. */
  printParams?(params: P): Readonly<Record<string, unknown>>;
}

/** A callable record. `A` are its operands, `P` its parameters, `R` one array, or a list where there are several results. */
export interface Primitive<A extends readonly ArrayLike[] = any, P extends Params = any, R = any> extends Rules<P> {
  (...call: NoParams extends P ? A : [...operands: A, params: P]): R;
}

/** Makes a primitive of one result from its rules. Numbers among the operands become scalars of the dtype of the first array. */
export function definePrimitive<A extends readonly ArrayLike[], P extends Params = NoParams>(
  rules: Rules<P>,
): Primitive<A, P, JaxArray> {
  const primitive: Primitive<A, P, JaxArray> = callable(rules, (results) => results[0]!);
  return primitive;
}

/** Makes a primitive of several results from its rules. */
export function definePrimitiveMany<A extends readonly ArrayLike[], P extends Params = NoParams>(
  rules: Rules<P>,
): Primitive<A, P, JaxArray[]> {
  const primitive: Primitive<A, P, JaxArray[]> = callable(rules, (results) => results);
  return primitive;
}

function callable<R>(rules: Rules<any>, pick: (results: JaxArray[]) => R): Primitive<any, any, R> {
  const primitive = ((...call: (ArrayLike | Params)[]): R => {
    const params = isParams(call.at(-1)) ? (call.pop() as Params) : noParams;
    return pick(bind(primitive, liftNumbers(rules, call as ArrayLike[]), params));
  }) as Primitive<any, any, R>;
  for (const [key, value] of Object.entries(rules)) Object.defineProperty(primitive, key, { value, enumerable: true });
  return primitive;
}

const noParams: NoParams = {};

/** The last argument of a call is an operand if it is an array or stands for one. */
function isParams(last: ArrayLike | Params | undefined): boolean {
  return typeof last === "object" && last !== null && !(last instanceof JaxArray) && !("__jaxArray__" in last);
}

function fits(value: ScalarValue, dtype: DType): boolean {
  if (value instanceof Complex) return isComplex(dtype);
  return isInexact(dtype) || dtype === "bool" || Number.isInteger(Number(value));
}

function liftNumbers({ name, numbersLike = 0 }: Rules<any>, given: readonly ArrayLike[]): JaxArray[] {
  if (given.every((operand) => operand instanceof JaxArray)) return given as JaxArray[];
  const operands = given.map(standsFor);
  const like = operands.find((operand, i): operand is JaxArray => i >= numbersLike && operand instanceof JaxArray);
  return operands.map((operand) => {
    if (operand instanceof JaxArray) return operand;
    if (typeof operand !== "number" && typeof operand !== "boolean") {
      throw new TypeError(`Cannot ${name} ${describe(operand)}: operands must be arrays or numbers`);
    }
    if (!like) return scalarOf(operand);
    if (!fits(operand, like.dtype)) {
      throw new TypeError(
        `Cannot ${name} ${operands.map(describe).join(" and ")}: ${operand} is not a whole number; convert the array with x.astype("float32")`,
      );
    }
    return scalar(operand, like.dtype, like.dtype !== "bool");
  });
}
