/**
 * The gamma distribution and what is made of it: `gamma loggamma beta dirichlet chisquare f t generalizedNormal ball`. One number is drawn
 * by Marsaglia and Tsang's method, which rejects some proposals and so loops; each element has a key of its own.
 */
import { jit } from "../control/jit.ts";
import { whileLoop } from "../control/while/whileLoop.ts";
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { abs, add, divide, multiply } from "../numpy/arithmetic.ts";
import { inDType } from "../numpy/array.ts";
import { broadcastTo } from "../numpy/broadcast.ts";
import { shapeOf } from "../numpy/filled.ts";
import { max } from "../numpy/minMax.ts";
import { power } from "../numpy/power.ts";
import { lift } from "../numpy/promote.ts";
import { expandDims } from "../numpy/reshape.ts";
import { sum } from "../numpy/sums.ts";
import * as lax from "../primitives/index.ts";
import { vmap } from "../transforms/vmap.ts";
import { printAval } from "../types/aval.ts";
import { type Shape, sizeOf } from "../types/shape.ts";
import { rademacher } from "./bernoulli.ts";
import { type Key, keyOf } from "./checkKey.ts";
import { drawingOf } from "./drawing.ts";
import { exponential } from "./logarithmic.ts";
import { normal, normalIn } from "./normal.ts";
import { split } from "./split.ts";
import { checkFloat, type FloatOptions, uniformIn } from "./uniform.ts";

const float = (x: number) => scalar(x, "float32");

/** The state of the loop: the key, x², (1 + c x)³, and a uniform number. */
type Proposal = readonly [key: JaxArray, X: JaxArray, V: JaxArray, U: JaxArray];

/** One number of Gamma(alpha), or its logarithm. Below alpha = 1 a number of Gamma(alpha + 1) is multiplied by u^(1 / alpha). */
function drawOne(key: JaxArray, alpha: JaxArray, isLog: boolean): JaxArray {
  const isLarge = lax.ge(alpha, 1);
  const boosted = lax.selectN(isLarge, lax.add(alpha, 1), alpha);
  const d = lax.sub(boosted, float(1 / 3));
  const c = lax.div(float(1 / 3), lax.sqrt(d));
  const isRejected = ([, X, V, U]: Proposal) => {
    const outside = lax.ge(U, lax.sub(1, lax.mul(float(0.0331), lax.mul(X, X))));
    const bound = lax.add(lax.mul(X, 0.5), lax.mul(d, lax.add(lax.sub(1, V), lax.log(V))));
    return lax.and(outside, lax.ge(lax.log(U), bound));
  };
  const propose = ([given]: Proposal): Proposal => {
    const [next, normalKey, uniformKey] = split(given, 3) as unknown as [JaxArray, JaxArray, JaxArray];
    const [, x, v] = whileLoop(
      ([, , candidate]: readonly [JaxArray, JaxArray, JaxArray]) => lax.le(candidate, 0),
      ([from]: readonly [JaxArray, JaxArray, JaxArray]) => {
        const [rest, own] = split(from) as unknown as [JaxArray, JaxArray];
        const drawn = normalIn(own, []);
        return [rest, drawn, lax.add(1, lax.mul(drawn, c))] as const;
      },
      [normalKey, float(0), float(-1)],
    ) as unknown as [JaxArray, JaxArray, JaxArray];
    return [next, lax.mul(x, x), lax.mul(lax.mul(v, v), v), uniformIn(uniformKey, [], 0, 1)];
  };
  const [loopKey, boostKey] = split(key) as unknown as [JaxArray, JaxArray];
  const start: Proposal = [loopKey, float(0), float(1), float(2)];
  const [, , V] = whileLoop(isRejected, propose, start) as unknown as Proposal;
  const u = uniformIn(boostKey, [], 0, 1);
  if (!isLog) {
    const boost = lax.pow(lax.sub(1, u), lax.div(1, alpha));
    return lax.mul(lax.mul(d, V), lax.selectN(isLarge, boost, float(1)));
  }
  const logarithm = lax.log1p(lax.neg(u));
  const boost = lax.mul(logarithm, lax.div(1, alpha));
  const isNone = lax.or(isLarge, lax.eq(logarithm, 0));
  return lax.add(lax.add(lax.log(d), lax.log(V)), lax.selectN(isNone, boost, float(0)));
}

const drawAll: (key: JaxArray, alpha: JaxArray, isLog: boolean) => JaxArray = jit(
  function gamma(key: JaxArray, alpha: JaxArray, isLog: boolean): JaxArray {
    const keys = split(key, sizeOf(alpha.shape));
    const flat = lax.reshape(alpha, { newSizes: [sizeOf(alpha.shape)] });
    const drawn = vmap((own: JaxArray, a: JaxArray) => drawOne(own, a, isLog))(keys, flat) as JaxArray;
    return lax.reshape(drawn, { newSizes: alpha.shape });
  },
  { staticArgnums: 2, inline: true },
);

