/** Expected against got, element by element, with the worst element named. */

import { printAval } from "../types/aval.ts";
import { isDType, isFloat } from "../types/dtype.ts";
import { roundFloat } from "../types/roundFloat.ts";
import { camelCase } from "./call.ts";
import { decodeNumber, type Encoded, type EncodedArray, type Plain } from "./values.ts";

export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/**
 * The composite results of the kinds (`{ "losses": …, "final": … }`) as one encoded value: bare objects are dicts, bare lists are
 * lists, bare numbers, strings and booleans are Python's.
 */
export function encodedResult(json: unknown): Encoded {
  if (json === null) return null;
  if (Array.isArray(json)) return { list: json.map(encodedResult) };
  if (typeof json !== "object") return { py: json as number | string | boolean };
  const isEncoded = ["data", "tuple", "list", "dict", "state", "py", "dtype_name"].some((key) => key in json);
  return isEncoded
    ? (json as Encoded)
    : { dict: Object.fromEntries(Object.entries(json).map(([key, child]) => [key, encodedResult(child)])) };
}

/** Why two values differ, or undefined when they agree. `at` is the path to here. */
export function difference(expected: Encoded, got: Plain, tolerance: Tolerance, at: string = ""): string | undefined {
  const where = at === "" ? "" : `${at}: `;
  if (expected === null)
    return got.kind === "plain" && got.value === null ? undefined : `${where}expected None, got ${describe(got)}`;
  if ("data" in expected) return arrayDifference(expected, got, tolerance, where);
  if ("tuple" in expected) return sequenceDifference(expected.tuple, got, tolerance, at);
  if ("list" in expected) return sequenceDifference(expected.list, got, tolerance, at);
  if ("dict" in expected) return dictDifference(expected.dict, got, tolerance, at);
  if ("state" in expected) return dictDifference(expected.state, got, tolerance, at);
  if ("py" in expected) return plainDifference(expected.py, got, tolerance, where);
  if (got.kind === "abstract") {
    const same = got.dtype === expected.dtype_name && String(got.shape) === String(expected.shape);
    return same
      ? undefined
      : `${where}expected ${expected.dtype_name}[${expected.shape}], got ${got.dtype}[${got.shape}]`;
  }
  return got.kind === "plain" && got.value === expected.dtype_name
    ? undefined
    : `${where}expected dtype ${expected.dtype_name}, got ${describe(got)}`;
}

function sequenceDifference(
  expected: readonly Encoded[],
  got: Plain,
  tolerance: Tolerance,
  at: string,
): string | undefined {
  // a named tuple of Python is an object here, with its fields in order
  const items = got.kind === "dict" ? [...got.entries.values()] : got.kind === "sequence" ? got.items : undefined;
  if (items === undefined) return `${at}: expected ${expected.length} values, got ${describe(got)}`;
  if (items.length !== expected.length) return `${at}: expected ${expected.length} values, got ${items.length}`;
  return firstDefined(expected, (child, i) => difference(child, items[i]!, tolerance, `${at}[${i}]`));
}

function dictDifference(
  expected: Readonly<Record<string, Encoded>>,
  got: Plain,
  tolerance: Tolerance,
  at: string,
): string | undefined {
  if (got.kind !== "dict") return `${at}: expected a tree with keys ${Object.keys(expected)}, got ${describe(got)}`;
  // names of hyperparameters are keys, and are spelled as names are here
  const ours = new Map(Object.keys(expected).map((key) => [key, got.entries.has(key) ? key : camelCase(key)]));
  const missing = Object.keys(expected).filter((key) => !got.entries.has(ours.get(key)!));
  const known = new Set(ours.values());
  const extra = [...got.entries.keys()].filter((key) => !known.has(key));
  if (missing.length || extra.length) return `${at}: missing keys [${missing}], unexpected keys [${extra}]`;
  return firstDefined(Object.entries(expected), ([key, child]) =>
    difference(child, got.entries.get(ours.get(key)!)!, tolerance, `${at}/${key}`),
  );
}

function plainDifference(
  expected: number | string | boolean,
  got: Plain,
  tolerance: Tolerance,
  where: string,
): string | undefined {
  if (got.kind !== "plain") return `${where}expected ${expected}, got ${describe(got)}`;
  const close =
    typeof expected === "number" && typeof got.value === "number" && isClose(expected, got.value, tolerance);
  return close || got.value === expected ? undefined : `${where}expected ${expected}, got ${got.value}`;
}

function arrayDifference(expected: EncodedArray, got: Plain, tolerance: Tolerance, where: string): string | undefined {
  if (got.kind !== "array") return `${where}expected an array, got ${describe(got)}`;
  const { shape, dtype } = got.aval;
  if (dtype !== expected.dtype || String(shape) !== String(expected.shape)) {
    const wanted = isDType(expected.dtype)
      ? printAval({ shape: expected.shape, dtype: expected.dtype, weakType: false })
      : expected.dtype;
    return `${where}expected ${wanted}, got ${printAval(got.aval)}`;
  }
  if (expected.type !== undefined && got.type !== expected.type)
    return `${where}expected a ${expected.type}, got a ${got.type ?? "plain array"}`;
  const exact = !isFloat(dtype);
  let worst: { i: number; want: number; excess: number } | undefined;
  // The file's decimals are the shortest that read back to the same number of the dtype: isClose gets that number.
  expected.data.forEach((encoded, i) => {
    const want = decodeNumber(encoded);
    const have = got.host[i]!;
    if (exact ? want === have : isClose(roundFloat(want, dtype), have, tolerance)) return;
    const excess =
      Math.abs(have - want) / (tolerance.atol + tolerance.rtol * Math.abs(want)) || Number.POSITIVE_INFINITY;
    if (!worst || excess > worst.excess) worst = { i, want, excess };
  });
  if (!worst) return undefined;
  const { i, want } = worst;
  const allowed = exact ? 0 : tolerance.atol + tolerance.rtol * Math.abs(want);
  return `${where}worst element ${i}: expected ${want}, got ${got.host[i]}, error ${Math.abs(got.host[i]! - want).toExponential(2)}, tolerance ${allowed.toExponential(2)}`;
}

function isClose(want: number, have: number, { rtol, atol }: Tolerance): boolean {
  if (Number.isNaN(want) || Number.isNaN(have)) return Number.isNaN(want) && Number.isNaN(have);
  if (!Number.isFinite(want) || !Number.isFinite(have)) return want === have;
  return Math.abs(have - want) <= atol + rtol * Math.abs(want);
}

function firstDefined<T>(items: readonly T[], f: (item: T, i: number) => string | undefined): string | undefined {
  for (const [i, item] of items.entries()) {
    const found = f(item, i);
    if (found !== undefined) return found;
  }
  return undefined;
}

function describe(got: Plain): string {
  switch (got.kind) {
    case "array":
      return printAval(got.aval);
    case "sequence":
      return `${got.items.length} values`;
    case "dict":
      return `a tree with keys ${[...got.entries.keys()]}`;
    case "abstract":
      return `${got.dtype}[${got.shape}]`;
    case "plain":
      return String(got.value);
    default:
      throw got satisfies never;
  }
}
