import { registerPytreeNode } from "../types/pytree.ts";
import { comparePaths, type Path, printPath } from "./keyOrder.ts";

/** The leaves of a state with their paths, in the order of the paths. */
export class FlatState<V = unknown> implements Iterable<readonly [Path, V]> {
  readonly paths: readonly Path[];
  readonly leaves: readonly V[];

  /** @param items pairs of path and leaf, in any order */
  constructor(items: Iterable<readonly [Path, V]>) {
    const sorted = [...items].sort(([a], [b]) => comparePaths(a, b));
    this.paths = sorted.map(([path]) => path);
    this.leaves = sorted.map(([, leaf]) => leaf);
  }

  get length(): number {
    return this.paths.length;
  }

  *[Symbol.iterator](): Iterator<readonly [Path, V]> {
    for (let i = 0; i < this.paths.length; i++) yield [this.paths[i]!, this.leaves[i]!];
  }

  toString(): string {
    return `FlatState([\n${[...this].map(([path, leaf]) => `  (${printPath(path)}, ${String(leaf).replaceAll("\n", "\n  ")})`).join(",\n")}\n])`;
  }
}

registerPytreeNode<FlatState, readonly Path[]>(FlatState, {
  flatten: (flat) => ({ children: flat.leaves, aux: flat.paths }),
  unflatten: (paths, leaves) => new FlatState(paths.map((path, i) => [path, leaves[i]])),
  equalAux: (a, b) => a.length === b.length && a.every((path, i) => comparePaths(path, b[i]!) === 0),
});
