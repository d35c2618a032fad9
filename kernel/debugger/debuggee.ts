/**
 * The debugger's helper in the main thread: turns values into short text where they live. It is called through the inspector, also
 * while a cell stands still, so it must not wait for anything, and it never throws.
 */
import { inspect, types } from "node:util";
import { mimeBundle } from "../display/mimeBundle.ts";
import { plainText } from "../display/plainText.ts";
import type { MimeBundle } from "../interpreter/interpreter.ts";
import type { Names } from "../interpreter/user/names.ts";

/** Where the worker finds it: a property of the global object, by this symbol. */
export const debuggeeSymbol = "nnxlab.debuggee";

/** A value in one line. */
export interface Description {
  readonly value: string;
  /** Missing where the text says all: JupyterLab draws the type when there is one, and else the value. */
  readonly type?: string;
  /** Number of children that go by a number or a key; then `children` gives them. */
  readonly length?: number;
  /** Whether `children` says what is inside, rather than the object's own properties. */
  readonly isSpecial?: boolean;
}

/** What the worker may call. */
export interface Debuggee {
  describe(callInspectors: boolean, ...values: readonly unknown[]): readonly Description[];
  /** What is inside a value that is special, or has a length: those from `start` to before `end`. */
  children(value: unknown, start: number, end: number): Readonly<Record<string, unknown>>;
  /** The names that cells have declared, or those of a list. */
  globals(wanted?: readonly string[]): Readonly<Record<string, unknown>>;
  setGlobal(name: string, value: unknown, isShadowing: boolean): void;
  /** As a cell would show it; without `canWait` a value that shows itself by a promise is shown as text. */
  bundle(value: unknown, canWait: boolean): MimeBundle | undefined | Promise<MimeBundle | undefined>;
}

/** The longest text for a value in a list. */
const longest = 160; // characters
/** Arrays of the runtime of up to so many elements show their numbers: reading more may take a while. */
const fewElements = 1000;

/** Puts the helper where the worker finds it. */
export function installDebuggee(names: Names): void {
  const debuggee: Debuggee = {
    describe: (callInspectors, ...values) => values.map((value) => describe(value, callInspectors)),
    children(value, start, end) {
      if (isArray(value)) return arrayFields(value);
      const found: Record<string, unknown> = Object.create(null);
      if (value instanceof Map || value instanceof Set) {
        let at = 0;
        for (const [key, inner] of value.entries()) {
          if (at >= start && at < end) found[value instanceof Map ? `[${oneLine(key, false)}]` : `(${at})`] = inner;
          at++;
        }
      } else {
        for (let at = start; at < end; at++) found[at] = (value as ArrayLike<unknown>)[at];
      }
      return found;
    },
    globals(wanted) {
      const all = names.all();
      if (!wanted) return all;
      return Object.fromEntries(wanted.filter((name) => name in all).map((name) => [name, all[name]]));
    },
    setGlobal: names.assign,
    bundle(value, canWait) {
      const shown = mimeBundle(value);
      return shown instanceof Promise && !canWait ? { data: { "text/plain": plainText(value) }, metadata: {} } : shown;
    },
  };
  Object.defineProperty(globalThis, Symbol.for(debuggeeSymbol), { value: debuggee, configurable: true });
}

function describe(value: unknown, callInspectors: boolean): Description {
  try {
    if (isArray(value)) {
      const type = `${value.dtype}[${value.shape.join(", ")}]`;
      return { value: value.size > fewElements ? type : oneLine(value, true), type, isSpecial: true };
    }
    const length = lengthOf(value);
    return {
      value: oneLine(value, callInspectors),
      ...(saysAll(value) ? {} : { type: typeName(value) }),
      ...(length === undefined ? {} : { length }),
    };
  } catch (error) {
    return { value: `<this value cannot be shown: ${String(error)}>` };
  }
}

/** An array of the runtime, by what it says of itself: the kernel does not know its class. */
interface RuntimeArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly size: number;
  tolist(): unknown;
}

function isArray(value: unknown): value is RuntimeArray {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
  const { aval, tolist } = value as { aval?: { dtype?: unknown; shape?: unknown }; tolist?: unknown };
  return typeof aval?.dtype === "string" && Array.isArray(aval.shape) && typeof tolist === "function";
}

function arrayFields(array: RuntimeArray): Readonly<Record<string, unknown>> {
  const { shape, dtype, size } = array;
  let values: unknown;
  try {
    values = size > fewElements ? plainText(array) : array.tolist();
  } catch {
    values = plainText(array); // a traced array has none
  }
  return { shape, dtype, size, values };
}

function lengthOf(value: unknown): number | undefined {
  if (value instanceof Map || value instanceof Set) return value.size;
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    return (value as unknown as ArrayLike<unknown>).length;
  }
  return undefined;
}

/** A value whose text is more than the name of its class, and that nobody opens. */
function saysAll(value: unknown): boolean {
  return typeof value === "symbol" || value instanceof Date || value instanceof RegExp || value instanceof Error;
}

function typeName(value: unknown): string {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return typeof value;
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null;
  const name = prototype?.constructor?.name;
  // A module of the runtime can be called, and is still known by its class.
  if (typeof value === "function" && /^(|(Async)?(Generator)?Function)$/.test(String(name))) return "function";
  const length = lengthOf(value);
  return `${typeof name === "string" && name !== "" ? name : "Object"}${length === undefined ? "" : `(${length})`}`;
}

function oneLine(value: unknown, customInspect: boolean): string {
  const options = { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 8, maxStringLength: longest };
  const text = inspect(value, { ...options, customInspect }).replace(/\s*\n\s*/g, " ");
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
