/**
 * What JavaScript and Node provide and the kernel rests on, in the one realm that it shares with cells. A cell may break any of it:
 * `Array.prototype.map = undefined`. What is broken is put back when the cell has ended, and the cell says so; what was replaced by
 * something that works (a library that instruments promises) stays, unless the kernel itself stumbles over it.
 */
import { EventEmitter } from "node:events";
import { MessagePort, Worker } from "node:worker_threads";

interface Entry {
  readonly holder: object;
  readonly name: string | symbol;
  readonly title: string;
  readonly descriptor: PropertyDescriptor;
  /** What it is, also where a getter gives it. */
  readonly value: unknown;
  /** Whether any other value counts as broken: nobody has a reason to replace it. */
  readonly isOurs: boolean;
}

// Captured, because what they are called with may be broken.
const { defineProperty, getOwnPropertyDescriptor } = Object;

/** Puts back what cells have broken. */
export interface Intrinsics {
  /** Puts back what cannot work; with `all`, everything that was replaced. Returns the names. */
  repair(all?: boolean): string[];
}

/** Remembers how things are now. */
export function rememberIntrinsics(): Intrinsics {
  const entries: Entry[] = [];
  const add = (title: string, holder: object, isOurs = false): void => {
    for (const name of Reflect.ownKeys(holder)) {
      const descriptor = getOwnPropertyDescriptor(holder, name)!;
      if (!descriptor.configurable || typeof descriptor.value !== "function") continue;
      entries.push({ holder, name, title: `${title}.${String(name)}`, descriptor, value: descriptor.value, isOurs });
    }
  };
  for (const name of languageGlobals) {
    const value = (globalThis as unknown as Record<string, unknown>)[name];
    const found = getOwnPropertyDescriptor(globalThis, name);
    if (!value || !found) continue;
    // What a setter has taken, the getter would give again: it comes back as a plain value.
    const descriptor = { value, writable: true, configurable: true, enumerable: found.enumerable ?? false };
    entries.push({ holder: globalThis, name, title: name, descriptor, value, isOurs: false });
    if (value === globalThis) continue;
    add(name, value);
    const { prototype } = value as { prototype?: unknown };
    if (typeof prototype === "object" && prototype !== null) add(`${name}.prototype`, prototype);
  }
  add("Function.prototype", Function.prototype);
  for (const iterable of [[], new Map(), new Set(), "", "".matchAll(/a/g)])
    add("an iterator", Object.getPrototypeOf((iterable as Iterable<unknown>)[Symbol.iterator]()));
  add("TypedArray.prototype", Object.getPrototypeOf(Uint8Array.prototype));
  add("process", process);
  for (const name of ["stdout", "stderr"] as const) {
    const { write } = process[name];
    const descriptor = { value: write, writable: true, configurable: true, enumerable: true };
    const title = `process.${name}.write`;
    entries.push({ holder: process[name], name: "write", title, descriptor, value: write, isOurs: false });
  }
  for (const name of ["on", "emit", "once", "off", "removeListener", "addListener", "listeners"])
    entries.push(inherited(process, name));
  for (const [name, owner] of Object.entries({ MessagePort, Worker, EventEmitter }))
    add(`${name}.prototype`, owner.prototype, true);
  const prepare = getOwnPropertyDescriptor(Error, "prepareStackTrace");
  if (prepare)
    entries.push({
      holder: Error,
      name: "prepareStackTrace",
      title: "Error.prepareStackTrace",
      descriptor: prepare,
      value: prepare.value,
      isOurs: true,
    });

  return {
    repair(all = false) {
      const repaired: string[] = [];
      let count = 0;
      for (let i = 0; i < entries.length; i++) {
        const entry = entries[i]!;
        if (!isBroken(entry, all)) continue;
        try {
          defineProperty(entry.holder, entry.name, entry.descriptor);
          repaired[count++] = entry.title;
        } catch {
          // frozen as it is
        }
      }
      return repaired;
    },
  };
}

/** A method that an object only inherits: put back, it is the object's own. */
function inherited(holder: object, name: string): Entry {
  const value = (holder as Record<string, unknown>)[name];
  const descriptor = { value, writable: true, configurable: true, enumerable: false };
  return { holder, name, title: `process.${name}`, descriptor, value, isOurs: false };
}

function isBroken({ holder, name, value, isOurs }: Entry, all: boolean): boolean {
  try {
    const now = (holder as Record<string | symbol, unknown>)[name];
    if (now === value) return false;
    return isOurs || all || typeof now !== typeof value || now === null;
  } catch {
    return true;
  }
}

const languageGlobals = [
  "globalThis",
  ...[
    "Object",
    "Function",
    "Array",
    "String",
    "Number",
    "Boolean",
    "Symbol",
    "BigInt",
    "RegExp",
    "Date",
    "Math",
    "JSON",
  ],
  ...["Reflect", "Promise", "Proxy", "Map", "Set", "WeakMap", "WeakSet", "WeakRef", "Error", "TypeError", "RangeError"],
  ...[
    "ArrayBuffer",
    "SharedArrayBuffer",
    "DataView",
    "Atomics",
    "Uint8Array",
    "Int32Array",
    "Float32Array",
    "Float64Array",
  ],
  ...[
    "AggregateError",
    "FinalizationRegistry",
    "WebAssembly",
    "process",
    "Buffer",
    "URL",
    "TextDecoder",
    "TextEncoder",
  ],
  ...["setTimeout", "clearTimeout", "setInterval", "clearInterval", "setImmediate", "queueMicrotask"],
];
