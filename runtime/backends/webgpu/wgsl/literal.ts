/** Constants as WGSL text. */
import type { ScalarType } from "../../../ir/expr.ts";

/** A value of a type, exactly; negative numbers are in parentheses, since `a - -1` may not be written `a--1`. */
export function literal(type: ScalarType, value: number | boolean): string {
  switch (type) {
    case "bool":
      return String(Boolean(value));
    case "u32":
      return `${value}u`;
    case "i32":
      return Number(value) === -(2 ** 31) ? "i32(-2147483648)" : signed(String(value));
    case "f32":
      return float(Number(value));
    default:
      throw type satisfies never;
  }
}

const signed = (text: string): string => (text.startsWith("-") ? `(${text})` : text);
const smallestNormal = 2 ** -126;
/** Above this a shortened decimal could round to infinity in the reader's hands. */
const largestShortened = 1e38;

/** WGSL has no text for infinities and NaN, and may flush −0 and subnormal constants: those come from their bits, at run time. */
function float(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || Object.is(value, -0) || (size > 0 && size < smallestNormal)) {
    return `fromBits(0x${bits(value).toString(16).padStart(8, "0")}u)`;
  }
  const text = size > largestShortened ? String(value) : shortest(value);
  return signed(/[.e]/.test(text) ? `${text}f` : `${text}.0f`);
}

/** The fewest digits that are still the same f32. */
function shortest(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(value);
}

const view = new DataView(new ArrayBuffer(4));

function bits(value: number): number {
  view.setFloat32(0, value);
  return view.getUint32(0);
}
