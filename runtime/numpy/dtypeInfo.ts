/** What dtypes are like: `finfo iinfo canCast isdtype issubdtype`. */
import type { ArrayLike } from "../core/array.ts";
import { JaxArray } from "../core/array.ts";
import { type DType, dtypes, integerRange } from "../types/dtype.ts";
import { roundFloat } from "../types/roundFloat.ts";
import { AbstractType, type AbstractTypeName, abstractTypes } from "./abstractTypes.ts";
import { type DTypeLike, dtypeOf } from "./dtypeOf.ts";
import { lift } from "./promote.ts";

/** The limits of a float dtype. */
export interface FloatInfo {
  readonly dtype: DType;
  readonly bits: number;
  /** The distance from 1 to the next number. */
  readonly eps: number;
  /** The distance from 1 to the number before. */
  readonly epsneg: number;
  /** The exponents of 2 in `eps` and `epsneg`. */
  readonly machep: number;
  readonly negep: number;
  readonly max: number;
  readonly min: number;
  /** The smallest positive number with all its digits. */
  readonly tiny: number;
  readonly smallestNormal: number;
  readonly smallestSubnormal: number;
  /** Digits behind the point of the mantissa, in binary. */
  readonly nmant: number;
  /** Bits of the exponent; both names mean the same. */
  readonly nexp: number;
  readonly iexp: number;
  /** The exponent of 2 in `smallestNormal`, and the first whose power is infinite. */
  readonly minexp: number;
  readonly maxexp: number;
  /** Decimal digits that are kept. */
  readonly precision: number;
  readonly resolution: number;
}

/** Bits of exponent and mantissa of each float dtype. */
const formats: Readonly<Record<string, readonly [exponent: number, mantissa: number]>> = {
  float32: [8, 23],
  bfloat16: [8, 7],
  float16: [5, 10],
};

/**
 * The limits of a float dtype.
 *
 * @param dtype a float dtype, or an array of one
 * @returns its smallest and largest numbers, precision and bits
 * @throws TypeError for other dtypes
 * @example
 * assertEqual(jnp.finfo("float32").eps, 2 ** -23);
 */
export function finfo(dtype: DTypeLike | ArrayLike): FloatInfo {
  const name = nameOf(dtype);
  const format = formats[name];
  if (!format) throw new TypeError(`Cannot tell the limits of ${name} as a float: use jnp.iinfo for integers`);
  const [nexp, nmant] = format;
  const bias = 2 ** (nexp - 1) - 1;
  const max = (2 - 2 ** -nmant) * 2 ** bias;
  const precision = Math.floor(nmant * Math.log10(2));
  return {
    dtype: name,
    bits: 1 + nexp + nmant,
    eps: 2 ** -nmant,
    epsneg: 2 ** (-nmant - 1),
    machep: -nmant,
    negep: -nmant - 1,
    max,
    min: -max,
    tiny: 2 ** (1 - bias),
    smallestNormal: 2 ** (1 - bias),
    smallestSubnormal: 2 ** (1 - bias - nmant),
    nmant,
    nexp,
    iexp: nexp,
    minexp: 1 - bias,
    maxexp: bias + 1,
    precision,
    resolution: roundFloat(10 ** -precision, name),
  };
}

/** The limits of an integer dtype. */
export interface IntegerInfo {
  readonly dtype: DType;
  /** `"i"` with a sign, `"u"` without. */
  readonly kind: "i" | "u";
  readonly bits: number;
  readonly min: number;
  readonly max: number;
}

/**
 * The limits of an integer dtype.
 *
 * @param intType an integer dtype, or an array of one
 * @returns its smallest and largest number, and bits
 * @throws TypeError for other dtypes
 * @example
 * assertEqual(jnp.iinfo("int32").max, 2 ** 31 - 1);
 */
export function iinfo(intType: DTypeLike | ArrayLike): IntegerInfo {
  const name = nameOf(intType);
  const { kind } = dtypes[name];
  if (kind !== "int" && kind !== "uint")
    throw new TypeError(`Cannot tell the limits of ${name} as an integer: use jnp.finfo for floats`);
  const [min, max] = integerRange(name);
  return { dtype: name, kind: kind === "int" ? "i" : "u", bits: dtypes[name].bits, min, max };
}

function nameOf(given: DTypeLike | ArrayLike): DType {
  if (given instanceof JaxArray) return given.dtype;
  if (typeof given === "number" || typeof given === "boolean") return lift("tell the dtype of", given).dtype;
  return dtypeOf(given as DTypeLike);
}

/** Kinds of dtypes that can be asked for. */
export type DTypeKind =
  | "bool"
  | "signed integer"
  | "unsigned integer"
  | "integral"
  | "real floating"
  | "complex floating"
  | "numeric";

const kindsOf: Readonly<Record<DTypeKind, readonly string[]>> = {
  bool: ["bool"],
  "signed integer": ["int"],
  "unsigned integer": ["uint"],
  integral: ["int", "uint"],
  "real floating": ["float"],
  "complex floating": ["complex"],
  numeric: ["int", "uint", "float", "complex"],
};

