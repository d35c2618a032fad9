/** Scalars in printed jaxprs, as Python writes them. */

import { type DType, isFloat } from "../types/dtype.ts";
import { roundFloat } from "../types/roundFloat.ts";
import { Complex } from "./complex.ts";
import type { ScalarValue } from "./scalar.ts";

/** `True`, `3`, `0.1`, `1e-10`, `inf`: of a float the fewest digits that read back to it. */
export function printLiteral(value: ScalarValue, dtype: DType): string {
  if (value instanceof Complex) return String(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (!isFloat(dtype)) return String(value);
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  let short = value;
  for (let digits = 1; digits <= 9; digits++) {
    short = Number(value.toPrecision(digits));
    if (roundFloat(short, dtype) === roundFloat(value, dtype)) break;
  }
  const [mantissa, exponent] = short.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= 16)
    return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  const text = short.toLocaleString("en-US", {
    useGrouping: false,
    maximumFractionDigits: 20,
    maximumSignificantDigits: 17,
  });
  return text.includes(".") ? text : `${text}.0`;
}
