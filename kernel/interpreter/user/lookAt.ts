/**
 * Looks at a value for completion and inspection, while cells run or not, without running any code of the user's: it reads descriptors of
 * properties and never asks for a getter, a proxy's trap, a `toString` or an `inspect`. The worker calls it through the inspector, which
 * breaks into a loop that does not end. What it needs of JavaScript is taken before a cell can replace it.
 */
import { types } from "node:util";
import type { Names } from "./names.ts";

/** Where the worker finds it: a property of the global object, by this symbol. */
export const lookAtSymbol = "nnxlab.lookAt";

/** A value, seen from outside. */
export interface Look {
  /** `number`, `Map(3)`, `float32[2, 3]`. */
  readonly type: string;
  /** The value in a line. */
  readonly text: string;
  /** Its members, the own ones first, then those of its classes. */
  readonly members: readonly { readonly name: string; readonly kind: "property" | "method" | "function" | "class" }[];
}

const { getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const { isProxy, isMap, isSet, isDate, isRegExp, isPromise, isTypedArray, isNativeError } = types;
const { isArray } = Array;
const { prototype: objectPrototype } = Object;
const mapSize = getOwnPropertyDescriptor(Map.prototype, "size")!.get!;
const setSize = getOwnPropertyDescriptor(Set.prototype, "size")!.get!;
const typedLength = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype)!, "length")!.get!;
const dateText = Date.prototype.toISOString;
const dateTime = Date.prototype.getTime;
const regExpSource = getOwnPropertyDescriptor(RegExp.prototype, "source")!.get!;
const functionText = Function.prototype.toString;
const apply = Reflect.apply;

/** No value has more members than this that are listed. */
const mostMembers = 500;
/** Own members of longer lists are their elements, and are not listed. */
const longList = 1000;
/** Prototypes looked at. */
const deepest = 12;
const longestString = 60;
const fewElements = 5;

/** Puts it where the worker finds it; `names` are those of cells. */
export function installLookAt(names: Names): void {
  const lookAt = (path: readonly string[]): Look | null => {
    try {
      const found = follow(path, names);
      return found && { type: typeOf(found.value), text: textOf(found.value, 2), members: membersOf(found.value) };
    } catch {
      return null; // a cell has broken something of JavaScript's own
    }
  };
  Object.defineProperty(globalThis, Symbol.for(lookAtSymbol), { value: lookAt });
}

interface Found {
  readonly value: unknown;
}

/** The value at `a.b.c`, if no getter is on the way. */
function follow([root, ...keys]: readonly string[], names: Names): Found | null {
  const shadowing = getOwnPropertyDescriptor(names.shadowing, root!);
  const box = names.boxes.get(root!);
  let found: Found | null = shadowing ? dataOf(shadowing) : box ? member(box, "value") : member(globalThis, root!);
  for (const key of keys) found = found && member(found.value, key);
  return found;
}

function dataOf(descriptor: PropertyDescriptor): Found | null {
  return "value" in descriptor ? { value: descriptor.value } : null;
}

function member(of: unknown, key: string): Found | null {
  for (const holder of chain(of)) {
    const descriptor = descriptorOf(holder, key);
    if (descriptor) return dataOf(descriptor);
  }
  return null;
}

/** The object and its prototypes, up to a proxy, which would answer by itself. A primitive has those of its class. */
function chain(value: unknown): object[] {
  let here: object | null = isObject(value) ? value : value === undefined || value === null ? null : prototypeOf(value);
  const found: object[] = [];
  while (here !== null && !isProxy(here) && found.length < deepest) {
    found.push(here);
    here = getPrototypeOf(here);
  }
  return found;
}

