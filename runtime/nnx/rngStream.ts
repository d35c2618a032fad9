import { JaxArray } from "../core/array.ts";
import { add, broadcastTo, zeros } from "../numpy/index.ts";
import * as random from "../random/index.ts";
import type { Shape } from "../types/shape.ts";
import { Pytree } from "./pytree.ts";
import { type Metadata, Variable } from "./variable.ts";

/**
 * State of a random stream; its metadata hold the stream's name as `tag`.
 *
 * @example
 * assertEqual(new nnx.Rngs(0).default.count instanceof nnx.RngState, "true");
 */
export class RngState extends Variable {}

/**
 * How many keys a stream has given, u32[].
 *
 * @example
 * const rngs = new nnx.Rngs(0);
 * rngs();
 * assertEqual(rngs.default.count.value, "1");
 */
export class RngCount extends RngState {}

/**
 * The key that a stream began with.
 *
 * @example
 * assertEqual(new nnx.Rngs(0).default.key.value.dtype, "key<fry>");
 */
export class RngKey extends RngState {}

/** What a stream can be made of: a seed, a key, or another stream (of which the key is taken). */
export type RngValue = number | JaxArray | RngStream;

class RngStreamImplementation extends Pytree {
  readonly tag: string;
  readonly key: RngKey;
  readonly count: RngCount;

  /**
   * @param seed an integer, a typed key, or its words u32[…, 2]
   * @param options.tag the stream's name
   */
  constructor(seed: number | JaxArray, options: { tag: string }) {
    super();
    const { tag } = options;
    const key = keyFrom(seed);
    const metadata: Metadata = { tag };
    this.tag = tag;
    this.key = new RngKey(key, metadata);
    this.count = new RngCount(zeros(key.shape, { dtype: "uint32" }), metadata);
  }

  __call__(): JaxArray {
    this.count.checkCanUpdate();
    const key = random.foldIn(this.key.value, this.count.value);
    this.count.value = add(this.count.value, 1);
    return key;
  }

  /** A new stream of as many keys, made from the next key. */
  split(shape: number | Shape): RngStream {
    return new RngStream(random.split(this.__call__(), shape), { tag: this.tag });
  }

  /** A new stream that begins with the next key. */
  fork(): RngStream {
    return new RngStream(this.__call__(), { tag: this.tag });
  }

  /** A new stream that has the next key many times. */
  broadcast(shape: number | Shape): RngStream {
    const key = this.__call__();
    const lead = typeof shape === "number" ? [shape] : shape;
    return new RngStream(broadcastTo(key, [...lead, ...key.shape]), { tag: this.tag });
  }
}
Object.defineProperty(RngStreamImplementation, "name", { value: "RngStream" });

/** A stream: call it for the next key. */
export type RngStream = RngStreamImplementation & (() => JaxArray);

/**
 * A stream of random keys: key n is the first key with n folded in.
 *
 *     keyₙ = foldIn(key, n)
 *
 * @example
 * const stream = new nnx.RngStream(0, { tag: "params" });
 * assertEqual(jax.random.keyData(stream()), String(jax.random.keyData(jax.random.foldIn(jax.random.key(0), 0))));
 */
export const RngStream: new (seed: number | JaxArray, options: { tag: string }) => RngStream =
  RngStreamImplementation as unknown as new (
    seed: number | JaxArray,
    options: { tag: string },
  ) => RngStream;

function keyFrom(seed: number | JaxArray): JaxArray {
  if (typeof seed === "number" && Number.isInteger(seed)) return random.key(seed);
  if (seed instanceof JaxArray) {
    if (seed.dtype === "key<fry>") return seed;
    if (seed.dtype === "uint32") return random.wrapKeyData(seed);
  }
  const got = seed instanceof JaxArray ? `an array of ${seed.dtype}` : `${typeof seed} ${String(seed)}`;
  throw new TypeError(
    `Cannot make a random stream: the seed must be an integer or a key, as jax.random.key(0), got ${got}`,
  );
}
