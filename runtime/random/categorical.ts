/** `categorical`: a class with probability proportional to the exponential of its logit. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { add } from "../numpy/arithmetic.ts";
import { axisOf } from "../numpy/axes.ts";
import { broadcastShapes } from "../numpy/broadcast.ts";
import { shapeOf } from "../numpy/filled.ts";
import { argmax } from "../numpy/minMax.ts";
import { floatOne } from "../numpy/operands.ts";
import { type Shape, sameShape } from "../types/shape.ts";
import type { Key } from "./checkKey.ts";
import { gumbel } from "./logarithmic.ts";

/** Options of `categorical`. */
export interface CategoricalOptions {
  /** Axis of the classes; default the last. */
  readonly axis?: number | undefined;
  /** Shape of the result, ending in that of `logits` without the axis; default that. */
  readonly shape?: Shape | number | null | undefined;
}

/**
 * Classes drawn with the probabilities softmax(logits), by the largest of logits + Gumbel numbers.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param logits f32[…,classes]: unnormalised log probabilities
 * @param options `axis`: default the last; `shape`: default that of `logits` without the axis
 * @returns i32[shape], class numbers
 * @throws TypeError for what is no key, and for a shape that does not end in that of the logits
 * @throws RangeError for an axis that `logits` does not have
 * @example
 * const classes = random.categorical(random.key(0), jnp.array([0, -Infinity, 0]), { shape: [100] });
 * assertEqual(jnp.any(jnp.equal(classes, 1)), "False");
 */
export function categorical(key: Key, logits: ArrayLike, options: CategoricalOptions = {}): JaxArray {
  const x = floatOne("draw classes by", logits);
  const axis = axisOf("draw classes", options.axis ?? -1, x.ndim);
  const own = x.shape.filter((_, k) => k !== axis);
  const shape = options.shape === null || options.shape === undefined ? own : shapeOf("draw classes", options.shape);
  if (!sameShape(broadcastShapes(shape, own), shape)) {
    throw new TypeError(
      `Cannot draw classes of shape [${shape}] by logits of shape [${x.shape}]: the shape must end in [${own}]`,
    );
  }
  const place = axis + shape.length - own.length;
  const noise = gumbel(key, [...shape.slice(0, place), x.shape[axis]!, ...shape.slice(place)]);
  return argmax(add(noise, x), { axis: place });
}
