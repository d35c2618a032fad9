/** Keys as users give them: typed keys, or the raw words u32[2] of `PRNGKey`. */
import { type ArrayLike, JaxArray, standsFor } from "../core/array.ts";
import { describe } from "../core/asArray.ts";
import { randomUnwrap, randomWrap } from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";

/** What random functions take as a key. */
export type Key = JaxArray;

/** A typed key, and whether it was given as raw words: then new keys made of it are raw too. */
export interface CheckedKey {
  readonly key: JaxArray;
  readonly isRaw: boolean;
}

/** Typed keys of any shape; throws `TypeError` for what is no key. */
export function keysOf(action: string, given: Key): CheckedKey {
  const value = standsFor(given as ArrayLike);
  if (!(value instanceof JaxArray)) {
    throw new TypeError(
      `Cannot ${action} with ${typeof value === "number" ? `the number ${value}` : describe(value)} as key: make a key with jax.random.key(seed)`,
    );
  }
  if (value.dtype === "key<fry>") return { key: value, isRaw: false };
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
