/** Coins: `bernoulli rademacher`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { multiply, subtract } from "../numpy/arithmetic.ts";
import { inDType } from "../numpy/array.ts";
import { broadcastShapes } from "../numpy/broadcast.ts";
import { less } from "../numpy/comparison.ts";
import { type DTypeLike, dtypeOf } from "../numpy/dtypeOf.ts";
import { shapeOf } from "../numpy/filled.ts";
import { lift } from "../numpy/promote.ts";
import { printAval } from "../types/aval.ts";
import { type Shape, sameShape } from "../types/shape.ts";
import type { Key } from "./checkKey.ts";
import { uniform } from "./uniform.ts";

/** Options of `bernoulli`. */
export interface BernoulliOptions {
  /** Probability of true: a float, or an array of them; default 0.5. */
  readonly p?: ArrayLike | undefined;
  /** Shape of the result; default that of `p`. */
  readonly shape?: Shape | number | null | undefined;
}

/**
 * True with probability p, else false.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param options `p`: probability, default 0.5; `shape`: default that of `p`
 * @returns bool[shape]
 * @throws TypeError for what is no key, for an integer array as `p`, and for a shape that `p` does not broadcast to
 * @example
 * const coins = random.bernoulli(random.key(0), { p: 0.3, shape: [1000] });
 * assertAllClose(jnp.mean(coins), 0.3, { atol: 0.05 });
 */
export function bernoulli(key: Key, options: BernoulliOptions = {}): JaxArray {
  const { p: given = 0.5 } = options;
  const p = typeof given === "number" ? given : lift("draw with probability", given);
  if (typeof p === "object" && p.dtype !== "float32")
    throw new TypeError(
      `Cannot draw with probability ${printAval(p.aval)}: p must be float32; convert it with p.astype("float32")`,
    );
  const own = typeof p === "object" ? p.shape : [];
  const shape = options.shape === null || options.shape === undefined ? own : shapeOf("draw coins", options.shape);
  if (!sameShape(broadcastShapes(shape, own), shape))
    throw new TypeError(
      `Cannot draw coins of shape [${shape}] with p of shape [${own}]: p must broadcast to the shape`,
    );
  return less(uniform(key, shape), p);
}

/**
 * −1 or 1, each with probability ½.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param shape axis sizes; default one number
 * @param options `dtype`: default int32
 * @returns i32[shape]
 * @throws TypeError for what is no key
 * @example
 * assertEqual(jnp.abs(random.rademacher(random.key(0), [3])), "[1 1 1]");
 */
export function rademacher(
  key: Key,
  shape: Shape | number = [],
  options: { readonly dtype?: DTypeLike | null | undefined } = {},
): JaxArray {
  const dtype = options.dtype ? dtypeOf(options.dtype) : "int32";
  const coins = inDType(bernoulli(key, { shape: shapeOf("draw signs", shape) }), dtype);
  return subtract(multiply(coins, 2), 1);
}
