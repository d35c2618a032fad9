/** Keys: `key PRNGKey keyData wrapKeyData keyImpl clone`. */
import { type ArrayLike, DeviceArray, type JaxArray, standsFor } from "../core/array.ts";
import { describe } from "../core/asArray.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { aval, printAval } from "../types/aval.ts";
import { isInteger } from "../types/dtype.ts";
import { type Key, keysOf } from "./checkKey.ts";

/** Options of `key` and `PRNGKey`. */
export interface KeyOptions {
  /** The generator; there is `"threefry2x32"`. */
  readonly impl?: string | null | undefined;
}

/** A whole number up to 64 bits, or an integer scalar array. */
export type Seed = number | bigint | JaxArray;

function checkImpl(impl: string | null | undefined): void {
  if (impl === null || impl === undefined || impl === "threefry2x32") return;
  throw new RangeError(`Cannot make a key of the generator "${impl}": there is "threefry2x32"`);
}

/**
 * A random key from a seed.
 *
 * As in JAX without 64-bit types the lower 32 bits of the seed count, so −1 and 2³²−1 give the same key.
 *
 * @param seed a whole number from −2⁶³ to 2⁶³−1 (beyond 2⁵³ as a BigInt), or an integer scalar array, also traced
 * @param options `impl`: the generator, `"threefry2x32"`
 * @returns key<fry>[]
 * @throws TypeError for a seed that is not whole
 * @throws RangeError for a seed of more than 64 bits
 * @example
 * assertEqual(random.key(42).dtype, "key<fry>");
 * assertEqual(random.keyData(random.key(42)), "[ 0 42]");
 */
export function key(seed: Seed, options: KeyOptions = {}): JaxArray {
  checkImpl(options.impl);
  const given = standsFor(seed as ArrayLike) as Seed;
  if (typeof given === "number" || typeof given === "bigint") return fromNumber(given);
  if (typeof given !== "object" || !("aval" in given))
    throw new TypeError(`Cannot make a key from ${describe(given)}: the seed must be a whole number`);
  return fromArray(given);
}

function fromNumber(seed: number | bigint): JaxArray {
  if (typeof seed === "number" && !Number.isInteger(seed))
    throw new TypeError(`Cannot make a key from ${seed}: the seed must be a whole number`);
  const whole = BigInt(seed);
  if (BigInt.asIntN(64, whole) !== whole)
    throw new RangeError(`Cannot make a key from ${seed}: the seed must have at most 64 bits`);
  const words = Uint32Array.of(0, Number(BigInt.asUintN(32, whole)));
  return DeviceArray.fromHost(words, aval([], "key<fry>"));
}

function fromArray(seed: JaxArray): JaxArray {
  if (seed.ndim > 0)
    throw new TypeError(
      `Cannot make a key from ${printAval(seed.aval)}: the seed must be a scalar; for several keys use random.split, or jax.vmap`,
    );
  if (!isInteger(seed.dtype)) {
    throw new TypeError(
      `Cannot make a key from ${printAval(seed.aval)}: the seed must be an integer; convert it with seed.astype("int32")`,
    );
  }
  const low = lax.reshape(lax.convertElementType(seed, { newDtype: "uint32", weakType: false }), { newSizes: [1] });
  const high = lax.broadcastInDim(scalar(0, "uint32"), { shape: [1], broadcastDimensions: [] });
  return lax.randomWrap(lax.concatenate(high, low, { dimension: 0 }));
}

/**
 * A random key from a seed, as its raw words: the old form. New code takes `key`.
 *
 * @param seed a whole number from −2⁶³ to 2⁶³−1, or an integer scalar array
 * @param options `impl`: the generator, `"threefry2x32"`
 * @returns u32[2]
 * @throws TypeError for a seed that is not whole
 * @throws RangeError for a seed of more than 64 bits
 * @example
 * assertEqual(random.PRNGKey(7), "[0 7]");
 */
export function PRNGKey(seed: Seed, options: KeyOptions = {}): JaxArray {
  return keyData(key(seed, options));
}

/**
 * The words of keys.
 *
 * @param keys key<fry>[…], or raw words u32[…,2]
 * @returns u32[…,2]
 * @throws TypeError for what is no key
 * @example
 * assertEqual(random.keyData(random.key(0)).shape, [2]);
 */
export function keyData(keys: Key): JaxArray {
  const typed = keysOf("read the words", keys).key;
  const words = typed instanceof DeviceArray ? typed.hostIfKnown : undefined;
  return words ? DeviceArray.fromHost(words.slice(), aval([...typed.shape, 2], "uint32")) : lax.randomUnwrap(typed);
}

/**
 * Keys from their words.
 *
 * @param keyBitsArray u32[…,2]
 * @param options `impl`: the generator, `"threefry2x32"`
 * @returns key<fry>[…]
 * @throws TypeError for words of another shape or dtype
 * @example
 * const words = random.keyData(random.key(3));
 * assertEqual(random.keyData(random.wrapKeyData(words)), "[0 3]");
 */
export function wrapKeyData(keyBitsArray: JaxArray, options: KeyOptions = {}): JaxArray {
  checkImpl(options.impl);
  return lax.randomWrap(standsFor(keyBitsArray) as JaxArray);
}

/**
 * The name of the generator that keys belong to.
 *
 * @param keys key<fry>[…], or raw words u32[…,2]
 * @returns `"threefry2x32"`
 * @throws TypeError for what is no key
 * @example
 * assertEqual(random.keyImpl(random.key(0)), "threefry2x32");
 */
export function keyImpl(keys: Key): "threefry2x32" {
  keysOf("name the generator", keys);
  return "threefry2x32";
}

/**
 * The same key again, to say that it is used twice on purpose.
 *
 * @param key key<fry>[…], or raw words
 * @returns the key
 * @throws TypeError for what is no key
 * @example
 * assertEqual(random.keyData(random.clone(random.key(1))), "[0 1]");
 */
export function clone(key: Key): JaxArray {
  keysOf("clone", key);
  return key;
}

/**
 * The dtype of keys.
 *
 * @param implSpec the generator: `"threefry2x32"`, or null for the default, which it is
 * @returns `"key<fry>"`
 * @throws RangeError for another generator
 * @example
 * assertEqual(random.keyDtype(), "key<fry>");
 */
export function keyDtype(implSpec: string | null = null): "key<fry>" {
  if (implSpec === null || implSpec === "threefry2x32") return "key<fry>";
  throw new RangeError(`Cannot use the generator "${implSpec}": there is "threefry2x32"`);
}
