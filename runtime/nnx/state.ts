/**
 * `State`: what of a graph can change, as a tree of Variables (or arrays) by name. It is a pytree, so `jax.tree.map` works on it.
 *
 *     State({ 'linear1': { 'bias': Param(…), 'kernel': Param(…) } })        state.linear1.kernel.value
 */
import { DictKey } from "../types/keyPath.ts";
import { registerPytreeNode } from "../types/pytree.ts";
import { type Filter, toPredicates } from "./filters.ts";
import { FlatState } from "./flatState.ts";
import { compareKeys, type Key, keyOf, type Path } from "./keyOrder.ts";
import { Variable } from "./variable.ts";

/** A tree by name: properties are its entries, further States or leaves. */
export class State {
  // any: what is in a state depends on the model
  [name: string]: any;

  /** @param entries a plain object or another State; nested plain objects become States */
  constructor(entries: object = {}) {
    for (const [name, value] of Object.entries(entries)) this[name] = isPlain(value) ? new State(value) : value;
  }

  toString(): string {
    return show(this);
  }
}

let show: (state: State) => string = () => "State";

/** Sets the printer of States. */
export function setShowState(printer: (state: State) => string): void {
  show = printer;
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

registerPytreeNode<State, readonly string[]>(State, {
  flatten(state) {
    const entries = entriesOf(state);
    return {
      children: entries.map(([, value]) => value),
      aux: entries.map(([key]) => String(key)),
      keys: entries.map(([key]) => new DictKey(key)),
    };
  },
  unflatten(names, children) {
    const state = Object.create(State.prototype) as State;
    for (const [i, name] of names.entries()) state[name] = children[i];
    return state;
  },
  equalAux: (a, b) => a.length === b.length && a.every((name, i) => name === b[i]),
});

/** The entries of a State (or plain object), in the order of their keys. */
export function entriesOf(state: object): [key: Key, value: unknown][] {
  return Object.entries(state)
    .map(([name, value]): [Key, unknown] => [keyOf(name), value])
    .sort(([a], [b]) => compareKeys(a, b));
}

/** Whether a value is an inner level of a state rather than a leaf. */
export function isLevel(value: unknown): value is object {
  return value instanceof State || isPlain(value);
}

/**
 * A state as a list of leaves with their paths, in order.
 *
 * @param state a State or nested plain object
 * @example
 * const flat = nnx.toFlatState(nnx.state(new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) })));
 * assertEqual(flat.paths, [["bias"], ["kernel"]]);
 */
export function toFlatState<V = unknown>(state: object): FlatState<V> {
  const items: [Path, V][] = [];
  const visit = (value: unknown, path: Path): void => {
    if (!isLevel(value)) items.push([path, value as V]);
    else for (const [key, child] of entriesOf(value)) visit(child, [...path, key]);
  };
  visit(state, []);
  return new FlatState(items);
}

/**
 * The state with these leaves.
 *
 * @param flatState pairs of path and leaf
 * @throws TypeError when one path goes on where another ends
 * @example
 * const state = nnx.fromFlatState([[["a", "b"], jnp.array(1)]]);
 * assertEqual(state.a.b, "1");
 */
export function fromFlatState(flatState: Iterable<readonly [Path, unknown]>): State {
  const root = new State();
  for (const [path, value] of flatState) {
    let level = root;
    for (const key of path.slice(0, -1)) {
      const next = (level[String(key)] ??= new State());
      if (!(next instanceof State))
        throw new TypeError(
          `Cannot make a state: there is a leaf at ${path.slice(0, -1).join(".")}, and another one below it`,
        );
      level = next;
    }
    const last = path.at(-1);
    if (last === undefined) throw new TypeError("Cannot make a state: a leaf has the empty path");
    level[String(last)] = value;
  }
  return root;
}

/**
 * Splits a state by filters that take all of it, one State per filter; of one filter, that State alone.
 *
 * @throws TypeError when something is left over
 * @example
 * const state = nnx.state(new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) }));
 * const [biases, others] = nnx.splitState(state, nnx.PathContains("bias"), true);
 * assertEqual([Object.keys(biases), Object.keys(others)], [["bias"], ["kernel"]]);
 */
export function splitState(state: object, filter: Filter): State;
export function splitState(state: object, ...filters: readonly [Filter, Filter, ...Filter[]]): State[];
export function splitState(state: object, ...filters: readonly Filter[]): State | State[] {
  const states = splitFlat(toFlatState(state), filters, { exhaustive: true }).map(fromFlatState);
  return states.length === 1 ? states[0]! : states;
}

/**
 * Parts of a state that filters take, one State per filter; of one filter, that State alone.
 *
 * @example
 * const state = nnx.state(new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) }));
 * assertEqual(Object.keys(nnx.filterState(state, nnx.PathContains("bias"))), ["bias"]);
 */
export function filterState(state: object, filter: Filter): State;
export function filterState(state: object, ...filters: readonly [Filter, Filter, ...Filter[]]): State[];
export function filterState(state: object, ...filters: readonly Filter[]): State | State[] {
  const states = splitFlat(toFlatState(state), filters, { exhaustive: false }).map(fromFlatState);
  return states.length === 1 ? states[0]! : states;
}

/** Leaves for each filter, the first that takes a leaf getting it. */
export function splitFlat<V>(
  flat: FlatState<V>,
  filters: readonly Filter[],
  options: { exhaustive: boolean },
): FlatState<V>[] {
  const predicates = toPredicates(filters);
  const parts = predicates.map((): [Path, V][] => []);
  const rest: [Path, V][] = [];
  for (const [path, value] of flat) {
    const taker = predicates.findIndex((predicate) => predicate(path, value));
    (parts[taker] ?? rest).push([path, value]);
  }
  if (options.exhaustive && rest.length > 0) {
    const left = rest.slice(0, 5).map(([path, value]) => `${path.join(".")} (${(value as object).constructor.name})`);
    throw new TypeError(
      `Cannot split by ${filters.length} filter${filters.length === 1 ? "" : "s"}: ${rest.length} leaves match none, as ${left.join(", ")}; add true as the last filter to take the rest`,
    );
  }
  return parts.map((items) => new FlatState(items));
}

/**
 * Joins states; where two have the same path the later one counts.
 *
 * @example
 * const merged = nnx.mergeState({ a: jnp.array(1) }, { b: jnp.array(2) });
 * assertEqual(Object.keys(merged), ["a", "b"]);
 */
export function mergeState(...states: readonly object[]): State {
  if (states.length === 1 && states[0] instanceof State) return states[0];
  const byPath = new Map<string, readonly [Path, unknown]>();
  for (const state of states) for (const item of toFlatState(state)) byPath.set(JSON.stringify(item[0]), item);
  return fromFlatState(byPath.values());
}

/**
 * A state with a function applied to every leaf.
 *
 * @param f gets the path and the leaf
 * @example
 * const shapes = nnx.mapState((path, v) => v.shape.length, nnx.state(new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) })));
 * assertEqual([shapes.bias, shapes.kernel], [1, 2]);
 */
// any: what is in a state depends on the model
export function mapState(f: (path: Path, value: any) => unknown, state: object): State {
  return fromFlatState([...toFlatState(state)].map(([path, value]) => [path, f(path, value)]));
}

/**
 * A state as nested plain objects of arrays.
 *
 * @example
 * const pure = nnx.toPureDict(nnx.state(new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) })));
 * assertAllClose(pure.bias, [0, 0, 0]);
 */
// any: what is in a state depends on the model
export function toPureDict(state: object): Record<string, any> {
  return Object.fromEntries(
    entriesOf(state).map(([key, value]) => [
      key,
      isLevel(value) ? toPureDict(value) : value instanceof Variable ? value.getValue() : value,
    ]),
  );
}
