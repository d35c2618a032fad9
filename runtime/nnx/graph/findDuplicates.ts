import { type Filter, toPredicate } from "../filters.ts";
import type { Path } from "../keyOrder.ts";
import { fieldsOf, Pytree } from "../pytree.ts";
import { Variable } from "../variable.ts";
import { openContainer } from "./flatten.ts";

/**
 * Nodes and Variables that a graph has at several places.
 *
 * @param node a module
 * @param options.only which of them; default all
 * @returns for each of them its paths
 * @example
 * const layer = new nnx.Linear(2, 2, { rngs: new nnx.Rngs(0) });
 * assertEqual(nnx.findDuplicates(new nnx.List([layer, nnx.relu, layer])), [[[0], [2]]]);
 */
export function findDuplicates(node: unknown, options: { only?: Filter } = {}): Path[][] {
  const takes = toPredicate(options.only ?? true);
  const places = new Map<unknown, Path[]>();
  const visit = (value: unknown, path: Path): void => {
    if (value instanceof Pytree || value instanceof Variable) {
      const before = places.get(value);
      if (before) {
        if (takes(path, value)) before.push(path);
        return;
      }
      places.set(value, [path]);
      if (value instanceof Pytree) for (const [key, child] of fieldsOf(value)) visit(child, [...path, key]);
    } else if (typeof value === "object" && value !== null) {
      for (const { key, child } of openContainer(value).children) visit(child, [...path, key]);
    }
  };
  visit(node, []);
  return [...places.values()].filter((paths) => paths.length > 1);
}
