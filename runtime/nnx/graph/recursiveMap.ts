import { type Path, printPath } from "../keyOrder.ts";
import { fieldKind, fieldsOf, isData, Pytree, setField } from "../pytree.ts";
import { Variable } from "../variable.ts";
import { clone } from "./merge.ts";

/**
 * A copy of a graph in which every node, Variable and array is replaced by what `f` makes of it, children first. The copy shares the
 * Variables that `f` leaves alone.
 *
 * @param f function of the path and the value
 * @param node a module
 * @returns what `f` makes of the copy of the module itself
 * @throws TypeError for a graph with a cycle
 * @example
 * const model = new nnx.Sequential(new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) }), nnx.relu);
 * const quiet = nnx.recursiveMap((path, value) => (value instanceof nnx.Linear ? nnx.identity : value), model);
 * assertEqual(quiet(jnp.array([-1])), "[0]");
 */
export function recursiveMap<T>(f: (path: Path, value: any) => unknown, node: T): T {
  const done = new Map<unknown, unknown>();
  const open = new Set<unknown>();
  const visit = (value: unknown, path: Path): unknown => {
    if (done.has(value)) return done.get(value);
    const isShared = value instanceof Pytree || value instanceof Variable;
    if (isShared) {
      if (open.has(value)) throw new TypeError(`Cannot map recursively: there is a cycle at ${printPath(path)}`);
      open.add(value);
    }
    if (value instanceof Pytree) {
      for (const [key, child] of fieldsOf(value)) {
        if (fieldKind(value, key, child) === "static" || !isData(child)) continue;
        const mapped = visit(child, [...path, key]);
        if (mapped !== child) setField(value, key, mapped);
      }
    }
    const result = f(path, value);
    if (isShared) done.set(value, result);
    return result;
  };
  return visit(clone(node, { variables: false }), []) as T;
}
