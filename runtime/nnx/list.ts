import { Module } from "./module.ts";
import { setField } from "./pytree.ts";

/**
 * A list of modules, Variables, arrays or static values that is part of the state; use it where a plain array would hide them.
 *
 * @example
 * const rngs = new nnx.Rngs(0);
 * const layers = new nnx.List([new nnx.Linear(2, 3, { rngs }), nnx.relu, new nnx.Linear(3, 1, { rngs })]);
 * assertEqual([layers.length, layers[2].outFeatures], [3, 1]);
 */
// any: elements of any kind, as in a plain array of mixed layers
export class List<T = any> extends Module implements Iterable<T> {
  [index: number]: T;

  /** @param elements what the list begins with */
  constructor(elements: Iterable<T> = []) {
    super();
    for (const element of elements) this.append(element);
  }

  get length(): number {
    return Object.keys(this).length;
  }

  /** Adds an element at the end. */
  append(element: T): void {
    setField(this, this.length, element);
  }

  /** Adds an element before position `index`; those behind it move up. A negative index counts from the end. */
  insert(index: number, element: T): void {
    const { length } = this;
    const place = Math.min(Math.max(index < 0 ? index + length : index, 0), length);
    for (let i = length; i > place; i--) setField(this, i, this[i - 1]);
    setField(this, place, element);
  }

  /** The element at a position; a negative index counts from the end. */
  at(index: number): T | undefined {
    return this[index < 0 ? index + this.length : index];
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let i = 0; i < this.length; i++) yield this[i] as T;
  }
}
