/**
 * Who shows a plain object, list or Map: the first value inside with a method named `Symbol.for("nnxlab.displayContainer")`, which gets the
 * container and returns a MIME bundle. So a tree of arrays shows itself as a tree, and plain data stays as it is.
 */
import { types } from "node:util";

const method = Symbol.for("nnxlab.displayContainer");

/** How far one looks: further in, or behind more values, nothing is found. */
const deepest = 8;
const mostVisits = 2000;

/** A method that shows the container it is called on, or undefined. Runs no getter and no proxy. */
export function containerMethod(container: unknown): ((this: unknown) => unknown) | undefined {
  if (!isPlainContainer(container)) return undefined;
  const seen = new Set<object>();
  let visits = 0;
  const find = (value: unknown, depth: number): ((container: unknown) => unknown) | undefined => {
    if (visits++ > mostVisits || depth > deepest) return undefined;
    if (typeof value !== "object" || value === null || seen.has(value) || types.isProxy(value)) return undefined;
    seen.add(value);
    if (!isPlainContainer(value)) {
      const shows = (value as { [method]?: unknown })[method];
      return typeof shows === "function" ? (shows as (container: unknown) => unknown) : undefined;
    }
    for (const child of childrenOf(value)) {
      const found = find(child, depth + 1);
      if (found || visits > mostVisits) return found;
    }
    return undefined;
  };
  const shows = find(container, 0);
  return (
    shows &&
    function (this: unknown) {
      return shows(this);
    }
  );
}

function isPlainContainer(value: unknown): value is object {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
  if (Array.isArray(value) || value instanceof Map) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || isObjectPrototype(prototype);
}

/** `Object.prototype`, also that of another context. */
function isObjectPrototype(value: unknown): boolean {
  return (
    value === Object.prototype ||
    (Object.getPrototypeOf(value) === null && Object.hasOwn(value as object, "hasOwnProperty"))
  );
}

function* childrenOf(container: object): Generator<unknown> {
  if (Array.isArray(container)) yield* container.slice(0, mostVisits);
  else if (container instanceof Map) yield* container.values();
  else for (const key of Object.keys(container)) yield Object.getOwnPropertyDescriptor(container, key)?.value;
}
