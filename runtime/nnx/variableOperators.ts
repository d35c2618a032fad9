/**
 * A Variable takes part in arithmetic by the array in it: every method and property of arrays (`mul`, `shape`, `T`, …) exists on
 * Variables too and is passed on, except those that Variables have themselves.
 */
import { JaxArray } from "../core/array.ts";
import "../numpy/index.ts"; // attaches the methods of arrays
import { Variable } from "./variable.ts";

for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(JaxArray.prototype))) {
  if (name in Variable.prototype && name !== "toString") continue;
  if (descriptor.get) Object.defineProperty(Variable.prototype, name, { get: getter(name), configurable: true });
  else if (name !== "toString") Object.defineProperty(Variable.prototype, name, { value: method(name), configurable: true, writable: true });
}
for (const name of ["aval", "item"]) {
  Object.defineProperty(Variable.prototype, name, name === "aval" ? { get: getter(name), configurable: true } : { value: method(name), configurable: true });
}
Object.defineProperty(Variable.prototype, Symbol.toPrimitive, {
  value(this: Variable, hint: "number" | "string" | "default") {
    return hint === "string" ? this.toString() : this.__jaxArray__()[Symbol.toPrimitive](hint);
  },
  configurable: true,
});

function getter(name: string): (this: Variable) => unknown {
  return function (this: Variable) {
    return (this.__jaxArray__() as unknown as Record<string, unknown>)[name];
  };
}

function method(name: string): (this: Variable, ...args: unknown[]) => unknown {
  return function (this: Variable, ...args: unknown[]) {
    const array = this.__jaxArray__() as unknown as Record<string, (...args: unknown[]) => unknown>;
    return array[name]!(...args);
  };
}
