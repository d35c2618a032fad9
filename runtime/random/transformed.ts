/**
 * Distributions made of uniform or normal numbers by a formula: `cauchy pareto rayleigh maxwell doubleSidedMaxwell weibullMin lognormal
 * triangular wald geometric`.
 */
import { jit } from "../control/jit.ts";
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { add, divide, multiply, subtract } from "../numpy/arithmetic.ts";
import { inDType } from "../numpy/array.ts";
import { broadcastShapes, broadcastTo } from "../numpy/broadcast.ts";
import { type DTypeLike, dtypeOf } from "../numpy/dtypeOf.ts";
import { shapeOf } from "../numpy/filled.ts";
import { power } from "../numpy/power.ts";
import { lift } from "../numpy/promote.ts";
import { sum } from "../numpy/sums.ts";
import { where } from "../numpy/where.ts";
import * as lax from "../primitives/index.ts";
import type { Shape } from "../types/shape.ts";
import { rademacher } from "./bernoulli.ts";
import { type Key, keyOf } from "./checkKey.ts";
import { drawingOf } from "./drawing.ts";
import { exponential } from "./logarithmic.ts";
import { normal, normalIn } from "./normal.ts";
import { split } from "./split.ts";
import { checkFloat, type FloatOptions, uniform, uniformIn } from "./uniform.ts";

const drawCauchy: (key: JaxArray, shape: Shape) => JaxArray = jit(
  function cauchy(key: JaxArray, shape: Shape): JaxArray {
    return lax.tan(lax.mul(Math.PI, lax.sub(uniformIn(key, shape, 2 ** -23, 1), 0.5)));
  },
  { staticArgnums: 1, inline: true },
);

/**
 * Numbers of the Cauchy distribution: tan π(u − ½).
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param shape axis sizes; default one number
 * @param options `dtype`
 * @returns f32[shape]
 * @throws TypeError for what is no key
 * @example
 * assertEqual(random.cauchy(random.key(0), [3]).shape, [3]);
 */
export function cauchy(key: Key, shape: Shape | number = [], options: FloatOptions = {}): JaxArray {
  checkFloat("draw Cauchy numbers", options.dtype);
  return drawCauchy(keyOf("draw Cauchy numbers", key).key, shapeOf("draw Cauchy numbers", shape));
}

/**
 * Numbers of the Pareto distribution with exponent b: e^(E / b), E exponential; ≥ 1.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param b exponents > 0: number or array
 * @param shape axis sizes; default that of `b`
 * @param options `dtype`
 * @returns f32[shape]
 * @throws TypeError for what is no key, and for a shape that `b` does not broadcast to
 * @example
 * assertEqual(jnp.all(random.pareto(random.key(0), 3, [100]).greaterEqual(1)), "True");
 */
export function pareto(key: Key, b: ArrayLike, shape?: Shape | number | null, options: FloatOptions = {}): JaxArray {
  const drawing = drawingOf("draw Pareto numbers", key, [b], shape, options);
  return lax.exp(divide(exponential(drawing.key, drawing.shape), drawing.parameters[0]!));
}

/**
 * Numbers of the Rayleigh distribution: scale · √(−2 log u).
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param scale number or array > 0
 * @param shape axis sizes; default that of `scale`
 * @param options `dtype`
 * @returns f32[shape]
 * @throws TypeError for what is no key, and for a shape that `scale` does not broadcast to
 * @example
 * assertAllClose(jnp.mean(random.rayleigh(random.key(0), 2, [4000])), 2 * Math.sqrt(Math.PI / 2), { rtol: 0.05 });
 */
export function rayleigh(
  key: Key,
  scale: ArrayLike,
  shape?: Shape | number | null,
  options: FloatOptions = {},
): JaxArray {
  const drawing = drawingOf("draw Rayleigh numbers", key, [scale], shape, options);
  const u = uniform(drawing.key, drawing.shape);
  return multiply(drawing.parameters[0]!, lax.sqrt(lax.mul(lax.log(u), -2)));
}