function draw(
  action: string,
  key: Key,
  a: ArrayLike,
  shape: Shape | number | null | undefined,
  options: FloatOptions,
  isLog: boolean,
): JaxArray {
  const drawing = drawingOf(action, key, [a], shape, options);
  if (sizeOf(drawing.shape) === 0) return broadcastTo(drawing.parameters[0]!, drawing.shape);
  // the method is not differentiated: JAX's derivative of the sample by `a` is a function of its own
  const alpha = lax.stopGradient(broadcastTo(drawing.parameters[0]!, drawing.shape));
  return drawAll(drawing.key, alpha, isLog);
}

/**
 * Numbers of the gamma distribution with scale 1: density ∝ x^(a − 1) e^−x. To derivatives they are constants.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param a shape parameter > 0: number or array
 * @param shape axis sizes; default that of `a`
 * @param options `dtype`
 * @returns f32[shape], ≥ 0
 * @throws TypeError for what is no key, and for a shape that `a` does not broadcast to
 * @example
 * assertAllClose(jnp.mean(random.gamma(random.key(0), 3, [4000])), 3, { rtol: 0.05 });
 * @see Marsaglia and Tsang, "A simple method for generating gamma variables", 2000, doi:10.1145/358407.358414
 */
export function gamma(key: Key, a: ArrayLike, shape?: Shape | number | null, options: FloatOptions = {}): JaxArray {
  return draw("draw gamma numbers", key, a, shape, options, false);
}

/**
 * Logarithms of numbers of the gamma distribution: exact also where these would be 0.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param a shape parameter > 0: number or array
 * @param shape axis sizes; default that of `a`
 * @param options `dtype`
 * @returns f32[shape]
 * @throws TypeError for what is no key, and for a shape that `a` does not broadcast to
 * @example
 * const k = random.key(0);
 * assertAllClose(jnp.exp(random.loggamma(k, 3, [5])), random.gamma(k, 3, [5]).tolist(), { rtol: 1e-4 });
 */
export function loggamma(key: Key, a: ArrayLike, shape?: Shape | number | null, options: FloatOptions = {}): JaxArray {
  return draw("draw logarithms of gamma numbers", key, a, shape, options, true);
}

/**
 * Numbers of the beta distribution on (0, 1): density ∝ x^(a − 1) (1 − x)^(b − 1).
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param a number or array > 0
 * @param b number or array > 0
 * @param shape axis sizes; default that of the parameters
 * @param options `dtype`
 * @returns f32[shape]
 * @throws TypeError for what is no key, and for a shape that the parameters do not broadcast to
 * @example
 * assertAllClose(jnp.mean(random.beta(random.key(0), 2, 6, [4000])), 0.25, { rtol: 0.05 });
 */
export function beta(
  key: Key,
  a: ArrayLike,
  b: ArrayLike,
  shape?: Shape | number | null,
  options: FloatOptions = {},
): JaxArray {
  const drawing = drawingOf("draw beta numbers", key, [a, b], shape, options);
  const [keyA, keyB] = split(drawing.key) as unknown as [JaxArray, JaxArray];
  const logA = loggamma(keyA, drawing.parameters[0]!, drawing.shape);
  const logB = loggamma(keyB, drawing.parameters[1]!, drawing.shape);
  const top = lax.max(logA, logB);
  const [partA, partB] = [lax.exp(lax.sub(logA, top)), lax.exp(lax.sub(logB, top))];
  return lax.div(partA, lax.add(partA, partB));
}

/**
 * Vectors of the Dirichlet distribution: positive numbers that sum to 1.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param alpha f32[…,n], > 0
 * @param shape axis sizes in front of the vectors; default that of `alpha` without its last axis
 * @param options `dtype`
 * @returns f32[shape, n]
 * @throws TypeError for what is no key, and for a scalar `alpha`
 * @example
 * assertAllClose(jnp.sum(random.dirichlet(random.key(0), jnp.ones([4]))), 1);
 */
export function dirichlet(
  key: Key,
  alpha: ArrayLike,
  shape?: Shape | number | null,
  options: FloatOptions = {},
): JaxArray {
  const a = inDType(lift("draw Dirichlet vectors", alpha), "float32");
  if (a.ndim === 0)
    throw new TypeError(`Cannot draw Dirichlet vectors with alpha ${printAval(a.aval)}: it needs an axis`);
  const outer = shape === null || shape === undefined ? a.shape.slice(0, -1) : shapeOf("draw Dirichlet vectors", shape);
  const logs = loggamma(key, a, [...outer, a.shape.at(-1)!], options);
  const weights = lax.exp(lax.sub(logs, broadcastTo(max(logs, { axis: -1, keepdims: true }), logs.shape)));
  return divide(weights, sum(weights, { axis: -1, keepdims: true }));
}

/**
 * Numbers of the χ² distribution: the sum of `df` squares of normal numbers.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param df degrees of freedom > 0: number or array
 * @param shape axis sizes; default that of `df`
 * @param options `dtype`
 * @returns f32[shape], ≥ 0
 * @throws TypeError for what is no key, and for a shape that `df` does not broadcast to
 * @example
 * assertAllClose(jnp.mean(random.chisquare(random.key(0), 4, [4000])), 4, { rtol: 0.05 });
 */
