import { NamedTuple } from "../../types/pytree.ts";
import { type Path, printPath } from "../keyOrder.ts";
import { data, Pytree, setField } from "../pytree.ts";
import { entriesOf, isLevel, mergeState } from "../state.ts";
import { put, Variable } from "../variable.ts";

/**
 * Puts a state into a module, in place: Variables that are there take the new arrays, entries that are not become fields.
 *
 * @param node the module, or a container of modules and Variables
 * @param states States (or nested plain objects) of Variables or arrays
 * @throws TypeError that names the path where the state does not fit the module
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * nnx.update(model, { bias: jnp.ones([3]) });
 * assertAllClose(model.bias.value, [1, 1, 1]);
 */
export function update(node: unknown, ...states: readonly [object, ...object[]]): void {
  const given = states.length === 1 ? states[0] : node instanceof Variable ? onlyState(states) : mergeState(...states);
  updateAt(node, given, []);
}

function onlyState(states: readonly object[]): object {
  const full = states.filter((state) => !(isLevel(state) && entriesOf(state).length === 0));
  if (full.length !== 1)
    throw new TypeError(`Cannot update a Variable: expected one non-empty state, got ${full.length}`);
  return full[0]!;
}

function updateAt(node: unknown, value: unknown, path: Path): void {
  if (node instanceof Variable) {
    updateVariable(node, value);
    return;
  }
  if (!isLevel(value)) {
    throw new TypeError(`Cannot update ${printPath(path)}: it is a ${nameOf(node)}, the state has a leaf there`);
  }
  for (const [key, child] of entriesOf(value)) {
    const place = [...path, key];
    const current = childOf(node, key);
    if (current instanceof Variable) updateVariable(current, child);
    else if (isInner(current)) updateAt(current, child, place);
    else setChild(node, key, child instanceof Variable ? child.replace() : child, place);
  }
}

function updateVariable(variable: Variable<unknown>, value: unknown): void {
  if (value instanceof Variable) variable.updateFromState(value);
  else if (!(isLevel(value) && entriesOf(value).length === 0)) put(variable, value);
}

/** Nodes, and containers inside them. */
function isInner(value: unknown): boolean {
  return (
    value instanceof Pytree ||
    value instanceof NamedTuple ||
    value instanceof Map ||
    Array.isArray(value) ||
    isLevel(value)
  );
}

function childOf(node: unknown, key: string | number): unknown {
  return node instanceof Map ? node.get(key) : (node as Record<string | number, unknown>)[key];
}

function setChild(node: unknown, key: string | number, value: unknown, path: Path): void {
  if (node instanceof Pytree) setField(node, key, isLevel(value) ? data(value) : value);
  else if (isLevel(node) || Array.isArray(node)) (node as Record<string | number, unknown>)[key] = value;
  else throw new TypeError(`Cannot update ${printPath(path)}: a ${nameOf(node)} takes no new entries`);
}

function nameOf(value: unknown): string {
  return value === null || value === undefined ? String(value) : (value as object).constructor.name;
}
