import type { Key, Path } from "../keyOrder.ts";
import { fieldKind, fieldsOf, isData, Pytree } from "../pytree.ts";
import { Variable } from "../variable.ts";
import { openContainer } from "./flatten.ts";

/**
 * Every value in a graph with the path to it, children before the node that holds them; shared nodes come once.
 *
 * @param node the module
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const variables = [...nnx.iterGraph(model)].filter(([, value]) => value instanceof nnx.Variable);
 * assertEqual(variables.map(([path]) => path.join(".")), ["bias", "kernel"]);
 */
export function* iterGraph(node: unknown): Generator<[path: Path, value: unknown]> {
  yield* visit(node, [], new Set());
}

function* visit(value: unknown, path: Path, seen: Set<unknown>): Generator<[Path, unknown]> {
  const inner = value instanceof Pytree || value instanceof Variable;
  if (inner && seen.has(value)) return;
  if (inner) seen.add(value);
  if (value instanceof Pytree) {
    for (const [key, child] of fieldsOf(value)) {
      if (fieldKind(value, key, child) === "data" && !isData(child)) yield* container(child, [...path, key], seen);
      else yield* visit(child, [...path, key], seen);
    }
  }
  yield [path, value];
}

/** What is in a container that was marked as data. */
function* container(value: unknown, path: Path, seen: Set<unknown>): Generator<[Path, unknown]> {
  for (const { key, child } of typeof value === "object" && value !== null ? openContainer(value).children : []) {
    if (isData(child)) yield* visit(child, [...path, key], seen);
    else yield* container(child, [...path, key], seen);
  }
  yield [path, value];
}

/**
 * Every node in a graph that is an instance of `type`, with the path to it.
 */
export function* nodesOf<T extends Pytree>(
  node: unknown,
  type: abstract new (...args: never[]) => T,
): Generator<[path: Path, node: T]> {
  for (const [path, value] of iterGraph(node)) if (value instanceof type) yield [path, value];
}

/**
 * The fields of a node.
 *
 * @param node a module
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * assertEqual(Object.fromEntries(nnx.iterChildren(model)).outFeatures, 3);
 */
export function iterChildren(node: Pytree): [key: Key, value: unknown][] {
  return fieldsOf(node);
}
