/** Different shardings for the Variables of one module. */
import type { PartitionSpec, Sharding } from "../../sharding/index.ts";
import { type Filter, toPredicate } from "../filters.ts";
import { type Path, printPath } from "../keyOrder.ts";
import { State, toFlatState } from "../state.ts";
import { Variable } from "../variable.ts";

/** How a Variable lies on a mesh; null: as it is. */
export type StateShard = PartitionSpec | Sharding | null;

/**
 * Different shardings for the Variables of one module: the first filter that takes a Variable counts. For `inShardings` of `nnx.jit` and
 * `inSpecs` of `nnx.shardMap`.
 *
 * @example
 * const sharding = new nnx.StateSharding([[nnx.PathContains("kernel"), jax.P(null, "model")], [true, jax.P()]]);
 * assertEqual(sharding.shardingOf(["bias"], new nnx.Param(jnp.zeros([2]))), "P()");
 */
export class StateSharding {
  readonly filters: readonly Filter[];
  readonly shardings: readonly StateShard[];

  /** @param filterShardings pairs of filter and sharding; or a State of them, as `nnx.getPartitionSpec` makes it */
  constructor(filterShardings: Iterable<readonly [Filter, StateShard]> | State) {
    const pairs = filterShardings instanceof State ? byPath(filterShardings) : [...filterShardings];
    this.filters = pairs.map(([filter]) => filter);
    this.shardings = pairs.map(([, sharding]) => sharding);
  }

  /**
   * The sharding of one Variable.
   *
   * @param path its path in the module
   * @param variable the Variable
   * @throws TypeError when no filter takes it
   */
  shardingOf(path: Path, variable: unknown): StateShard {
    const at = this.filters.findIndex((filter) => toPredicate(filter)(path, variable));
    if (at >= 0) return this.shardings[at]!;
    throw new TypeError(
      `Cannot find the sharding of ${printPath(path)}, a ${(variable as object)?.constructor?.name}: no filter of the StateSharding takes it; add [true, jax.P()]`,
    );
  }

  /** Whether two say the same, by the same filters. */
  equals(other: unknown): boolean {
    const same = (a: readonly unknown[], b: readonly unknown[]) =>
      a.length === b.length && a.every((x, i) => x === b[i]);
    return other instanceof StateSharding && same(this.filters, other.filters) && same(this.shardings, other.shardings);
  }
}

function byPath(state: State): [Filter, StateShard][] {
  return [...toFlatState(state)].map(([path, leaf]) => [
    (candidate: Path) => printPath(candidate) === printPath(path),
    (leaf instanceof Variable ? leaf.getRawValue() : leaf) as StateShard,
  ]);
}
