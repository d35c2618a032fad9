/** Axes of modules under `vmap` and `scan`: one for a whole module, or one for each kind of Variable. */
import { flatten, flattenUpTo } from "../../types/pytree.ts";
import { type Filter, toPredicate } from "../filters.ts";
import type { Path } from "../keyOrder.ts";
import { isGraph } from "./graphCall.ts";

/**
 * Marks the argument and the result of `nnx.scan` that one step hands to the next, and the state that goes along with it.
 *
 * @example
 * const sums = nnx.scan((sum: jax.Array, x: jax.Array) => [sum.add(x), sum.add(x)], { inAxes: [nnx.Carry, 0] });
 * assertEqual(sums(0, jnp.array([1, 2, 3]))[1], "[1 3 6]");
 */
export class Carry {
  private constructor() {}
}

/** An axis; null: the same for all; `Carry`: handed on (in `scan` only). */
export type Axis = number | null | typeof Carry;

/**
 * Different axes for the Variables of one module: the first filter that takes a Variable counts.
 *
 * @example
 * const axes = new nnx.StateAxes([[nnx.Param, 0], [true, null]]);
 * assertEqual(axes.axisOf(["kernel"], new nnx.Param(jnp.zeros([2]))), 0);
 * assertEqual(axes.axisOf(["mean"], new nnx.BatchStat(jnp.zeros([2]))), "null");
 */
export class StateAxes {
  readonly filters: readonly Filter[];
  readonly axes: readonly Axis[];

  /** @param filterAxes pairs of filter and axis; `true` or `"..."` takes what is left */
  constructor(filterAxes: Iterable<readonly [Filter, Axis]>) {
    const pairs = [...filterAxes];
    this.filters = pairs.map(([filter]) => filter);
    this.axes = pairs.map(([, axis]) => axis);
  }

  /**
   * The axis of one Variable.
   *
   * @param path its path in the module
   * @param variable the Variable
   * @throws TypeError when no filter takes it
   */
  axisOf(path: Path, variable: unknown): Axis {
    const at = this.filters.findIndex((filter) => toPredicate(filter)(path, variable));
    if (at >= 0) return this.axes[at]!;
    throw new TypeError(
      `Cannot find the axis of ${path.join(".")}, a ${(variable as object)?.constructor?.name}: no filter of the StateAxes takes it; add [true, null]`,
    );
  }

  /** Whether two say the same, by the same filters. */
  equals(other: unknown): boolean {
    const same = (a: readonly unknown[], b: readonly unknown[]) =>
      a.length === b.length && a.every((x, i) => x === b[i]);
    return other instanceof StateAxes && same(this.filters, other.filters) && same(this.axes, other.axes);
  }
}

/** An axis for a whole argument or result, or a tree of such that is a prefix of it. */
export type AxesTree = Axis | StateAxes | readonly AxesTree[] | { readonly [key: string]: AxesTree };

/** An axis for each leaf of `tree` (arrays, modules, Variables), from a prefix of it. */
export function spreadAxes(prefix: AxesTree, tree: unknown, action: string, what: string): (Axis | StateAxes)[] {
  const isAxis = (x: unknown): boolean => x === null || typeof x === "number" || x === Carry || x instanceof StateAxes;
  const [axes, def] = flatten(prefix, isAxis);
  const wrong = axes.findIndex((axis) => !isAxis(axis));
  if (wrong >= 0) {
    throw new TypeError(
      `Cannot ${action}: ${what} must be made of whole numbers, null, nnx.StateAxes and nnx.Carry, got ${String(axes[wrong])}`,
    );
  }
  const parts = flattenUpTo(def, tree, `${action} with these ${what}`);
  return parts.flatMap((part, i) => flatten(part, isGraph)[0].map(() => axes[i] as Axis | StateAxes));
}

/** The axis of a leaf of a module. */
export function axisOfLeaf(axes: Axis | StateAxes, path: Path, leaf: unknown): Axis {
  return axes instanceof StateAxes ? axes.axisOf(path, leaf) : axes;
}
