/**
 * How a value shows itself in a notebook: by a method named `Symbol.for("Jupyter.display")`, which any kernel may call (this project's, Deno's).
 * A plain object, list or Map has no method of its own: there the kernel asks the first value inside that has `showsContainer`.
 */
import type { Shown } from "./card.ts";

const display = Symbol.for("Jupyter.display");
const displayContainer = Symbol.for("nnxlab.displayContainer");

/** Lets the instances of a class show themselves. */
export function showsItself<T extends object>(type: { readonly prototype: T }, show: (value: T) => Shown): void {
  define(type.prototype, display, function (this: T): Shown {
    return show(this);
  });
}

/** Lets the instances of a class show plain containers that they are in. */
export function showsContainer(type: { readonly prototype: object }, show: (container: object) => Shown): void {
  define(type.prototype, displayContainer, show);
}

/** Lets one value show itself; the property is not enumerable, so that it is no part of the value. */
export function showValue<T extends object>(value: T, show: (value: T) => Shown): void {
  define(value, display, () => show(value));
}

function define(target: object, name: symbol, method: unknown): void {
  Object.defineProperty(target, name, { value: method, configurable: true, writable: true });
}