/**
 * Numbers of Maxwell's distribution: the length of three normal numbers.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param shape axis sizes; default one number
 * @param options `dtype`
 * @returns f32[shape], ≥ 0
 * @throws TypeError for what is no key
 * @example
 * assertAllClose(jnp.mean(random.maxwell(random.key(0), [4000])), 2 * Math.sqrt(2 / Math.PI), { rtol: 0.05 });
 */
export function maxwell(key: Key, shape: Shape | number = [], options: FloatOptions = {}): JaxArray {
  checkFloat("draw Maxwell numbers", options.dtype);
  const three = normal(key, [...shapeOf("draw Maxwell numbers", shape), 3]);
  return lax.sqrt(sum(lax.mul(three, three), { axis: -1 }));
}

/**
 * Numbers of Maxwell's distribution with a sign, scaled and moved.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param loc where the middle is: number or array
 * @param scale number or array > 0
 * @param shape axis sizes, in front of those of the parameters; default those of the parameters
 * @param options `dtype`
 * @returns f32[shape, …parameters]
 * @throws TypeError for what is no key
 * @example
 * assertEqual(random.doubleSidedMaxwell(random.key(0), 0, 1, [3]).shape, [3]);
 */
export function doubleSidedMaxwell(
  key: Key,
  loc: ArrayLike,
  scale: ArrayLike,
  shape: Shape | number = [],
  options: FloatOptions = {},
): JaxArray {
  const action = "draw double-sided Maxwell numbers";
  checkFloat(action, options.dtype);
  const [center, width] = [lift(action, loc), lift(action, scale)];
  const own = broadcastShapes(center.shape, width.shape);
  const given = shapeOf(action, shape);
  const sizes = [...(given.length ? given : own), ...own];
  const [sizeKey, signKey] = split(keyOf(action, key).key) as unknown as [JaxArray, JaxArray];
  const signs = rademacher(signKey, sizes, { dtype: "float32" });
  return add(multiply(multiply(signs, maxwell(sizeKey, sizes)), width), center);
}

/**
 * Numbers of Weibull's distribution: scale · (−log(1 − u))^(1 / concentration).
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param scale number or array > 0
 * @param concentration number or array > 0
 * @param shape axis sizes; default one number
 * @param options `dtype`
 * @returns f32[shape], ≥ 0
 * @throws TypeError for what is no key
 * @example
 * assertAllClose(jnp.mean(random.weibullMin(random.key(0), 2, 1, [4000])), 2, { rtol: 0.05 });
 */
export function weibullMin(
  key: Key,
  scale: ArrayLike,
  concentration: ArrayLike,
  shape: Shape | number = [],
  options: FloatOptions = {},
): JaxArray {
  checkFloat("draw Weibull numbers", options.dtype);
  const u = uniform(key, shapeOf("draw Weibull numbers", shape));
  return multiply(power(lax.neg(lax.log1p(lax.neg(u))), divide(1, concentration)), scale);
}

/**
 * Numbers whose logarithm is normal: e^(sigma · x).
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param shape axis sizes; default that of `sigma`
 * @param options `sigma`: deviation of the logarithm, number or array, default 1; `dtype`
 * @returns f32[shape], > 0
 * @throws TypeError for what is no key, and for a shape that `sigma` does not broadcast to
 * @example
 * assertAllClose(jnp.mean(jnp.log(random.lognormal(random.key(0), [4000]))), 0, { atol: 0.05 });
 */
export function lognormal(
  key: Key,
  shape?: Shape | number | null,
  options: FloatOptions & { readonly sigma?: ArrayLike | undefined } = {},
): JaxArray {
  const drawing = drawingOf("draw lognormal numbers", key, [options.sigma ?? 1], shape, options);
  return lax.exp(multiply(normal(drawing.key, drawing.shape), drawing.parameters[0]!));
}

/** What `triangular` takes. */
export interface TriangularOptions extends FloatOptions {
  readonly key: Key;
  /** Lower end: number or array. */
  readonly left: ArrayLike;
  /** Where the density is highest. */
  readonly mode: ArrayLike;
  /** Upper end. */
  readonly right: ArrayLike;
  /** Axis sizes; default those of the parameters. */
  readonly shape?: Shape | number | null | undefined;
}