export function chisquare(
  key: Key,
  df: ArrayLike,
  shape?: Shape | number | null,
  options: FloatOptions = {},
): JaxArray {
  return lax.mul(lax.exp(loggamma(key, divide(df, 2), shape, options)), 2);
}

/**
 * Numbers of Fisher's F distribution: the ratio of two χ² numbers, each divided by its degrees of freedom.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param dfnum degrees of freedom of the numerator: number or array
 * @param dfden degrees of freedom of the denominator: number or array
 * @param shape axis sizes; default that of the parameters
 * @param options `dtype`
 * @returns f32[shape], ≥ 0
 * @throws TypeError for what is no key, and for a shape that the parameters do not broadcast to
 * @example
 * assertEqual(random.f(random.key(0), 2, 9, [3]).shape, [3]);
 */
export function f(
  key: Key,
  dfnum: ArrayLike,
  dfden: ArrayLike,
  shape?: Shape | number | null,
  options: FloatOptions = {},
): JaxArray {
  const drawing = drawingOf("draw F numbers", key, [dfnum, dfden], shape, options);
  const [numerator, denominator] = drawing.parameters as [JaxArray, JaxArray];
  const [keyDen, keyNum] = split(drawing.key) as unknown as [JaxArray, JaxArray];
  const top = divide(chisquare(keyNum, numerator, drawing.shape), numerator);
  return divide(top, divide(chisquare(keyDen, denominator, drawing.shape), denominator));
}

/**
 * Numbers of Student's t distribution.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param df degrees of freedom > 0: number or array
 * @param shape axis sizes; default that of `df`
 * @param options `dtype`
 * @returns f32[shape]
 * @throws TypeError for what is no key, and for a shape that `df` does not broadcast to
 * @example
 * assertAllClose(jnp.mean(random.t(random.key(0), 9, [4000])), 0, { atol: 0.1 });
 */
export function t(key: Key, df: ArrayLike, shape?: Shape | number | null, options: FloatOptions = {}): JaxArray {
  const drawing = drawingOf("draw t numbers", key, [df], shape, options);
  const [keyNormal, keyGamma] = split(drawing.key) as unknown as [JaxArray, JaxArray];
  const n = normal(keyNormal, drawing.shape);
  const half = lax.div(drawing.parameters[0]!, 2);
  return multiply(n, lax.sqrt(divide(half, gamma(keyGamma, half, drawing.shape))));
}

/**
 * Numbers with density ∝ e^(−|x|ᵖ): p = 2 a normal distribution, p = 1 Laplace's.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param p exponent > 0: number or scalar array
 * @param shape axis sizes; default one number
 * @param options `dtype`
 * @returns f32[shape]
 * @throws TypeError for what is no key
 * @example
 * assertAllClose(jnp.mean(random.generalizedNormal(random.key(0), 2, [4000])), 0, { atol: 0.05 });
 */
export function generalizedNormal(
  key: Key,
  p: ArrayLike,
  shape: Shape | number = [],
  options: FloatOptions = {},
): JaxArray {
  const action = "draw generalized normal numbers";
  checkFloat(action, options.dtype);
  const sizes = shapeOf(action, shape);
  const [keyGamma, keySign] = split(keyOf(action, key).key) as unknown as [JaxArray, JaxArray];
  const exponent = divide(1, p);
  const sizesDrawn = gamma(keyGamma, exponent, sizes);
  const signs = rademacher(keySign, sizes, { dtype: "float32" });
  return multiply(signs, power(sizesDrawn, exponent));
}

/**
 * Points spread evenly in the unit ball of a norm: (Σ |xᵢ|ᵖ)^(1/p) ≤ 1.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param d number of coordinates
 * @param shape axis sizes in front of the points; default one point
 * @param options `p`: exponent of the norm, default 2; `dtype`
 * @returns f32[shape, d]
 * @throws TypeError for what is no key
 * @example
 * const x = random.ball(random.key(0), 3, [100]);
 * assertEqual(jnp.all(jnp.sum(jnp.square(x), { axis: 1 }).lessEqual(1)), "True");
 */
export function ball(
  key: Key,
  d: number,
  shape: Shape | number = [],
  options: FloatOptions & { readonly p?: ArrayLike | undefined } = {},
): JaxArray {
  const { p = 2 } = options;
  checkFloat("draw points of a ball", options.dtype);
  const sizes = shapeOf("draw points of a ball", shape);
  const [k1, k2] = split(keyOf("draw points of a ball", key).key) as unknown as [JaxArray, JaxArray];
  const g = generalizedNormal(k1, p, [...sizes, d]);
  const e = exponential(k2, sizes);
  const length = power(add(sum(power(abs(g), p), { axis: -1 }), e), divide(1, p));
  return divide(g, expandDims(length, -1));
}