/**
 * Whether a dtype is of a kind, by the names of the array API, or a certain dtype.
 *
 * @param dtype a dtype
 * @param kind `"bool"`, `"signed integer"`, `"unsigned integer"`, `"integral"`, `"real floating"`, `"complex floating"`, `"numeric"`, a
 *   dtype, or a list of these
 * @returns true or false
 * @throws TypeError for names that are neither
 * @example
 * assertEqual(jnp.isdtype("int32", "integral"), true);
 * assertEqual(jnp.isdtype("int32", ["bool", "float32"]), false);
 */
export function isdtype(dtype: DTypeLike, kind: DTypeKind | DTypeLike | readonly (DTypeKind | DTypeLike)[]): boolean {
  const name = dtypeOf(dtype);
  return [kind].flat().some((wanted) => {
    const kinds =
      typeof wanted === "string" && Object.hasOwn(kindsOf, wanted) ? kindsOf[wanted as DTypeKind] : undefined;
    return kinds ? kinds.includes(dtypes[name].kind) : dtypeOf(wanted as DTypeLike) === name;
  });
}

/**
 * Whether a dtype, or a group of them, belongs to a group of NumPy's hierarchy, or is a certain dtype.
 *
 * @param arg1 a dtype, or a group as `jnp.floating`
 * @param arg2 a group, itself or by name: `jnp.generic`, `"number"`, `"integer"`, `"signedinteger"`, `"unsignedinteger"`, `"inexact"`,
 *   `"floating"`, `"complexfloating"`; or a dtype
 * @returns true or false
 * @throws TypeError for names that are neither
 * @example
 * assertEqual(jnp.issubdtype("float32", "floating"), true);
 * assertEqual(jnp.issubdtype(jnp.int8, jnp.signedinteger), true);
 * assertEqual(jnp.issubdtype(jnp.floating, jnp.integer), false);
 */
export function issubdtype(
  arg1: DTypeLike | AbstractType | AbstractTypeName,
  arg2: DTypeLike | AbstractType | AbstractTypeName,
): boolean {
  const [a, b] = [typeOf(arg1), typeOf(arg2)];
  if (b instanceof AbstractType) return a instanceof AbstractType ? b.includes(a) : b.has(a);
  return a === b;
}

function typeOf(given: DTypeLike | AbstractType | AbstractTypeName): DType | AbstractType {
  if (given instanceof AbstractType) return given;
  if (typeof given === "string" && Object.hasOwn(abstractTypes, given)) return abstractTypes[given as AbstractTypeName];
  return dtypeOf(given as DTypeLike);
}

/** How far a conversion may go. */
export type Casting = "no" | "equiv" | "safe" | "same_kind" | "unsafe";

const rank: Readonly<Record<string, number>> = { bool: 0, uint: 1, int: 1, float: 2, complex: 3 };

/**
 * Whether numbers of one dtype can be converted to another under a rule.
 *
 * @param from a dtype
 * @param to a dtype
 * @param options `casting`: `"no"`, `"equiv"`: the same dtype; `"safe"`: no number changes (default); `"same_kind"`: also to fewer bits of
 *   the same kind; `"unsafe"`: anything
 * @returns true or false
 * @throws RangeError for another rule
 * @example
 * assertEqual(jnp.canCast("bool", "int32"), true);
 * assertEqual(jnp.canCast("float32", "int32"), false);
 */
export function canCast(
  from: DTypeLike,
  to: DTypeLike,
  options: { readonly casting?: Casting | undefined } = {},
): boolean {
  const { casting = "safe" } = options;
  const [a, b] = [dtypeOf(from), dtypeOf(to)];
  const [x, y] = [dtypes[a].kind, dtypes[b].kind];
  switch (casting) {
    case "no":
    case "equiv":
      return a === b;
    case "unsafe":
      return true;
    case "same_kind":
      return x !== "key" && y !== "key" && (rank[x]! < rank[y]! || x === y || (x === "uint" && y === "int"));
    case "safe":
      return a === b || holds(a, b);
    default:
      casting satisfies never;
      throw new RangeError(
        `Cannot convert by the rule "${String(casting)}": there are "no", "equiv", "safe", "same_kind", "unsafe"`,
      );
  }
}

/** Whether every number of `a` is one of `b`. */
function holds(a: DType, b: DType): boolean {
  const [x, y] = [dtypes[a].kind, dtypes[b].kind];
  if (x === "key" || y === "key") return false;
  if (x === "bool") return true;
  const digits = (name: DType) =>
    formats[name] ? formats[name][1] + 1 : dtypes[name].bits - (dtypes[name].kind === "int" ? 1 : 0);
  if (x === "float") return y === "float" && formats[a]![0] <= formats[b]![0] && formats[a]![1] <= formats[b]![1];
  return y !== "bool" && !(x === "int" && y === "uint") && digits(a) <= digits(b);
}
