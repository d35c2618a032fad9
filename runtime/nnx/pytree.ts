/**
 * `Pytree`: the base of everything in NNX that holds state: modules, optimizers, random streams, metrics.
 *
 * An instance is a node of a graph: its own enumerable properties are its fields, found when they are needed, so a class needs no
 * decorator and no list of them. A field is *data* when it holds a Variable, an array or another node, or was marked by
 * `nnx.data`; anything else is *static*: part of the program, compared when a jitted function decides whether to trace again.
 *
 * Nodes are copied field by field, without running constructors. So keep state in ordinary fields: `#private` ones are not copied
 * (TypeScript's `private` is fine).
 *
 * A class with a method `__call__` has callable instances: the constructor returns an arrow function of the class's prototype.
 */
import { JaxArray } from "../core/array.ts";
import { flatten, registerPytreeNode } from "../types/pytree.ts";
import { compareKeys, type Key, keyOf, printPath } from "./keyOrder.ts";
import { staticEqual } from "./staticEqual.ts";
import { Variable } from "./variable.ts";

const known = new WeakSet<object>();

/** The base of graph nodes. */
export abstract class Pytree {
  constructor() {
    register(new.target);
    // biome-ignore lint/correctness/noConstructorReturn: a callable instance cannot be `this`
    if (isCallable(new.target.prototype)) return callable(new.target.prototype) as Pytree;
  }

  /** The node as Flax prints it, one field a line. */
  toString(): string {
    return show(this);
  }
}

// callable instances are functions, and have what functions have
for (const name of ["call", "apply", "bind"] as const) {
  Object.defineProperty(Pytree.prototype, name, {
    value: Function.prototype[name],
    configurable: true,
    writable: true,
  });
}

type Show = (value: unknown) => string;
let show: Show = (value) => `<${(value as object).constructor.name}>`;

/** Sets the printer of nodes, which needs to know them all. */
export function setShow(printer: Show): void {
  show = printer;
}

/** An instance of a class without running its constructor: fields are filled in by the caller. */
export function emptyNode(type: abstract new (...args: never[]) => Pytree): Pytree {
  register(type);
  return isCallable(type.prototype) ? (callable(type.prototype) as Pytree) : Object.create(type.prototype);
}

function isCallable(prototype: object): boolean {
  return typeof (prototype as { __call__?: unknown }).__call__ === "function";
}

/**
 * The own `name` and `length` that every function has are not enumerable, so they are no fields; a declared class field of that
 * name replaces them. (Deleting them would turn every instance into a slow dictionary.) The first call looks at the fields, so that
 * a list that hides layers is found before the model has run.
 */
function callable(prototype: object): object {
  let checked = false;
  const self = Object.setPrototypeOf((...args: unknown[]): unknown => {
    if (!checked) checkFields(self as Pytree);
    checked = true;
    return (self as { __call__(...args: unknown[]): unknown }).__call__(...args);
  }, prototype);
  return self;
}

/** Throws for the first field that hides state in a plain container. */
function checkFields(node: Pytree): void {
  for (const [key, value] of fieldsOf(node)) fieldKind(node, key, value);
}

/** The fields of a node, in the order of their keys. */
export function fieldsOf(node: Pytree): [key: Key, value: unknown][] {
  return Object.keys(node)
    .map((name): [Key, unknown] => [keyOf(name), (node as unknown as Record<string, unknown>)[name]])
    .sort(([a], [b]) => compareKeys(a, b));
}

/** Sets a field as an assignment would, also where the instance has a property of its own by that name, as functions do. */
export function setField(node: Pytree, key: Key, value: unknown): void {
  Object.defineProperty(node, key, { value, writable: true, enumerable: true, configurable: true });
}

const marks = new WeakMap<object, "data" | "static">();

/**
 * Marks a list, object or map in a field as data: the modules, variables and arrays in it become part of the state.
 *
 * @param value a container; `null` and nodes are data anyway
 * @returns the same value, to be assigned to a field
 * @throws TypeError for a number, string or boolean: make it an array, `jnp.array(42)`
 * @example
 * class Stats extends nnx.Pytree {
 *   history = nnx.data([jnp.zeros([2]), jnp.ones([2])]);
 * }
 * assertEqual(nnx.toFlatState(nnx.state(new Stats())).paths.length, "2");
 */