function prototypeOf(primitive: unknown): object | null {
  return getPrototypeOf(Object(primitive) as object);
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** Undefined, too, for the name of a module that has not run yet. */
function descriptorOf(holder: object, key: string | symbol): PropertyDescriptor | undefined {
  try {
    return getOwnPropertyDescriptor(holder, key);
  } catch {
    return undefined;
  }
}

function membersOf(value: unknown): Look["members"] {
  const members = new Map<string, Look["members"][number]>();
  for (const [depth, holder] of chain(value).entries()) {
    // What every object has nobody looks for, except at the prototype itself.
    if (holder === objectPrototype && depth > 0) break;
    if ((lengthOf(holder) ?? 0) > longList) continue;
    for (const key of ownKeys(holder)) {
      if (typeof key !== "string" || members.has(key) || members.size >= mostMembers) continue;
      if (/^\d+$/.test(key) || (key === "constructor" && depth > 0)) continue;
      const descriptor = descriptorOf(holder, key);
      members.set(key, { name: key, kind: kindOf(descriptor, depth) });
    }
  }
  return [...members.values()];
}

function kindOf(descriptor: PropertyDescriptor | undefined, depth: number): Look["members"][number]["kind"] {
  if (typeof descriptor?.value !== "function") return "property";
  if (isClass(descriptor.value)) return "class";
  return depth > 0 ? "method" : "function";
}

function isClass(value: unknown): boolean {
  return typeof value === "function" && !isProxy(value) && apply(functionText, value, []).startsWith("class");
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (!isObject(value)) return typeof value;
  if (isProxy(value)) return "Proxy";
  const array = runtimeArray(value);
  if (array) return array;
  const name = className(value);
  if (typeof value === "function" && /^(|(Async)?(Generator)?Function)$/.test(name))
    return isClass(value) ? "class" : "function";
  const length = lengthOf(value);
  return `${name || "Object"}${length === undefined ? "" : `(${length})`}`;
}

/** `float32[2, 3]` for an array of the runtime, told by what it is made of. */
function runtimeArray(value: object): string | undefined {
  const aval = data(value, "aval");
  const [dtype, shape] = isObject(aval) ? [data(aval, "dtype"), data(aval, "shape")] : [];
  return typeof dtype === "string" && isArray(shape)
    ? `${dtype}[${elements(shape, shape.length).join(", ")}]`
    : undefined;
}

function data(of: object, key: string): unknown {
  const descriptor = isProxy(of) ? undefined : descriptorOf(of, key);
  return descriptor && dataOf(descriptor)?.value;
}

/** The elements of a list that are no getters. */
function elements(list: object, count: number): unknown[] {
  return Array.from({ length: count }, (_, i) => data(list, String(i)));
}

function className(value: object): string {
  const constructor = member(value, "constructor")?.value;
  const name = isObject(constructor) ? data(constructor, "name") : undefined;
  return typeof name === "string" ? name : "";
}

function lengthOf(value: object): number | undefined {
  if (isMap(value)) return apply(mapSize, value, []) as number;
  if (isSet(value)) return apply(setSize, value, []) as number;
  if (isTypedArray(value)) return apply(typedLength, value, []) as number;
  return isArray(value) && !isProxy(value) ? value.length : undefined;
}

/** A value in a line; objects inside it by their type once `depth` is used up. */
function textOf(value: unknown, depth: number): string {
  if (typeof value === "string")
    return JSON.stringify(value.length > longestString ? `${value.slice(0, longestString)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "symbol") return `Symbol(${value.description ?? ""})`;
  if (!isObject(value)) return Object.is(value, -0) ? "-0" : String(value);
  const type = typeOf(value);
  if (isProxy(value) || runtimeArray(value) || isPromise(value) || isMap(value) || isSet(value)) return type;
  if (isDate(value)) return Number.isNaN(apply(dateTime, value, [])) ? "Invalid Date" : apply(dateText, value, []);
  if (isRegExp(value)) return `/${apply(regExpSource, value, [])}/`;
  if (isNativeError(value)) return `${type}: ${String(data(value, "message") ?? "").slice(0, longestString)}`;
  if (type === "function" || type === "class") return `${type} ${String(data(value, "name") ?? "")}`.trim();
  if (depth === 0) return type;
  const length = lengthOf(value);
  if (length !== undefined) {
    const shown = elements(value, Math.min(length, fewElements)).map((element) => textOf(element, depth - 1));
    return `${isArray(value) ? "" : `${type} `}[${shown.join(", ")}${length > fewElements ? ", …" : ""}]`;
  }
  const keys = ownKeys(value).filter((key): key is string => typeof key === "string");
  const fields = keys.slice(0, fewElements).map((key) => {
    const descriptor = descriptorOf(value, key);
    return `${key}: ${descriptor && "value" in descriptor ? textOf(descriptor.value, depth - 1) : "(getter)"}`;
  });
  if (keys.length > fewElements) fields.push("…");
  const body = fields.length > 0 ? `{ ${fields.join(", ")} }` : "{}";
  return type === "Object" ? body : `${type} ${body}`;
}
