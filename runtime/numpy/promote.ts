/**
 * Promotion: the dtype of a result from the dtypes of its operands, by JAX's lattice (`lattice.ts`). It is weak only if all that
 * decided it was weak. JavaScript numbers are weak, and since they do not
 * tell 1 from 1.0, a whole number counts as Python's `1`: it is a weak int, which next to floats is as good as a weak float. A
 * broken number, −0, or a number beyond 32 bits is a weak float. Where `1.0` is meant and it makes a difference, as in
 * `jnp.full([2], 1)`, say `{ dtype: "float32" }` or `jnp.float32(1)`. Booleans are strong, as in Python. Division, roots and
 * exponentials always give floats.
 */
import { type ArrayLike, JaxArray, standsFor } from "../core/array.ts";
import { asArray, describe } from "../core/asArray.ts";
import { Complex } from "../core/complex.ts";
import { type ScalarValue, scalar } from "../core/scalar.ts";
import { convertElementType } from "../primitives/index.ts";
import { type Aval, printAval } from "../types/aval.ts";
import { type DType, isInexact, isInteger, type NumericDType } from "../types/dtype.ts";
import { type DTypeLike, dtypeOf } from "./dtypeOf.ts";
import { join, type LatticeNode, nodeOf, type ResultType, typeOf } from "./lattice.ts";

export type { ResultType };

/** What is joined: arrays and numbers, or the dtypes of `resultType`. */
type Operand = ArrayLike | DTypeLike;

/** The type that operands have in common. */
export function commonType(action: string, operands: readonly Operand[]): ResultType {
  const first = operands[0];
  if (first instanceof JaxArray && operands.every((x) => x instanceof JaxArray && sameType(x, first)))
    return { dtype: numeric(action, first.dtype, operands), weakType: first.weakType };
  const hasUint = operands.some((x) => x instanceof JaxArray && x.dtype === "uint32" && !x.weakType);
  return typeOf(operands.map((x) => placeOf(action, x, operands, hasUint)).reduce(join));
}

function sameType(x: JaxArray, y: JaxArray): boolean {
  return x.dtype === y.dtype && x.weakType === y.weakType;
}

function placeOf(action: string, x: Operand, operands: readonly Operand[], hasUint: boolean): LatticeNode {
  if (typeof x === "boolean") return "bool";
  if (x instanceof Complex) return "c*";
  if (typeof x === "number") return isWeakInt(x, hasUint) ? "i*" : "f*";
  if (typeof x !== "object") return nodeOf({ dtype: numeric(action, dtypeOf(x), operands), weakType: false });
  return nodeOf({ dtype: numeric(action, x.dtype, operands), weakType: x.weakType });
}

function numeric(action: string, dtype: DType, operands: readonly Operand[]): NumericDType {
  if (dtype !== "key<fry>") return dtype;
  throw new TypeError(
    `Cannot ${action} ${operands.map(show).join(" and ")}: random keys have no arithmetic; draw numbers with jax.random, or read the words with jax.random.keyData(key)`,
  );
}

function isWeakInt(x: number, hasUint: boolean): boolean {
  return Number.isInteger(x) && !Object.is(x, -0) && x >= -(2 ** 31) && x < (hasUint ? 2 ** 32 : 2 ** 31);
}

/** An operand in an error message: `f32[2,3]`, `2.5`. */
export function show(x: Operand): string {
  return x instanceof JaxArray ? printAval(x.aval) : typeof x === "function" ? x.dtype : String(x);
}

/** An operand as an array or number; throws `TypeError` for lists, strings and the like. */
export function operand(action: string, x: ArrayLike): ArrayLike {
  const value = standsFor(x);
  if (value instanceof JaxArray || typeof value === "number" || typeof value === "boolean") return value;
  const repair = Array.isArray(value) ? "; make an array of it with jnp.array(list)" : "";
  throw new TypeError(`Cannot ${action} ${describe(value)}: operands must be arrays, numbers or booleans${repair}`);
}

/** One operand as an array. */
export function lift(action: string, x: ArrayLike): JaxArray {
  return x instanceof JaxArray ? x : asArray(operand(action, x));
}

/** An array or number in a given type. */
export function convert(action: string, x: ArrayLike, { dtype, weakType }: Pick<Aval, "dtype" | "weakType">): JaxArray {
  if (x instanceof JaxArray) return x.dtype === dtype ? x : convertElementType(x, { newDtype: dtype, weakType });
  checkWhole(action, x, dtype);
  return scalar(x, dtype, weakType);
}

/** Whole numbers wrap around into a narrower dtype, as JAX's weak integers do. */
function checkWhole(action: string, x: ScalarValue, dtype: DType): void {
  if (!isInteger(dtype) || Number.isInteger(Number(x))) return;
  throw new RangeError(
    `Cannot ${action} ${dtype} and ${x}: ${x} does not fit ${dtype}; convert the array with x.astype("float32")`,
  );
}

/** Operands in their common type. Those that have its dtype stay as they are, also if only their weakness differs. */
export function promote(action: string, ...operands: readonly ArrayLike[]): JaxArray[] {
  const values = operands.map((x) => operand(action, x));
  const type = commonType(action, values);
  return values.map((x) => convert(action, x, type));
}

/** As `promote`, but at least to float: for division, roots, exponentials and so on. */
export function promoteInexact(action: string, ...operands: readonly ArrayLike[]): JaxArray[] {
  const values = operands.map((x) => operand(action, x));
  const type = inexactType(commonType(action, values));
  return values.map((x) => convert(action, x, type));
}

/** As `promote`, but bool becomes int32: for arithmetic that truth values do not have. */
export function promoteNumeric(action: string, ...operands: readonly ArrayLike[]): JaxArray[] {
  const values = operands.map((x) => operand(action, x));
  const type = commonType(action, values);
  const numbers = type.dtype === "bool" ? typeOf("int32") : type;
  return values.map((x) => convert(action, x, numbers));
}

/** The float type for a type: itself, or for what is not a float float32, weak if it was weak. */
export function inexactType(type: ResultType): ResultType {
  return isInexact(type.dtype) ? type : { dtype: "float32", weakType: type.weakType };
}

/**
 * The dtype that an operation on these operands would have.
 *
 * @param operands arrays, numbers or dtypes
 * @returns its name
 * @throws TypeError for random keys, which have no arithmetic
 * @example
 * assertEqual(jnp.resultType(jnp.int32(1), 2.5), "float32");
 * assertEqual(jnp.resultType("uint32", "int32"), "int32");
 */
export function resultType(...operands: readonly Operand[]): NumericDType {
  return commonType("find the result type of", operands).dtype;
}

/**
 * The smallest dtype that holds the numbers of both.
 *
 * @param a a dtype
 * @param b a dtype
 * @returns its name
 * @example
 * assertEqual(jnp.promoteTypes("bool", "float32"), "float32");
 */
export function promoteTypes(a: DTypeLike, b: DTypeLike): NumericDType {
  return resultType(dtypeOf(a), dtypeOf(b));
}
