/** States from plain nested objects, as files have them. */
import { type Key, keyOf, printPath } from "./keyOrder.ts";
import { entriesOf, isLevel, type State, toFlatState } from "./state.ts";
import { Variable } from "./variable.ts";

/**
 * Puts the arrays of a nested plain object into a State, in place.
 *
 * @param state the State
 * @param pureDict arrays by name, at paths that the State has
 * @param replaceFn joins the leaf that was there and the array; default: a Variable like the one before, around the array
 * @throws TypeError for a path that the State does not have
 * @example
 * const state = nnx.state(new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) }));
 * nnx.replaceByPureDict(state, { bias: jnp.ones([3]) });
 * assertAllClose(state.bias.value, [1, 1, 1]);
 */
export function replaceByPureDict(
  state: State,
  pureDict: object,
  replaceFn: (leaf: unknown, value: unknown) => unknown = (leaf, value) =>
    leaf instanceof Variable ? leaf.replace(value) : value,
): void {
  const known = new Set([...toFlatState(state)].map(([path]) => path.join("\0")));
  for (const [path, value] of toFlatState(pureDict)) {
    if (!known.has(path.join("\0")))
      throw new TypeError(`Cannot replace ${printPath(path)}: the state does not have it`);
    let level: Record<Key, unknown> = state;
    for (const key of path.slice(0, -1)) level = level[key] as Record<Key, unknown>;
    const last = path.at(-1)!;
    level[last] = replaceFn(level[last], value);
  }
}

/**
 * The same nested object with names of positions (`"0"`) as positions. JavaScript's objects write both alike, so that this copies.
 *
 * @param pureDict a nested plain object, as read from a file
 * @example
 * assertEqual(Object.keys(nnx.restoreIntPaths({ layers: { "0": 1 } }).layers), ["0"]);
 */
// any: nested objects
export function restoreIntPaths(pureDict: object): Record<string, any> {
  return Object.fromEntries(
    entriesOf(pureDict).map(([key, value]) => [
      typeof key === "number" ? key : keyOf(key),
      isLevel(value) ? restoreIntPaths(value) : value,
    ]),
  );
}