export function data<T>(value: T): T {
  if (value === null || value === undefined) return value;
  if (typeof value !== "object" && typeof value !== "function") {
    throw new TypeError(
      `Cannot mark the ${typeof value} ${String(value)} as data: make it an array with jnp.array(${String(value)})`,
    );
  }
  marks.set(value, "data");
  return value;
}

/**
 * Marks an object in a field as static: part of the program, not of the state.
 *
 * @param value a value without variables, modules or arrays
 * @returns the same value
 * @throws TypeError when it contains data
 * @example
 * class Block extends nnx.Module {
 *   sizes = nnx.static([3, 4]);
 * }
 * assertEqual(nnx.toFlatState(nnx.state(new Block())).paths.length, "0");
 */
export function markStatic<T>(value: T): T {
  if (typeof value !== "object" && typeof value !== "function") return value;
  if (value === null) return value;
  const found = dataIn(value);
  if (found) throw new TypeError(`Cannot mark as static: the value contains a ${found}; mark it with nnx.data(…)`);
  marks.set(value, "static");
  return value;
}

/**
 * Whether a value in a field is state by itself: an array, a Variable, or a node such as a Module.
 *
 * @param value anything
 * @example
 * assertEqual([jnp.array(0), new nnx.Param(jnp.array(1)), "hello", [jnp.array(1)]].map(nnx.isData), [true, true, false, false]);
 */
export function isData(value: unknown): boolean {
  return value instanceof JaxArray || value instanceof Variable || value instanceof Pytree;
}

/** How a field takes part in its node: as state (`data`), or as part of the program. Throws for containers that hide state. */
export function fieldKind(node: Pytree, key: Key, value: unknown): "data" | "static" {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return "static";
  if (isData(value)) return "data";
  const mark = marks.get(value);
  if (mark) return mark;
  if (typeof value === "function") return "static";
  const found = dataIn(value);
  if (!found) return "static";
  const container = Array.isArray(value) ? "a plain list" : `a plain ${value.constructor?.name ?? "object"}`;
  const repair = Array.isArray(value) ? "nnx.List([…])" : "nnx.Dict({…})";
  throw new TypeError(
    `Cannot use ${node.constructor.name}: its field \`${printPath([key])}\` is ${container} that holds a ${found}, whose state would be lost; ` +
      `write this.${key} = new ${repair}, or mark it with nnx.data(…)`,
  );
}

/** The class of the first Variable, node or array inside a container, if any. */
function dataIn(value: object): string | undefined {
  const seen = new Set<unknown>();
  const stop = (x: unknown): boolean => {
    if (isData(x) || seen.has(x)) return true;
    if (typeof x === "object" && x !== null) seen.add(x);
    return false;
  };
  const found = flatten(value, stop)[0].find(isData);
  if (found === undefined) return undefined;
  return found instanceof JaxArray ? "jax.Array" : (found as object).constructor.name;
}

/** A node class is also a JAX pytree, so that `jax.tree.map` walks into modules: data fields are children, the others static. */
function register(type: abstract new (...args: never[]) => unknown): void {
  if (known.has(type)) return;
  known.add(type);
  registerPytreeNode<Pytree, NodeFields>(type as new () => Pytree, {
    flatten(node) {
      const fields = fieldsOf(node).map(([key, value]) => ({ key, value, kind: fieldKind(node, key, value) }));
      const children = fields.filter((field) => field.kind === "data");
      return {
        children: children.map((field) => field.value),
        keys: children.map(({ key }) =>
          typeof key === "number" ? { kind: "sequence", index: key } : { kind: "attribute", name: key },
        ),
        aux: {
          names: children.map((field) => field.key),
          statics: fields.filter((field) => field.kind === "static").map((field) => [field.key, field.value]),
        },
      };
    },
    unflatten(aux, children) {
      const node = emptyNode(type as new () => Pytree);
      for (const [i, key] of aux.names.entries()) setField(node, key, children[i]);
      for (const [key, value] of aux.statics) setField(node, key, value);
      return node;
    },
    equalAux: staticEqual,
  });
}

interface NodeFields {
  readonly names: readonly Key[];
  readonly statics: readonly (readonly [Key, unknown])[];
}
