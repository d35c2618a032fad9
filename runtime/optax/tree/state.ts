/**
 * Looking into optimizer states, and changing them, by the names of fields. A state is a nest of named tuples, lists and dictionaries; a
 * name is a field of a named tuple, a key of a dictionary, or the name of a named tuple's class.
 */
import { flatten, map as mapTree } from "../../tree/index.ts";
import { DictKey, SequenceKey } from "../../types/keyPath.ts";
import { type KeyEntry, type KeyPath, keystr, NamedTuple, registerPytreeNode } from "../../types/pytree.ts";
import type { Tree } from "../base.ts";

/** One step of a path through a named tuple: the name of its class and of the field. */
export class NamedTupleKey {
  readonly tupleName: string;
  readonly name: string;
  constructor(tupleName: string, name: string) {
    this.tupleName = tupleName;
    this.name = name;
  }
  toString(): string {
    return `${this.tupleName}.${this.name}`;
  }
}

/** One step of a path into a state. */
export type StateKey = NamedTupleKey | KeyEntry;

/** Path into a state. */
export type StatePath = readonly StateKey[];

/** Chooses among values of one name by their path and value. */
export type Filtering = (path: StatePath, value: any) => boolean;

/**
 * Every value of a name in a state, with its path.
 *
 * @param tree an optimizer's state, or any tree
 * @param key name of a field, of a key of a dictionary, or of a named tuple's class
 * @param options.filtering function of path and value that says which count; default all
 * @returns `[[path, value], …]`, outer ones before those inside them
 * @example
 * const state = optax.chain(optax.scaleByAdam(), optax.trace(0.9)).init(jnp.zeros([2]));
 * const found = optax.tree.getAllWithPath(state, "count");
 * assertEqual(String(found[0][0].at(-1)), "ScaleByAdamState.count");
 */
export function getAllWithPath(
  tree: Tree,
  key: string | number,
  options: { filtering?: Filtering | null } = {},
): [path: StatePath, value: any][] {
  const found: [StatePath, any][] = [];
  visit([], tree, (path, value, names) => {
    if (names.includes(key)) found.push([path, value]);
  });
  const { filtering } = options;
  return filtering ? found.filter(([path, value]) => filtering(path, value)) : found;
}

/**
 * The value of a name in a state.
 *
 * @param tree an optimizer's state, or any tree
 * @param key name of a field, of a key of a dictionary, or of a named tuple's class
 * @param options.default what to give where there is none; default null
 * @param options.filtering function of path and value that says which count; default all
 * @throws RangeError when several values have this name
 * @example
 * const state = optax.adam(1e-3).init(jnp.zeros([2]));
 * assertEqual(optax.tree.get(state, "count"), "0");
 */
export function get(
  tree: Tree,
  key: string | number,
  options: { default?: unknown; filtering?: Filtering | null } = {},
): any {
  const found = getAllWithPath(tree, key, options);
  if (found.length > 1) {
    throw new RangeError(
      `Cannot get "${key}" from a state: ${found.length} values have this name, at ${found.map(([path]) => show(path)).join(", ")}; ` +
        `choose one with { filtering: (path, value) => … }`,
    );
  }
  return found.length === 0 ? (options.default ?? null) : found[0]![1];
}

/**
 * A state with the values of some names replaced.
 *
 * @param tree an optimizer's state, or any tree
 * @param values the new values by name; all values of a name are replaced
 * @param options.filtering function of path and value that says which are replaced; default all
 * @throws RangeError for a name that is not in the state
 * @example
 * const state = optax.adam(1e-3).init(jnp.zeros([2]));
 * const later = optax.tree.set(state, { count: jnp.array(10) });
 * assertEqual(optax.tree.get(later, "count"), "10");
 */
export function set<T extends Tree>(
  tree: T,
  values: Readonly<Record<string, unknown>>,
  options: { filtering?: Filtering | null } = {},
): T {
  const { filtering } = options;
  for (const name of Object.keys(values)) {
    if (getAllWithPath(tree, name, options).length > 0) continue;
    throw new RangeError(
      `Cannot set "${name}" in a state: no value has this name${filtering ? " and passes the filter" : ""}; names are those of fields, ` +
        `keys of dictionaries and classes of named tuples`,
    );
  }
  const replacement = (path: StatePath, value: unknown, names: readonly (string | number)[]): string | undefined =>
    names.map(String).find((name) => Object.hasOwn(values, name) && (!filtering || filtering(path, value)));
  return rebuild([], tree, (path, value, names) => {
    const name = replacement(path, value, names);
    return name === undefined ? undefined : { value: values[name] };
  });
}

/** Stands for the parameters while a state is made of nothing but structure. */
class ParamsPlaceholder {}
registerPytreeNode(ParamsPlaceholder, {
  flatten: () => ({ children: [], aux: null }),
  unflatten: () => new ParamsPlaceholder(),
});

