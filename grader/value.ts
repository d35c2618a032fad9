/**
 * Values that cross the trust boundary: what a probe reads from the learner's code, as JSON, and what reference files hold. Nothing
 * that arrives is believed: each value is taken apart and built anew, out of listed kinds, under limits. What is built has no
 * prototype of the sender's making and no code.
 *
 *     { "dtype": "float32", "shape": [2], "data": [1, "nan"] }     an array; non-finite numbers are words
 *     3   true   "text"   null   [ … ]   { "name": … }             themselves
 */

/** An array of numbers; booleans are 0 and 1. */
export interface ArrayValue {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export type Value = ArrayValue | number | boolean | string | null | readonly Value[] | ReadonlyMap<string, Value>;

const dtypes: readonly string[] = [
  "float32", "float16", "bfloat16", "float64", "int32", "int16", "int8", "uint32", "uint16", "uint8", "bool", "key<fry>",
]; // biome-ignore format: a list
const words: { readonly [word: string]: number } = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
};

/** Limits of one message. */
const limits = { depth: 16, elements: 4_000_000, entries: 100_000, text: 100_000 };

/**
 * Builds a value from JSON.
 *
 * @param json what `JSON.parse` gave
 * @returns a value that shares nothing with `json`
 * @throws TypeError for anything that is not a value, RangeError beyond the limits
 * @example
 * const value = decodeValue({ dtype: "float32", shape: [2], data: [1, "inf"] });
 * assertEqual(isArrayValue(value) && value.data[1] === Infinity, true);
 */
export function decodeValue(json: unknown): Value {
  const budget = { elements: limits.elements, entries: limits.entries };
  return decode(json, 0, budget);
}

/** Whether a value is an array of numbers. */
export function isArrayValue(value: Value | undefined): value is ArrayValue {
  return typeof value === "object" && value !== null && !isRecord(value) && !Array.isArray(value);
}

/** Whether a value is a record of named values. */
export function isRecord(value: Value | undefined): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}

/** A number as an array without axes, so that numbers and scalar arrays are compared alike; undefined for other kinds. */
export function asArrayValue(value: Value | undefined): ArrayValue | undefined {
  if (typeof value === "number") return { dtype: "number", shape: [], data: [value] };
  if (typeof value === "boolean") return { dtype: "bool", shape: [], data: [Number(value)] };
  if (Array.isArray(value) && value.every((item) => typeof item === "number")) {
    return { dtype: "number", shape: [value.length], data: value };
  }
  return isArrayValue(value) ? value : undefined;
}

/** A value in a few words, for messages: `float32[32,5]`, `a string`. */
export function describe(value: Value | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (isRecord(value)) return `a record of ${[...value.keys()].slice(0, 4).join(", ") || "nothing"}`;
  if (isArrayValue(value)) return `${value.dtype}[${value.shape.join(",")}]`;
  if (typeof value === "object") return `a list of ${value.length}`;
  return typeof value === "string" ? "a string" : String(value);
}

function decode(json: unknown, depth: number, budget: { elements: number; entries: number }): Value {
  if (depth > limits.depth) throw new RangeError(`Cannot read the value: it is nested more than ${limits.depth} deep`);
  if (--budget.entries < 0) throw new RangeError(`Cannot read the value: it has more than ${limits.entries} entries`);
  if (json === null || typeof json === "boolean" || typeof json === "number") return json;
  if (typeof json === "string") {
    if (json.length > limits.text)
      throw new RangeError(`Cannot read the value: a text is longer than ${limits.text} characters`);
    return json;
  }
  if (Array.isArray(json)) return json.map((item) => decode(item, depth + 1, budget));
  if (typeof json !== "object") throw new TypeError(`Cannot read the value: a ${typeof json} is not data`);
  const entries = Object.entries(json);
  if (entries.length === 3 && "dtype" in json && "shape" in json && "data" in json) return decodeArray(json, budget);
  return new Map(entries.map(([name, child]) => [name, decode(child, depth + 1, budget)]));
}

function decodeArray(
  json: { dtype: unknown; shape: unknown; data: unknown },
  budget: { elements: number },
): ArrayValue {
  const { dtype, shape, data } = json;
  if (typeof dtype !== "string" || !dtypes.includes(dtype))
    throw new TypeError("Cannot read the array: its dtype is unknown");
  if (!Array.isArray(shape) || shape.length > 32 || !shape.every((n) => Number.isInteger(n) && n >= 0)) {
    throw new TypeError("Cannot read the array: its shape must be a list of sizes");
  }
  const size = shape.reduce((product: number, n: number) => product * n, 1) * (dtype === "key<fry>" ? 2 : 1);
  if (!Array.isArray(data) || data.length !== size)
    throw new TypeError(`Cannot read the array: it must have ${size} elements`);
  if ((budget.elements -= size) < 0)
    throw new RangeError(`Cannot read the value: it has more than ${limits.elements} numbers`);
  return { dtype, shape: shape.map(Number), data: data.map(decodeNumber) };
}

function decodeNumber(json: unknown): number {
  if (typeof json === "number") return json;
  if (typeof json === "boolean") return Number(json);
  const word = typeof json === "string" && Object.hasOwn(words, json) ? words[json] : undefined;
  if (word === undefined) throw new TypeError("Cannot read the array: an element is not a number");
  return word;
}
