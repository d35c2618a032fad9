/** What dtypes are like: `finfo iinfo canCast isdtype issubdtype`. */
import type { ArrayLike } from "../core/array.ts";
import { JaxArray } from "../core/array.ts";
import { type DType, dtypes } from "../types/dtype.ts";
import { type DTypeLike, dtypeOf } from "./dtypeOf.ts";
import { lift } from "./promote.ts";

/** The limits of a float dtype. */
export interface FloatInfo {
  readonly dtype: DType;
  readonly bits: number;
  /** The distance from 1 to the next number. */
  readonly eps: number;
  readonly max: number;
  readonly min: number;
  /** The smallest positive number with all its digits. */
  readonly tiny: number;
  readonly smallestNormal: number;
  readonly smallestSubnormal: number;
  /** Digits behind the point of the mantissa, in binary. */
  readonly nmant: number;
  /** Bits of the exponent. */
  readonly nexp: number;
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
    max,
    min: -max,
    tiny: 2 ** (1 - bias),
    smallestNormal: 2 ** (1 - bias),
    smallestSubnormal: 2 ** (1 - bias - nmant),
    nmant,
    nexp,
    precision,
    resolution: 10 ** -precision,
  };
}

/** The limits of an integer dtype. */
export interface IntegerInfo {
  readonly dtype: DType;
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
  const bits = bitsOf(name);
  return kind === "uint"
    ? { dtype: name, bits, min: 0, max: 2 ** bits - 1 }
    : { dtype: name, bits, min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 };
}

function nameOf(given: DTypeLike | ArrayLike): DType {
  if (given instanceof JaxArray) return given.dtype;
  if (typeof given === "number" || typeof given === "boolean") return lift("tell the dtype of", given).dtype;
  return dtypeOf(given as DTypeLike);
}

/** Bits of a dtype, from its name. */
function bitsOf(name: DType): number {
  return name === "bool" ? 1 : Number(/\d+$/.exec(name)?.[0] ?? 32);
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

/** NumPy's hierarchy of scalar types. */
const hierarchy: Readonly<Record<string, readonly string[]>> = {
  generic: ["bool", "int", "uint", "float", "complex", "key"],
  number: ["int", "uint", "float", "complex"],
  integer: ["int", "uint"],
  signedinteger: ["int"],
  unsignedinteger: ["uint"],
  inexact: ["float", "complex"],
  floating: ["float"],
  complexfloating: ["complex"],
};

/**
 * Whether a dtype belongs to a group of NumPy's hierarchy, or is a certain dtype.
 *
 * @param arg1 a dtype
 * @param arg2 `"generic"`, `"number"`, `"integer"`, `"signedinteger"`, `"unsignedinteger"`, `"inexact"`, `"floating"`,
 *   `"complexfloating"`, or a dtype
 * @returns true or false
 * @throws TypeError for names that are neither
 * @example
 * assertEqual(jnp.issubdtype("float32", "floating"), true);
 */
export function issubdtype(arg1: DTypeLike, arg2: string | DTypeLike): boolean {
  const name = dtypeOf(arg1);
  const kinds = typeof arg2 === "string" ? hierarchy[arg2] : undefined;
  return kinds ? kinds.includes(dtypes[name].kind) : dtypeOf(arg2 as DTypeLike) === name;
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
    formats[name] ? formats[name][1] + 1 : bitsOf(name) - (dtypes[name].kind === "int" ? 1 : 0);
  if (x === "float") return y === "float" && formats[a]![0] <= formats[b]![0] && formats[a]![1] <= formats[b]![1];
  return y !== "bool" && !(x === "int" && y === "uint") && digits(a) <= digits(b);
}
