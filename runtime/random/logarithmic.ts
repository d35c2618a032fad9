/** Distributions drawn by a logarithm of uniform numbers: `exponential gumbel laplace logistic`. */

import { jit } from "../control/jit.ts";
import type { JaxArray } from "../core/array.ts";
import { shapeOf } from "../numpy/filled.ts";
import * as lax from "../primitives/index.ts";
import type { Shape } from "../types/shape.ts";
import { type Key, keyOf } from "./checkKey.ts";
import { checkFloat, type FloatOptions, uniformIn } from "./uniform.ts";

/** The smallest normal float32: its logarithm is finite. */
const tiny = 2 ** -126;

type Sampler = (key: JaxArray, shape: Shape) => JaxArray;

/** A sampler as one program. */
function compiled(sample: Sampler): Sampler {
  return jit(sample, { staticArgnums: 1, inline: true });
}

function draw(action: string, sample: Sampler, key: Key, shape: Shape | number, { dtype }: FloatOptions): JaxArray {
  checkFloat(action, dtype);
  return sample(keyOf(action, key).key, shapeOf(action, shape));
}

const drawExponential: Sampler = compiled(function exponential(key: JaxArray, shape: Shape): JaxArray {
  return lax.neg(lax.log1p(lax.neg(uniformIn(key, shape, 0, 1))));
});

/**
 * Numbers of the exponential distribution with mean 1: −log(1 − u).
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param shape axis sizes; default one number
 * @param options `dtype`
 * @returns f32[shape], ≥ 0
 * @throws TypeError for what is no key
 * @example
 * assertAllClose(jnp.mean(random.exponential(random.key(0), [10000])), 1, { rtol: 0.05 });
 */
export function exponential(key: Key, shape: Shape | number = [], options: FloatOptions = {}): JaxArray {
  return draw("draw exponential numbers", drawExponential, key, shape, options);
}

const drawGumbel: Sampler = compiled(function gumbel(key: JaxArray, shape: Shape): JaxArray {
  return lax.neg(lax.log(lax.neg(lax.log(uniformIn(key, shape, tiny, 1)))));
});

/**
 * Numbers of the Gumbel distribution: −log(−log u). Added to logits, the largest is a sample of their softmax.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param shape axis sizes; default one number
 * @param options `dtype`
 * @returns f32[shape]
 * @throws TypeError for what is no key
 * @example
 * assertAllClose(jnp.mean(random.gumbel(random.key(0), [10000])), 0.577, { rtol: 0.05 });
 */
export function gumbel(key: Key, shape: Shape | number = [], options: FloatOptions = {}): JaxArray {
  return draw("draw Gumbel numbers", drawGumbel, key, shape, options);
}

const drawLaplace: Sampler = compiled(function laplace(key: JaxArray, shape: Shape): JaxArray {
  const u = uniformIn(key, shape, -1 + 2 ** -24, 1);
  return lax.mul(lax.sign(u), lax.log1p(lax.neg(lax.abs(u))));
});

/**
 * Numbers of the Laplace distribution: sign u · log(1 − |u|), u uniform in (−1, 1).
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param shape axis sizes; default one number
 * @param options `dtype`
 * @returns f32[shape]
 * @throws TypeError for what is no key
 * @example
 * assertAllClose(jnp.mean(random.laplace(random.key(0), [10000])), 0, { atol: 0.05 });
 */
export function laplace(key: Key, shape: Shape | number = [], options: FloatOptions = {}): JaxArray {
  return draw("draw Laplace numbers", drawLaplace, key, shape, options);
}

const drawLogistic: Sampler = compiled(function logistic(key: JaxArray, shape: Shape): JaxArray {
  const u = uniformIn(key, shape, tiny, 1);
  return lax.sub(lax.log(u), lax.log1p(lax.neg(u)));
});

/**
 * Numbers of the logistic distribution: log u − log(1 − u).
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param shape axis sizes; default one number
 * @param options `dtype`
 * @returns f32[shape]
 * @throws TypeError for what is no key
 * @example
 * assertAllClose(jnp.mean(random.logistic(random.key(0), [10000])), 0, { atol: 0.1 });
 */
export function logistic(key: Key, shape: Shape | number = [], options: FloatOptions = {}): JaxArray {
  return draw("draw logistic numbers", drawLogistic, key, shape, options);
}
