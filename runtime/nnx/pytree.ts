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
import { GetAttrKey, SequenceKey } from "../types/keyPath.ts";
import { flatten, registerPytreeNode } from "../types/pytree.ts";
import { compareKeys, type Key, keyOf, printPath } from "./keyOrder.ts";
import { staticEqual } from "./staticEqual.ts";
import { Variable } from "./variable.ts";

const known = new WeakSet<object>();

/** The base of graph nodes. */
export abstract class Pytree {
  /** False for a class whose instances are leaves of `jax.tree`, as those of `nnx.Object`. */
  static readonly isPytree: boolean = true;

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
 * Whether a value in a field is state by itself: an array, a Variable, a node such as a Module, or of a class given to
 * `nnx.registerDataType`.
 *
 * @param value anything
 * @example
 * assertEqual([jnp.array(0), new nnx.Param(jnp.array(1)), "hello", [jnp.array(1)]].map(nnx.isData), [true, true, false, false]);
 */
export function isData(value: unknown): boolean {
  if (value instanceof JaxArray || value instanceof Variable || value instanceof Pytree) return true;
  return dataTypes.size > 0 && typeof value === "object" && value !== null && dataTypes.has(value.constructor);
}

const dataTypes = new Set<Function>();

/**
 * Makes the values of a class data wherever they stand in a field, without `nnx.data`: what the pytree of them holds is part of the
 * state.
 *
 * @param type the class, registered as a pytree (`jax.treeUtil.registerDataclass`)
 * @returns the class
 * @example
 * class Moments {
 *   constructor(readonly mean: jax.Array, readonly variance: jax.Array) {}
 * }
 * jax.treeUtil.registerDataclass(Moments, { dataFields: ["mean", "variance"], metaFields: [] });
 * nnx.registerDataType(Moments);
 * class Holder extends nnx.Pytree {
 *   moments = new Moments(jnp.zeros([2]), jnp.ones([2]));
 * }
 * assertEqual(nnx.toFlatState(nnx.state(new Holder())).paths, [["moments", "mean"], ["moments", "variance"]]);
 */
export function registerDataType<T extends abstract new (...args: never[]) => unknown>(type: T): T {
  dataTypes.add(type);
  return type;
}

/**
 * The values in a tree that are state by themselves: see `nnx.isData`.
 *
 * @param value any tree
 * @returns Variables, arrays and nodes, in order; what is inside a node is not looked at
 * @example
 * assertEqual(nnx.hasData({ a: [jnp.array(1), 2], b: new nnx.Param(jnp.array(3)), c: "text" }).length, 2);
 */
export function hasData(value: unknown): unknown[] {
  const seen = new Set<unknown>();
  const stop = (x: unknown): boolean => {
    if (isData(x) || seen.has(x)) return true;
    if (typeof x === "object" && x !== null) seen.add(x);
    return false;
  };
  return flatten(value, stop)[0].filter(isData);
}

/** Fields that a class declares as data or static, by name; inherited as static members are. */
const declaredFields: unique symbol = Symbol("nnx.declaredFields");
type Declared = { readonly [declaredFields]?: ReadonlyMap<string, "data" | "static"> };

/** Declares fields of a class, as `nnx.dataclass` does. */
export function declareFields(type: Function, fields: ReadonlyMap<string, "data" | "static">): void {
  const inherited = (type as Declared)[declaredFields] ?? new Map();
  Object.defineProperty(type, declaredFields, { value: new Map([...inherited, ...fields]) });
}

function declaredKind(node: Pytree, key: Key): "data" | "static" | undefined {
  return (node.constructor as Declared)[declaredFields]?.get(String(key));
}

/**
 * Checks a node: that no field hides state in a plain container, and none that is declared static holds any.
 *
 * @param node a module or other node
 * @throws TypeError for the first such field
 * @example
 * class Deep extends nnx.Module {
 *   layers = [new nnx.Linear(2, 2, { rngs: new nnx.Rngs(0) })];
 * }
 * let message = "";
 * try { nnx.checkPytree(new Deep()); } catch (error) { message = (error as Error).message; }
 * assertEqual(message.startsWith("Cannot use Deep: its field `layers` is a plain list that holds a Linear"), true);
 */
export function checkPytree(node: unknown): void {
  if (!(node instanceof Pytree))
    throw new TypeError(`Cannot check ${node === null ? "null" : `a ${typeof node}`}: it is no nnx.Pytree`);
  for (const [key, value] of fieldsOf(node)) {
    if (declaredKind(node, key) === "static" && hasData(value).length > 0) {
      throw new TypeError(
        `Cannot use ${node.constructor.name}: its field \`${printPath([key])}\` is declared nnx.Static and holds a ${nameOf(hasData(value)[0])}; declare it nnx.Data`,
      );
    }
    fieldKind(node, key, value);
  }
}

function nameOf(value: unknown): string {
  return value instanceof JaxArray ? "jax.Array" : (value as object).constructor.name;
}

/** How a field takes part in its node: as state (`data`), or as part of the program. Throws for containers that hide state. */
export function fieldKind(node: Pytree, key: Key, value: unknown): "data" | "static" {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return "static";
  if (isData(value)) return "data";
  const mark = marks.get(value) ?? declaredKind(node, key);
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
  const found = hasData(value)[0];
  return found === undefined ? undefined : nameOf(found);
}

/** A node class is also a JAX pytree, so that `jax.tree.map` walks into modules: data fields are children, the others static. */
function register(type: abstract new (...args: never[]) => unknown): void {
  if (known.has(type)) return;
  known.add(type);
  if (!(type as unknown as typeof Pytree).isPytree) return;
  registerPytreeNode<Pytree, NodeFields>(type as new () => Pytree, {
    flatten(node) {
      const fields = fieldsOf(node).map(([key, value]) => ({ key, value, kind: fieldKind(node, key, value) }));
      const children = fields.filter((field) => field.kind === "data");
      return {
        children: children.map((field) => field.value),
        keys: children.map(({ key }) => (typeof key === "number" ? new SequenceKey(key) : new GetAttrKey(key))),
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
