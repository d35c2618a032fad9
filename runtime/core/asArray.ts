/** Numbers and booleans as arrays. */

import { printAval } from "../types/aval.ts";
import { type ArrayLike, type DeviceArray, JaxArray, standsFor } from "./array.ts";
import { Complex } from "./complex.ts";
import { type ScalarValue, scalar } from "./scalar.ts";

/**
 * The array, or a scalar array of a number or boolean. As in Python a whole number becomes a weak int32, any other number a weak
 * float32, a boolean a (strong) bool; −0 and whole numbers beyond the range of int32 are floats.
 */
export function asArray(given: ArrayLike): JaxArray {
  const value = standsFor(given);
  if (value instanceof JaxArray) return value;
  if (typeof value === "number" || typeof value === "boolean") return scalarOf(value);
  throw new TypeError(
    `Cannot use ${describe(value)} as an array: give an array, a number or a boolean; nested lists go through jnp.array`,
  );
}

/** The scalar array of a number (weakly typed) or boolean. */
export function scalarOf(value: ScalarValue): DeviceArray {
  if (value instanceof Complex) return value.__jaxArray__();
  if (typeof value === "boolean") return scalar(value, "bool");
  const whole = Number.isInteger(value) && !Object.is(value, -0) && value >= -(2 ** 31) && value < 2 ** 31;
  return scalar(value, whole ? "int32" : "float32", true);
}

/** What a value is, for error messages: `f32[2]`, `0.5`, `a string`, `an object of class Date`. */
export function describe(value: unknown): string {
  if (value === null || value === undefined || typeof value === "number") return String(value);
  if (value instanceof JaxArray) return printAval(value.aval);
  if (typeof value !== "object") return `a ${typeof value}`;
  const name: unknown = value.constructor?.name;
  return Array.isArray(value)
    ? "a list"
    : !name || name === "Object"
      ? "an object"
      : `an object of class ${String(name)}`;
}