/**
 * Numbers of the triangular distribution.
 *
 * @param options `key`; `left`, `mode`, `right`: lower end, highest place and upper end, numbers or arrays; `shape`: default that of the
 *   parameters; `dtype`
 * @returns f32[shape]
 * @throws TypeError for what is no key, and for a shape that the parameters do not broadcast to
 * @example
 * const x = random.triangular({ key: random.key(0), left: 0, mode: 1, right: 2, shape: [4000] });
 * assertAllClose(jnp.mean(x), 1, { rtol: 0.05 });
 */
export function triangular(options: TriangularOptions): JaxArray {
  const { left, mode, right } = options;
  const drawing = drawingOf("draw triangular numbers", options.key, [left, mode, right], options.shape, options);
  const [a, c, b] = drawing.parameters.map((x) => broadcastTo(x, drawing.shape)) as [JaxArray, JaxArray, JaxArray];
  const u = uniform(drawing.key, drawing.shape);
  const width = subtract(b, a);
  const low = add(a, lax.sqrt(multiply(multiply(u, width), subtract(c, a))));
  const high = subtract(b, lax.sqrt(multiply(multiply(subtract(1, u), width), subtract(b, c))));
  return where(lax.lt(u, divide(subtract(c, a), width)), low, high);
}

const drawWald: (key: JaxArray, mean: JaxArray, shape: Shape) => JaxArray = jit(
  function wald(key: JaxArray, given: JaxArray, shape: Shape): JaxArray {
    const [k1, k2] = split(key) as unknown as [JaxArray, JaxArray];
    const mean = broadcastTo(given, shape);
    const y = lax.integerPow(normalIn(k1, shape), { y: 2 });
    const z = uniformIn(k2, shape, 0, 1);
    const squared = lax.integerPow(mean, { y: 2 });
    const root = lax.sqrt(lax.add(lax.mul(lax.mul(4, mean), y), lax.mul(squared, lax.integerPow(y, { y: 2 }))));
    const x = lax.sub(lax.add(mean, lax.div(lax.mul(squared, y), 2)), lax.mul(lax.div(mean, 2), root));
    return lax.selectN(lax.le(z, lax.div(mean, lax.add(mean, x))), lax.div(squared, x), x);
  },
  { staticArgnums: 2, inline: true },
);

/**
 * Numbers of Wald's (the inverse Gaussian) distribution with scale 1.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param mean number or array > 0
 * @param shape axis sizes; default that of `mean`
 * @param options `dtype`
 * @returns f32[shape], > 0
 * @throws TypeError for what is no key, and for a shape that `mean` does not broadcast to
 * @example
 * assertAllClose(jnp.mean(random.wald(random.key(0), 1, [4000])), 1, { rtol: 0.1 });
 */
export function wald(key: Key, mean: ArrayLike, shape?: Shape | number | null, options: FloatOptions = {}): JaxArray {
  const drawing = drawingOf("draw Wald numbers", key, [mean], shape, options);
  return drawWald(drawing.key, drawing.parameters[0]!, drawing.shape);
}

/**
 * How many coins are thrown until the first is true, which each is with probability p.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param p probability: number or array
 * @param shape axis sizes; default that of `p`
 * @param options `dtype`: default int32
 * @returns i32[shape], ≥ 1
 * @throws TypeError for what is no key, and for a shape that `p` does not broadcast to
 * @example
 * assertAllClose(jnp.mean(random.geometric(random.key(0), 0.5, [4000])), 2, { rtol: 0.05 });
 */
export function geometric(
  key: Key,
  p: ArrayLike,
  shape?: Shape | number | null,
  options: { readonly dtype?: DTypeLike | null | undefined } = {},
): JaxArray {
  const drawing = drawingOf("draw geometric numbers", key, [p], shape);
  const drawn = uniform(drawing.key, drawing.shape);
  const u = lax.selectN(lax.eq(drawn, 0), drawn, scalar(1, "float32"));
  const tries = lax.add(lax.floor(divide(lax.log(u), lax.log1p(lax.neg(drawing.parameters[0]!)))), 1);
  return inDType(tries, options.dtype ? dtypeOf(options.dtype) : "int32");
}
