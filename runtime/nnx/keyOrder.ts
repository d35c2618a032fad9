/** Names of fields, keys and positions on the way into a graph, and their order: numbers first, by size, then strings. */
export type Key = string | number;
export type Path = readonly Key[];

/** A property name as a key: `"0"` is position 0 of a list. */
export function keyOf(name: string): Key {
  return /^(0|[1-9]\d{0,8})$/.test(name) ? Number(name) : name;
}

/** Order of two keys, as Python sorts them. */
export function compareKeys(a: Key, b: Key): number {
  if (typeof a === "number") return typeof b === "number" ? a - b : -1;
  if (typeof b === "number") return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Order of two paths: by their first differing key; a path comes before those it begins. */
export function comparePaths(a: Path, b: Path): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = compareKeys(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** A path as people write it: `linear1.kernel`, `layers[0].bias`. */
export function printPath(path: Path): string {
  return (
    path.map((key, i) => (typeof key === "number" ? `[${key}]` : i === 0 ? key : `.${key}`)).join("") || "the root"
  );
}
