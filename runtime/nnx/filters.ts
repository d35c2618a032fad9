/**
 * Filters choose parts of a state. A filter is
 *
 *     nnx.Param                        a class of Variables, and its subclasses
 *     (path, value) => …               a predicate
 *     "dropout"                        a tag: Variables whose metadata say { tag: "dropout" }
 *     true or "..."                    everything;   false or null: nothing
 *     [nnx.Param, nnx.BatchStat]       any of several
 */
import type { Key, Path } from "./keyOrder.ts";
import { Variable, type VariableType } from "./variable.ts";

/** Whether the value at this path of a state is chosen. */
export type Predicate = (path: Path, value: unknown) => boolean;

export type Filter = VariableType | Predicate | string | boolean | null | readonly Filter[];

/**
 * The predicate that a filter stands for.
 *
 * @param filter see {@link Filter}
 * @throws TypeError for anything that is no filter
 * @example
 * assertEqual(nnx.toPredicate(nnx.Param)(["kernel"], new nnx.Param(jnp.array(1))), "true");
 */
export function toPredicate(filter: Filter): Predicate {
  if (filter === true || filter === "...") return Everything();
  if (filter === false || filter === null) return Nothing();
  if (typeof filter === "string") return WithTag(filter);
  if (Array.isArray(filter)) return Any(...(filter as Filter[]));
  if (typeof filter === "function") return isClass(filter) ? OfType(filter as VariableType) : (filter as Predicate);
  throw new TypeError(
    `Cannot use ${String(filter)} as a filter: it must be a class of Variables, a function (path, value) => boolean, a tag, true, false, or a list of those`,
  );
}

/** Whether a filter takes all there is, so that any after it would get nothing. */
export function isEverything(filter: Filter): boolean {
  return filter === true || filter === "...";
}

/**
 * The predicates of several filters, of which each gets what those before it left.
 *
 * @throws TypeError when a filter that takes everything is not the last
 */
export function toPredicates(filters: readonly Filter[]): Predicate[] {
  filters.forEach((filter, i) => {
    if (isEverything(filter) && !filters.slice(i + 1).every(isEverything)) {
      throw new TypeError(
        `Cannot filter: true (everything) may only come last, found it at position ${i} of ${filters.length}`,
      );
    }
  });
  return filters.map(toPredicate);
}

function isClass(f: Function): boolean {
  return f === Variable || f.prototype instanceof Variable || /^class\b/.test(Function.prototype.toString.call(f));
}

/**
 * Values that are instances of a class.
 *
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * assertEqual(Object.keys(nnx.state(model, nnx.OfType(nnx.Param))), ["bias", "kernel"]);
 */
// any: constructors of any arguments
export function OfType(type: abstract new (...args: any[]) => unknown): Predicate {
  return (_path, value) => value instanceof type;
}

/**
 * Variables whose metadata have this tag, as those of a random stream have its name.
 *
 * @example
 * const rngs = new nnx.Rngs({ params: 0, dropout: 1 });
 * assertEqual(Object.keys(nnx.state(rngs, nnx.WithTag("dropout"))), ["dropout"]);
 */
export function WithTag(tag: string): Predicate {
  return (_path, value) =>
    (value instanceof Variable ? value.getMetadata("tag") : (value as { tag?: unknown } | null)?.tag) === tag;
}

/**
 * Values whose path has this key; not exact: has a key that contains it.
 *
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * assertEqual(Object.keys(nnx.state(model, nnx.PathContains("kern", { exact: false }))), ["kernel"]);
 */
export function PathContains(key: Key, options: { exact?: boolean } = {}): Predicate {
  const { exact = true } = options;
  return (path) => (exact ? path.includes(key) : path.some((part) => String(part).includes(String(key))));
}

/**
 * Values at one of these paths.
 *
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * assertEqual(Object.keys(nnx.state(model, nnx.PathIn(["bias"]))), ["bias"]);
 */
export function PathIn(...paths: readonly Path[]): Predicate {
  return (path) => paths.some((wanted) => wanted.length === path.length && wanted.every((key, i) => key === path[i]));
}

/**
 * Values that at least one filter takes.
 *
 * @example
 * assertEqual(nnx.Any(nnx.Param, nnx.BatchStat)([], new nnx.Param(jnp.array(1))), "true");
 */
export function Any(...filters: readonly Filter[]): Predicate {
  const predicates = filters.map(toPredicate);
  return (path, value) => predicates.some((predicate) => predicate(path, value));
}

/**
 * Values that all filters take.
 *
 * @example
 * assertEqual(nnx.All(nnx.Param, nnx.PathContains("bias"))(["kernel"], new nnx.Param(jnp.array(1))), "false");
 */
export function All(...filters: readonly Filter[]): Predicate {
  const predicates = filters.map(toPredicate);
  return (path, value) => predicates.every((predicate) => predicate(path, value));
}

/**
 * Values that a filter leaves.
 *
 * @example
 * assertEqual(nnx.Not(nnx.Param)([], new nnx.Param(jnp.array(1))), "false");
 */
export function Not(filter: Filter): Predicate {
  const predicate = toPredicate(filter);
  return (path, value) => !predicate(path, value);
}

/**
 * All values.
 *
 * @example
 * assertEqual(nnx.Everything()([], 1), "true");
 */
export function Everything(): Predicate {
  return () => true;
}

/**
 * No value.
 *
 * @example
 * assertEqual(nnx.Nothing()([], 1), "false");
 */
export function Nothing(): Predicate {
  return () => false;
}
