/**
 * A Variable takes part in arithmetic by the array in it: every method and property of arrays (`mul`, `shape`, `T`, iteration, …)
 * exists on Variables too and is passed on, except those that Variables have themselves.
 */
import { JaxArray } from "../core/array.ts";
import "../numpy/index.ts"; // attaches the methods of arrays
import { Variable } from "./variable.ts";

type Members = Record<PropertyKey, unknown>;

// `aval` and `item` are abstract in JaxArray, so that its prototype does not have them
const names = new Set<PropertyKey>([...Reflect.ownKeys(JaxArray.prototype), "aval", "item"]);
for (const name of names) {
  if (name === Symbol.toPrimitive || Object.hasOwn(Variable.prototype, name)) continue;
  const descriptor = Object.getOwnPropertyDescriptor(JaxArray.prototype, name);
  const isMethod = name === "item" || typeof descriptor?.value === "function";
  Object.defineProperty(Variable.prototype, name, {
    ...(isMethod ? { value: method(name) } : { get: getter(name) }),
    configurable: true,
  });
}

/** What an array has, by a type of its own: where the checker begins here, the class does not have its members named by symbols yet. */
interface Convertible {
  [Symbol.toPrimitive](hint: "number" | "string" | "default"): number | string | boolean;
}

// a template string prints the Variable, arithmetic and comparisons take the number in it
Object.defineProperty(Variable.prototype, Symbol.toPrimitive, {
  value(this: Variable, hint: "number" | "string" | "default") {
    return hint === "string"
      ? this.toString()
      : (this.__jaxArray__() as unknown as Convertible)[Symbol.toPrimitive](hint);
  },
  configurable: true,
});

function getter(name: PropertyKey): (this: Variable) => unknown {
  return function (this: Variable) {
    return (this.__jaxArray__() as unknown as Members)[name];
  };
}

function method(name: PropertyKey): (this: Variable, ...args: unknown[]) => unknown {
  return function (this: Variable, ...args: unknown[]) {
    const array = this.__jaxArray__() as unknown as Record<PropertyKey, (...args: unknown[]) => unknown>;
    return array[name]!(...args);
  };
}
