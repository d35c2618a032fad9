/** New keys from a key: `split`, `foldIn`. */

import { jit } from "../control/jit.ts";
import { type ArrayLike, DeviceArray, type JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { isTracing } from "../core/tracer.ts";
import { shapeOf } from "../numpy/filled.ts";
import { convert, lift, operand } from "../numpy/promote.ts";
import * as lax from "../primitives/index.ts";
import { aval, printAval } from "../types/aval.ts";
import { isFloat } from "../types/dtype.ts";
import { type Shape, sizeOf } from "../types/shape.ts";
import { inFormOf, type Key, keyOf } from "./checkKey.ts";
import { keyWords } from "./randomBits.ts";
import { threefryBlock } from "./threefry.ts";

/** Up to this many keys are made on the host. */
const hostLimit = 4096;

/**
 * New keys from a key; the old one should not be used again.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param num how many, or the shape of the result; default 2
 * @returns key<fry>[num], or raw words u32[num,2]
 * @throws TypeError for what is no key, and for several keys
 * @throws RangeError for a number that is not whole or negative
 * @example
 * const [k1, k2] = random.split(random.key(0));
 * assertEqual(random.keyData(k1), "[1797259609 2579123966]");
 * assertEqual(random.split(k2, 3).shape, [3]);
 */
export function split(key: Key, num: number | Shape = 2): JaxArray {
  const checked = keyOf("split", key);
  const shape = shapeOf("split a key into keys", num);
  const words = hostWords(checked.key);
  const keys = words && sizeOf(shape) <= hostLimit ? splitOnHost(words, shape) : splitKeys(checked.key, shape);
  return inFormOf(checked, keys);
}

/** The words of a key that are on the host, unless a function is being traced and wants to record what it does. */
function hostWords(key: JaxArray): Uint32Array | undefined {
  return key instanceof DeviceArray && !isTracing() ? (key.hostIfKnown as Uint32Array | undefined) : undefined;
}

/** Key number i is the block of counter i. */
function splitOnHost([k1, k2]: Uint32Array, shape: Shape): JaxArray {
  const n = sizeOf(shape);
  const words = new Uint32Array(2 * n);
  for (let i = 0; i < n; i++) threefryBlock(k1!, k2!, 0, i, words, 2 * i);
  return DeviceArray.fromHost(words, aval(shape, "key<fry>"));
}

const splitKeys: (key: JaxArray, shape: Shape) => JaxArray = jit(
  function split(key: JaxArray, shape: Shape): JaxArray {
    const [k1, k2] = keyWords(key);
    const n = sizeOf(shape);
    const counter = lax.iota({ dtype: "uint32", shape: [n], dimension: 0 });
    const [a, b] = lax.threefry2x32(k1, k2, scalar(0, "uint32"), counter) as [JaxArray, JaxArray];
    const column = (x: JaxArray) => lax.reshape(x, { newSizes: [n, 1] });
    return lax.randomWrap(
      lax.reshape(lax.concatenate(column(a), column(b), { dimension: 1 }), { newSizes: [...shape, 2] }),
    );
  },
  { staticArgnums: 1, inline: true },
);

/**
 * A new key from a key and a number: a different one for each number.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param data a whole number from 0 to 2³²−1, or an integer scalar array
 * @returns key<fry>[], or raw words u32[2]
 * @throws TypeError for what is no key, and for several keys or numbers
 * @throws RangeError for a number out of range
 * @example
 * const k = random.foldIn(random.key(0), 1);
 * assertEqual(random.keyData(k), "[ 928981903 3453687069]");
 */
export function foldIn(key: Key, data: ArrayLike): JaxArray {
  const checked = keyOf("fold into", key);
  const number = operand("fold in", data);
  const known = typeof number !== "object" ? wholeOf(number) : hostValue(lift("fold in", number));
  const words = known === undefined ? undefined : hostWords(checked.key);
  return inFormOf(checked, words ? foldOnHost(words, known!) : foldKey(checked.key, word(number)));
}

function wholeOf(data: number | boolean): number {
  const n = Number(data);
  if (Number.isInteger(n) && n >= 0 && n < 2 ** 32) return n;
  throw new RangeError(`Cannot fold ${data} into a key: the number must be whole, from 0 to 2³²−1`);
}

/** The number of a concrete integer scalar that is on the host already. */
function hostValue(data: JaxArray): number | undefined {
  if (data.ndim > 0 || isFloat(data.dtype) || !(data instanceof DeviceArray)) return undefined;
  const value = data.hostIfKnown?.[0];
  return value === undefined ? undefined : value >>> 0;
}

function word(data: ArrayLike): JaxArray {
  const x = lift("fold in", data);
  if (x.ndim > 0)
    throw new TypeError(`Cannot fold ${printAval(x.aval)} into a key: it takes a scalar; use jax.vmap for several`);
  if (isFloat(x.dtype))
    throw new TypeError(
      `Cannot fold ${printAval(x.aval)} into a key: the number must be an integer; convert it with x.astype("uint32")`,
    );
  return typeof data === "object"
    ? convert("fold in", x, { dtype: "uint32", weakType: false })
    : scalar(wholeOf(data), "uint32");
}

function foldOnHost([k1, k2]: Uint32Array, data: number): JaxArray {
  const words = new Uint32Array(2);
  threefryBlock(k1!, k2!, 0, data, words, 0);
  return DeviceArray.fromHost(words, aval([], "key<fry>"));
}

const foldKey: (key: JaxArray, data: JaxArray) => JaxArray = jit(
  function foldIn(key: JaxArray, data: JaxArray): JaxArray {
    const [k1, k2] = keyWords(key);
    const [a, b] = lax.threefry2x32(k1, k2, scalar(0, "uint32"), data) as [JaxArray, JaxArray];
    const cell = (x: JaxArray) => lax.reshape(x, { newSizes: [1] });
    return lax.randomWrap(lax.concatenate(cell(a), cell(b), { dimension: 0 }));
  },
  { inline: true },
);
