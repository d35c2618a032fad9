/** Keys as users give them: typed keys, or the raw words u32[2] of `PRNGKey`. */
import { type ArrayLike, JaxArray, standsFor } from "../core/array.ts";
import { describe } from "../core/asArray.ts";
import { config } from "../core/config.ts";
import { KeyReuseError } from "../core/errors.ts";
import { randomUnwrap, randomWrap } from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";

/** What random functions take as a key. */
export type Key = JaxArray;

/** A typed key, and whether it was given as raw words: then new keys made of it are raw too. */
export interface CheckedKey {
  readonly key: JaxArray;
  readonly isRaw: boolean;
}

/** Keys that were used, and for what: while `debugKeyReuse` is on. */
const used = new WeakMap<JaxArray, string>();
/** What does not use a key up. */
const harmless = ["fold into", "read the words", "name the generator", "clone"];

/** Throws a `KeyReuseError` for a key that was used before. */
function use(action: string, key: JaxArray): void {
  const before = used.get(key);
  used.set(key, action);
  if (before === undefined) return;
  throw new KeyReuseError(
    `Cannot ${action} with this key: it was used to ${before} already, so that the numbers would depend on each other; make new keys ` +
      "before it is used: const [a, b] = jax.random.split(key)",
  );
}

/** Typed keys of any shape; throws `TypeError` for what is no key. */
export function keysOf(action: string, given: Key): CheckedKey {
  const value = standsFor(given as ArrayLike);
  if (!(value instanceof JaxArray)) {
    throw new TypeError(
      `Cannot ${action} with ${typeof value === "number" ? `the number ${value}` : describe(value)} as key: make a key with jax.random.key(seed)`,
    );
  }
  const isWatched = config.debugKeyReuse && !harmless.includes(action);
  if (isWatched) use(action, value);
  if (value.dtype === "key<fry>") {
    // a function that hands its key on to another hands on a new object
    return { key: isWatched ? randomWrap(randomUnwrap(value)) : value, isRaw: false };
  }
  if (value.dtype === "uint32" && value.shape.at(-1) === 2) return { key: randomWrap(value), isRaw: true };
  throw new TypeError(`Cannot ${action} with ${printAval(value.aval)} as key: make a key with jax.random.key(seed)`);
}

/** One typed key; throws `TypeError` for what is no key, and for several keys. */
export function keyOf(action: string, given: Key): CheckedKey {
  const checked = keysOf(action, given);
  if (checked.key.ndim === 0) return checked;
  throw new TypeError(
    `Cannot ${action} with ${printAval(checked.key.aval)} as key: it takes a single key; use one of them, as in keys.at(0).get(), or jax.vmap`,
  );
}

/** New keys in the form of the key they came from. */
export function inFormOf({ isRaw }: CheckedKey, keys: JaxArray): JaxArray {
  return isRaw ? randomUnwrap(keys) : keys;
}
