/** Encoded values of the case files, into values of the runtime and back into plain comparable form. */

import { DeviceArray, type JaxArray } from "../core/array.ts";
import { jax, nnx } from "../index.ts";
import { type Aval, aval } from "../types/aval.ts";
import { dtypes, type HostArray, isDType, isFloat } from "../types/dtype.ts";
import { NamedTuple } from "../types/pytree.ts";
import { roundFloat } from "../types/roundFloat.ts";
import { Unsupported } from "./unsupported.ts";

/** An encoded array. */
export interface EncodedArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: readonly (number | boolean | string)[];
  /** Variable class, inside a state. */
  readonly type?: string;
}

export type Encoded =
  | EncodedArray
  | { readonly tuple: readonly Encoded[] }
  | { readonly list: readonly Encoded[] }
  | { readonly dict: Readonly<Record<string, Encoded>> }
  | { readonly state: Readonly<Record<string, EncodedArray>> }
  | { readonly py: number | string | boolean }
  | { readonly dtype_name: string; readonly shape?: readonly number[] }
  | null;

/** A value of the runtime from its encoding. */
export function decode(value: Encoded): unknown {
  if (value === null) return null;
  if ("data" in value) return decodeArray(value);
  if ("tuple" in value) return value.tuple.map(decode);
  if ("list" in value) return value.list.map(decode);
  if ("dict" in value)
    return Object.fromEntries(Object.entries(value.dict).map(([key, child]) => [key, decode(child)]));
  if ("py" in value) return value.py;
  throw new Unsupported(`input of the form ${Object.keys(value).join(", ")}`);
}

function decodeArray({ dtype, shape, data }: EncodedArray): JaxArray {
  if (!isDType(dtype)) throw new Unsupported(`dtype ${dtype}`);
  const host = new dtypes[dtype].HostArray(data.length);
  for (const [i, x] of data.entries()) {
    const number = decodeNumber(x);
    host[i] = isFloat(dtype) ? roundFloat(number, dtype) : number;
  }
  return DeviceArray.fromHost(host, aval(shape, dtype));
}

/** An element as a number: of `"nan"`, `"inf"`, `"-inf"`, of true and false, and of numbers. */
export function decodeNumber(element: number | boolean | string): number {
  return Number(typeof element === "string" ? element.replace("inf", "Infinity") : element);
}

/** What `compare` looks at: arrays as host data, containers as lists and records, everything else as it is. */
export type Plain =
  | { readonly kind: "array"; readonly aval: Aval; readonly host: HostArray; readonly type?: string }
  | { readonly kind: "sequence"; readonly items: readonly Plain[] }
  | { readonly kind: "dict"; readonly entries: ReadonlyMap<string, Plain> }
  | { readonly kind: "abstract"; readonly dtype: string; readonly shape?: readonly number[] }
  | { readonly kind: "plain"; readonly value: number | string | boolean | null };

/** A result of the runtime in comparable form. */
export function plain(value: unknown): Plain {
  if (value === null || value === undefined) return { kind: "plain", value: null };
  if (value instanceof DeviceArray) return { kind: "array", aval: value.aval, host: value.host };
  if (value instanceof nnx.Variable) return plain(value.value);
  if (value instanceof nnx.Module || value instanceof nnx.Rngs) return plain(nnx.state(value as never));
  if (value instanceof nnx.State) return plainState(value);
  if (value instanceof jax.ShapeDtypeStruct) return { kind: "abstract", dtype: value.dtype, shape: value.shape };
  if (value instanceof NamedTuple) return { kind: "sequence", items: Object.values(value).map(plain) };
  if (Array.isArray(value)) return { kind: "sequence", items: value.map(plain) };
  if (value instanceof Map)
    return { kind: "dict", entries: new Map([...value].map(([key, child]) => [String(key), plain(child)])) };
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "string")
    return { kind: "plain", value };
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    return { kind: "dict", entries: new Map(Object.entries(value).map(([key, child]) => [key, plain(child)])) };
  }
  throw new TypeError(
    `Cannot compare a ${value.constructor?.name ?? typeof value}: results are arrays, containers, states and plain values`,
  );
}

/** A state as its flat form: the path joined by `/` to the array and its Variable class. */
function plainState(state: InstanceType<typeof nnx.State>): Plain {
  const entries = new Map<string, Plain>();
  for (const [path, leaf] of nnx.toFlatState(state)) {
    const type = leaf instanceof nnx.Variable ? leaf.constructor.name : undefined;
    const array = plain(leaf);
    entries.set(path.map(pythonName).join("/"), array.kind === "array" && type ? { ...array, type } : array);
  }
  return { kind: "dict", entries };
}

/** `denseH` → `dense_h`: the name of a field as Python writes it. */
function pythonName(key: string | number): string {
  return String(key).replace(/[a-z0-9][A-Z]/g, ([before, letter]) => `${before}_${letter!.toLowerCase()}`);
}