/**
 * Whether a value stands for parameters in the trial state of `mapParams`: transformations that look into the parameters when they
 * make a state ask this.
 */
export function isParamsPlaceholder(params: Tree): boolean {
  return params instanceof ParamsPlaceholder;
}

/**
 * Applies a function to everything in a state that has the structure of the parameters: moments, traces, accumulators.
 *
 * @param initable an optimizer, or its `init`
 * @param f function of a leaf (and of the leaf at the same place in each further tree)
 * @param state the optimizer's state
 * @param rest further trees of the structure of the parameters; a last argument `{ transformNonParams, isLeaf }`: what to do with
 *   everything else (default: stays), and where leaves of the parameters end
 * @example
 * const tx = optax.adam(1e-3);
 * const state = tx.init({ w: jnp.ones([2]) });
 * const doubled = optax.tree.mapParams(tx, (x: jax.Array) => x.add(1), state);
 * assertAllClose(doubled[0].mu.w, [1, 1]);
 * assertEqual(doubled[0].count, "0");
 */
export function mapParams<S extends Tree>(
  initable: { init(params: Tree): S } | ((params: Tree) => S),
  f: (leaf: any, ...rest: any[]) => unknown,
  state: S,
  ...rest: readonly Tree[]
): S {
  const last = rest.at(-1);
  const hasOptions =
    typeof last === "object" &&
    last !== null &&
    Object.keys(last).length > 0 &&
    Object.keys(last).every((key) => key === "transformNonParams" || key === "isLeaf");
  const { transformNonParams, isLeaf } = (hasOptions ? last : {}) as {
    transformNonParams?: (value: any) => unknown;
    isLeaf?: (node: unknown) => boolean;
  };
  const trees = hasOptions ? rest.slice(0, -1) : rest;
  const placeholder = new ParamsPlaceholder();
  const trial = typeof initable === "function" ? initable(placeholder) : initable.init(placeholder);
  return mapTree(
    (place: unknown, value: unknown) => {
      if (place instanceof ParamsPlaceholder) return mapTree(f, value, ...trees, { isLeaf: isLeaf ?? (() => false) });
      return transformNonParams ? transformNonParams(value) : value;
    },
    trial,
    state,
    { isLeaf: (node: unknown) => node instanceof ParamsPlaceholder },
  );
}

type Visit = (path: StatePath, value: unknown, names: readonly (string | number)[]) => void;

/** Every node with its path and the names it goes by: its key in the parent, and its class where it is a named tuple. */
function visit(path: StatePath, node: unknown, see: Visit): void {
  see(path, node, namesOf(path, node));
  for (const [key, child] of childrenOf(node)) visit([...path, key], child, see);
}

function rebuild(
  path: StatePath,
  node: any,
  replace: (path: StatePath, value: unknown, names: readonly (string | number)[]) => { value: unknown } | undefined,
): any {
  const replaced = replace(path, node, namesOf(path, node));
  if (replaced) return replaced.value;
  const children = childrenOf(node);
  if (children.length === 0) return node;
  const rebuilt = children.map(([key, child]) => rebuild([...path, key], child, replace));
  if (node instanceof Map) return new Map([...node.keys()].map((key, i) => [key, rebuilt[i]]));
  if (node instanceof NamedTuple) {
    const copy = Object.create(Object.getPrototypeOf(node));
    for (const [i, name] of Object.keys(node).entries()) copy[name] = rebuilt[i];
    return copy;
  }
  if (isDict(node)) return Object.fromEntries(Object.keys(node as object).map((name, i) => [name, rebuilt[i]]));
  const [, def] = flatten(node, { isLeaf: (inner) => inner !== node });
  return def.unflatten(rebuilt);
}

function childrenOf(node: unknown): [key: StateKey, child: unknown][] {
  if (node instanceof NamedTuple) {
    return Object.entries(node).map(([name, child]) => [new NamedTupleKey(node.constructor.name, name), child]);
  }
  if (node instanceof Map) return [...node].map(([key, child]) => [new DictKey(key), child]);
  if (isDict(node)) return Object.entries(node).map(([key, child]) => [new DictKey(key), child]);
  if (Array.isArray(node)) return node.map((child, index) => [new SequenceKey(index), child]);
  return [];
}

function isDict(node: unknown): node is Record<string, unknown> {
  return typeof node === "object" && node !== null && Object.getPrototypeOf(node) === Object.prototype;
}

function namesOf(path: StatePath, node: unknown): (string | number)[] {
  const last = path.at(-1);
  const own = node instanceof NamedTuple ? [node.constructor.name] : [];
  if (last instanceof NamedTupleKey) return [last.name, ...own];
  return last?.kind === "dict" ? [last.key, ...own] : own;
}

function show(path: StatePath): string {
  return path.map((key) => (key instanceof NamedTupleKey ? `.${key}` : keystr([key] as KeyPath))).join("");
}
