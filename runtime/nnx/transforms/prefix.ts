import { mapWithPath } from "../../tree/index.ts";
import { type Filter, toPredicate } from "../filters.ts";
import { entryKey } from "../graph/flatten.ts";
import { type Path, printPath } from "../keyOrder.ts";
import { Variable } from "../variable.ts";
import { type Axis, StateAxes } from "./axes.ts";
import { isGraph } from "./graphCall.ts";

/**
 * Axes for a tree of modules and Variables, each leaf's by its path and kind: for `inAxes` and `outAxes`.
 *
 * @param tree modules, Variables and arrays
 * @param axes pairs of filter and axis, of which the first that takes a leaf counts, or a function of path and leaf
 * @returns the tree with StateAxes in place of modules, and axes in place of Variables and arrays
 * @throws TypeError for a leaf that no filter takes
 * @example
 * const d = { a: new nnx.Param(jnp.array(2)), b: new nnx.BatchStat(jnp.arange(5)) };
 * const inAxes = [nnx.prefix(d, [[nnx.Param, null], [nnx.BatchStat, 0]])];
 * assertEqual(inAxes, [{ a: null, b: 0 }]);
 * assertEqual(nnx.vmap((t: typeof d) => t.a.mul(t.b), { inAxes })(d), "[0 2 4 6 8]");
 */
// any: the structure of the tree is the caller's
export function prefix(
  tree: unknown,
  axes: Iterable<readonly [Filter, Axis]> | ((path: Path, leaf: any) => Axis),
): any {
  const axisOf = typeof axes === "function" ? axes : byFilter([...axes]);
  return mapWithPath(
    (keyPath, leaf: unknown) => {
      const path = keyPath.map(entryKey);
      if (!isGraph(leaf) || leaf instanceof Variable) return axisOf(path, leaf);
      return new AxesByFunction((inner, variable) => axisOf([...path, ...inner], variable));
    },
    tree,
    { isLeaf: isGraph },
  );
}

function byFilter(axes: readonly (readonly [Filter, Axis])[]): (path: Path, leaf: unknown) => Axis {
  const predicates = axes.map(([filter, axis]) => [toPredicate(filter), axis] as const);
  return (path, leaf) => {
    const found = predicates.find(([takes]) => takes(path, leaf));
    if (found) return found[1];
    throw new TypeError(
      `Cannot find the axis of \`${printPath(path)}\`, a ${(leaf as object)?.constructor?.name}: no filter takes it; add [true, null]`,
    );
  };
}

/** StateAxes that ask a function. */
class AxesByFunction extends StateAxes {
  readonly #axisOf: (path: Path, leaf: unknown) => Axis;

  constructor(axisOf: (path: Path, leaf: unknown) => Axis) {
    super([]);
    this.#axisOf = axisOf;
  }

  override axisOf(path: Path, variable: unknown): Axis {
    return this.#axisOf(path, variable);
  }

  override equals(other: unknown): boolean {
    return this === other;
  }
}
