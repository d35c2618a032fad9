/**
 * How the elements of one printed array look: NumPy's rules. All elements of an array share their width and, for floats, their
 * form: positional with points aligned, or scientific when the numbers are very large, very small or far apart.
 */
import type { DType } from "../types/dtype.ts";
import { roundFloat } from "../types/roundFloat.ts";
import { positional, rounded, scientific, scientificFilled } from "./digits.ts";

/** Text of one element, padded to the common width. */
export type Format = (value: number) => string;

/** Most digits after the point, as in NumPy's default print options. */
const precision = 8;

/** Decimal digits that every number of a dtype can hold: numbers with more before the point are written with a power of ten. */
const decimals: Partial<Readonly<Record<DType, number>>> = { float32: 6, float16: 3 };

/** Format for `values` of a float dtype, all those that will be printed. */
export function floatFormat(values: readonly number[], dtype: DType): Format {
  if (dtype === "bfloat16") return bfloat16Text;
  return signedFormat(values, dtype, sign);
}

/** Format for complex numbers, which it takes by their places in the list: `1.-2.5j`. Either part has a form of its own. */
export function complexFormat(re: readonly number[], im: readonly number[]): (re: number, im: number) => string {
  const real = signedFormat(re, "float32", sign);
  const imaginary = signedFormat(im, "float32", (x) => sign(x) || "+");
  return (x, y) => {
    const text = imaginary(y);
    const end = text.trimEnd().length;
    return `${real(x)}${text.slice(0, end)}j${text.slice(end)}`;
  };
}

function signedFormat(values: readonly number[], dtype: DType, signOf: SignOf): Format {
  const finite = values.filter(Number.isFinite);
  const format = (needsPower(finite, dtype) ? scientificFormat : positionalFormat)(finite, dtype, signOf);
  if (finite.length === values.length) return format.text;
  const special = (x: number): string => (Number.isNaN(x) ? signOf(0) : x > 0 ? signOf(x) : "") + nonFinite(x);
  const width = Math.max(format.width, ...values.filter((x) => !Number.isFinite(x)).map((x) => special(x).length));
  return (x) => (Number.isFinite(x) ? format.text(x) : special(x)).padStart(width);
}

/** Comparisons are made in the dtype, as NumPy makes them. */
function needsPower(finite: readonly number[], dtype: DType): boolean {
  const sizes = finite.filter((x) => x !== 0).map(Math.abs);
  if (sizes.length === 0) return false;
  const largest = Math.max(...sizes);
  const smallest = Math.min(...sizes);
  return (
    largest >= 10 ** decimals[dtype]! ||
    smallest < roundFloat(1e-4, dtype) ||
    roundFloat(largest / smallest, dtype) > 1000
  );
}

/** What stands before a number. */
type SignOf = (x: number) => string;

interface Sized {
  readonly text: Format;
  readonly width: number;
}

/** `  1.5  `: points stand below each other, zeros at the end are spaces. */
function positionalFormat(finite: readonly number[], dtype: DType, signOf: SignOf): Sized {
  const parts = finite.map((x) => positional(x, dtype, precision));
  const left = Math.max(0, ...parts.map(([whole], i) => whole.length + signOf(finite[i]!).length));
  const right = Math.max(0, ...parts.map(([, fraction]) => fraction.length));
  const text: Format = (x) => {
    const [whole, fraction] = positional(x, dtype, precision);
    return `${(signOf(x) + whole).padStart(left)}.${fraction.padEnd(right)}`;
  };
  return { text, width: left + 1 + right };
}

/** `-1.500e-03`: all with as many digits as the longest; those that need fewer are filled up from their exact value. */
function scientificFormat(finite: readonly number[], dtype: DType, signOf: SignOf): Sized {
  const parts = finite.map((x) => scientific(x, dtype, precision));
  const left = finite.some((x) => signOf(x) !== "") ? 2 : 1;
  const right = Math.max(...parts.map(([, fraction]) => fraction.length));
  const power = Math.max(...parts.map(([, , e]) => e.length));
  const width = left + 1 + right + power;
  return { text: (x) => (signOf(x) + scientificFilled(x, dtype, right)).padStart(width), width };
}

function sign(x: number): string {
  return x < 0 || Object.is(x, -0) ? "-" : "";
}

function nonFinite(x: number): string {
  return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
}

/** Format for integers, right-aligned. */
export function integerFormat(values: readonly number[]): Format {
  const width = Math.max(0, ...values.map((x) => String(x).length));
  return (x) => String(x).padStart(width);
}

/** Format for booleans: ` True` and `False` align, except alone in a scalar. */
export function boolFormat(isScalar: boolean): Format {
  return (x) => (x ? (isScalar ? "True" : " True") : "False");
}

/** A float scalar as Python's `str` prints it: `0.1`, `1.0`, `1e-05`, `1.5e+20`. */
export function floatScalar(x: number, dtype: DType): string {
  if (dtype === "bfloat16") return bfloat16Text(x);
  if (!Number.isFinite(x)) return nonFinite(x);
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-4 || size >= 10 ** decimals[dtype]!)) {
    const [whole, fraction, power] = scientific(x, dtype, precision);
    return `${sign(x)}${whole}${fraction && `.${fraction}`}${power}`;
  }
  const [whole, fraction] = positional(x, dtype, 16);
  return `${sign(x)}${whole}.${fraction || "0"}`;
}

/** A complex scalar as Python's `str` prints it: `(1+2j)`, `2j`. */
export function complexScalar(re: number, im: number): string {
  const part = (x: number): string => floatScalar(x, "float32").replace(/\.0$/, "");
  if (re === 0 && !Object.is(re, -0)) return `${part(im)}j`;
  const second = part(im);
  return `(${part(re)}${second.startsWith("-") ? "" : "+"}${second}j)`;
}

/** A bfloat16 as `ml_dtypes` prints it, in arrays too: up to six digits, without a point where there is no fraction. */
function bfloat16Text(x: number): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  const [mantissa, exponent] = rounded(x, 6).toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < 6) return `${sign(x)}${rounded(x, 6)}`;
  return `${sign(x)}${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
