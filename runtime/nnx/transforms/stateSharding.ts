import {
  type AbstractMesh,
  checkShardings,
  isShardingLeaf,
  NamedSharding,
  type PartitionSpec,
  type Sharding,
} from "../../sharding/index.ts";
import { flatten, flattenUpTo } from "../../types/pytree.ts";
import { type Filter, toPredicate } from "../filters.ts";
import { Walk } from "../graph/flatten.ts";
import { type Path, printPath } from "../keyOrder.ts";
import { State, toFlatState } from "../state.ts";
import { peek, Variable } from "../variable.ts";
import { isGraph } from "./graphCall.ts";

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

/**
 * Throws where an array, or a Variable of a module, cannot be cut as its sharding says.
 *
 * @param shardings a prefix of `tree`: a sharding or spec for all below, StateShardings for modules
 * @param tree modules and arrays
 * @param mesh the mesh of PartitionSpecs; default that of `jax.setMesh`
 */
export function checkGraphShardings(shardings: unknown, tree: unknown, action: string, mesh?: AbstractMesh): void {
  const onMesh = (sharding: StateShard): StateShard =>
    mesh && sharding !== null && !("shardShape" in sharding) ? new NamedSharding(mesh, sharding) : sharding;
  const [given, def] = flatten(shardings, (x) => isShardingLeaf(x) || x instanceof StateSharding);
  flattenUpTo(def, tree, action).forEach((part, i) => {
    const sharding = given[i] as StateShard | StateSharding;
    for (const leaf of flatten(part, isGraph)[0]) {
      if (!isGraph(leaf)) {
        if (sharding instanceof StateSharding)
          throw new TypeError(
            `Cannot ${action}: a StateSharding is for modules; an array takes a PartitionSpec or a sharding`,
          );
        checkShardings(onMesh(sharding), leaf, action);
        continue;
      }
      const walk = new Walk();
      walk.visit(leaf);
      walk.leaves.forEach((variable, n) => {
        const own = sharding instanceof StateSharding ? sharding.shardingOf(walk.paths[n]!, variable) : sharding;
        checkShardings(
          onMesh(own),
          variable instanceof Variable ? peek(variable) : variable,
          `${action}: ${printPath(walk.paths[n]!)}`,
        );
      });
    }
  });
}

/** `f` with checks of what its arguments and results are, while it is traced; `f` itself where there is nothing to check. */
// any: functions of any arguments
export function withGraphShardings<F extends (...args: any[]) => any>(
  f: F,
  options: { inShardings?: unknown; outShardings?: unknown; staticArgnums?: number | readonly number[] },
): F {
  const { inShardings = null, outShardings = null, staticArgnums = [] } = options;
  if (inShardings === null && outShardings === null) return f;
  const statics = typeof staticArgnums === "number" ? [staticArgnums] : staticArgnums;
  const action = `jit ${f.name || "a function"}`;
  const checked = (...args: unknown[]): unknown => {
    checkGraphShardings(
      inShardings,
      args.filter((_, i) => !statics.includes(i)),
      `${action}: its arguments`,
    );
    const out: unknown = f(...args);
    checkGraphShardings(outShardings, out, `${action}: its result`);
    return out;
  };
  return Object.defineProperty(checked, "name", { value: f.name }) as unknown as F;
}
