/** Smooth activations: `sigmoid logSigmoid silu swish softplus softSign squareplus mish tanh gelu glu identity`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { add, divide, multiply, negative, square } from "../numpy/arithmetic.ts";
import { axisOf } from "../numpy/axes.ts";
import { compiled } from "../numpy/compiled.ts";
import { sqrt } from "../numpy/exponential.ts";
import { logaddexp } from "../numpy/logaddexp.ts";
import { floatOne } from "../numpy/operands.ts";
import { lift } from "../numpy/promote.ts";
import { split } from "../numpy/split.ts";
import { tanh } from "../numpy/trigonometric.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";

export { tanh };

/**
 * x itself.
 *
 * @param x array or number
 * @returns the array
 * @example
 * assertEqual(jax.nn.identity(3), "3");
 */
export function identity(x: ArrayLike): JaxArray {
  return lift("take", x);
}

/**
 * 1 / (1 + e⁻ˣ), in (0, 1).
 *
 * @param x array or number, float32
 * @returns the results, float32
 * @throws TypeError for integers
 * @example
 * assertEqual(jax.nn.sigmoid(jnp.array([0, 100], { dtype: "float32" })), "[0.5 1. ]");
 */
export function sigmoid(x: ArrayLike): JaxArray {
  return lax.logistic(typeof x === "object" ? lift("apply sigmoid to", x) : floatOne("apply sigmoid to", x));
}

/**
 * log(sigmoid(x)) = −softplus(−x), exact also where sigmoid is near 0.
 *
 * @param x array or number
 * @returns the results, float32, < 0
 * @example
 * assertAllClose(jax.nn.logSigmoid(jnp.array([0, -100])), [-Math.LN2, -100]);
 */
export function logSigmoid(x: ArrayLike): JaxArray {
  return negative(softplus(negative(x)));
}

/**
 * x · sigmoid(x).
 *
 * @param x array or number, float32
 * @returns the results, float32
 * @throws TypeError for integers
 * @example
 * assertAllClose(jax.nn.silu(jnp.array([0, 20], { dtype: "float32" })), [0, 20]);
 * @see Ramachandran, Zoph and Le, "Searching for activation functions", 2017, https://arxiv.org/abs/1710.05941
 */
export function silu(x: ArrayLike): JaxArray {
  return multiply(x, sigmoid(x));
}

/**
 * The same as `silu`, by its other name.
 *
 * @param x array or number, float32
 * @returns the results, float32
 * @throws TypeError for integers
 * @example
 * assertEqual(jax.nn.swish(0.0), "0.0");
 */
export function swish(x: ArrayLike): JaxArray {
  return silu(x);
}

/**
 * log(1 + eˣ): a smooth `relu`.
 *
 * @param x array or number
 * @returns the results, float32, > 0
 * @example
 * assertAllClose(jax.nn.softplus(jnp.array([0, 100])), [Math.LN2, 100]);
 */
export function softplus(x: ArrayLike): JaxArray {
  return logaddexp(x, 0);
}

/**
 * x / (1 + |x|), in (−1, 1).
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertEqual(jax.nn.softSign(jnp.array([-1, 3])), "[-0.5   0.75]");
 */
export function softSign(x: ArrayLike): JaxArray {
  const a = lift("apply softSign to", x);
  return divide(a, add(lax.abs(a), 1));
}

/**
 * (x + √(x² + b)) / 2: a `softplus` without exponentials.
 *
 * @param x array or number
 * @param options `b`: how round the bend is, default 4
 * @returns the results, float32
 * @example
 * assertEqual(jax.nn.squareplus(jnp.array([0, 1.5])), "[1. 2.]");
 * @see Barron, "Squareplus", 2021, https://arxiv.org/abs/2112.11687
 */
export function squareplus(x: ArrayLike, options: { readonly b?: ArrayLike | undefined } = {}): JaxArray {
  return divide(add(x, sqrt(add(square(x), options.b ?? 4))), 2);
}

/**
 * x · tanh(softplus(x)).
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertAllClose(jax.nn.mish(jnp.array([0, 30])), [0, 30]);
 * @see Misra, "Mish", 2019, https://arxiv.org/abs/1908.08681
 */
export function mish(x: ArrayLike): JaxArray {
  return multiply(x, tanh(softplus(x)));
}

/** Options of `gelu`. */
export interface GeluOptions {
  /** Whether the normal distribution is approximated by tanh; default true. */
  readonly approximate?: boolean | undefined;
}

/**
 * x · Φ(x), Φ the distribution function of the standard normal distribution.
 *
 *     approximate:  x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))        exact:  x/2 · erfc(−x/√2)
 *
 * @param x array or number
 * @param options `approximate`: default true
 * @returns the results, float32
 * @example
 * assertAllClose(jax.nn.gelu(jnp.array([0, 1])), [0, 0.841192]);
 * assertAllClose(jax.nn.gelu(jnp.array([0, 1]), { approximate: false }), [0, 0.8413447]);
 * @see Hendrycks and Gimpel, 2016, https://arxiv.org/abs/1606.08415
 */
export function gelu(x: ArrayLike, options: GeluOptions = {}): JaxArray {
  const { approximate = true } = options;
  const a = floatOne("apply gelu to", x);
  return approximate ? byTanh(a) : byErfc(a);
}

const byErfc: (x: JaxArray) => JaxArray = compiled(function gelu(x: JaxArray): JaxArray {
  return multiply(multiply(0.5, x), lax.erfc(multiply(negative(x), scalar(Math.SQRT1_2, x.dtype))));
}, 1);

const byTanh: (x: JaxArray) => JaxArray = compiled(function gelu(x: JaxArray): JaxArray {
  const cubic = add(x, multiply(0.044715, lax.integerPow(x, { y: 3 })));
  const cdf = multiply(0.5, add(1, lax.tanh(multiply(scalar(Math.sqrt(2 / Math.PI), x.dtype), cubic))));
  return multiply(x, cdf);
}, 1);

/**
 * A gated linear unit: the first half of an axis times the sigmoid of the second.
 *
 * @param x f32[…,2n,…]
 * @param options `axis`: the axis that is halved, default the last
 * @returns f32[…,n,…]
 * @throws TypeError for an axis of odd size
 * @throws RangeError for an axis that `x` does not have
 * @example
 * assertEqual(jax.nn.glu(jnp.array([4, 6, 0, 0], { dtype: "float32" })), "[2. 3.]");
 * @see Dauphin et al., 2016, https://arxiv.org/abs/1612.08083
 */
export function glu(x: ArrayLike, options: { readonly axis?: number | undefined } = {}): JaxArray {
  const a = lift("apply glu to", x);
  const axis = axisOf("apply glu", options.axis ?? -1, a.ndim);
  if (a.shape[axis]! % 2 !== 0)
    throw new TypeError(
      `Cannot apply glu to ${printAval(a.aval)} along axis ${axis}: its size must be even, got ${a.shape[axis]}`,
    );
  const [value, gate] = split(a, 2, { axis }) as [JaxArray, JaxArray];
  return multiply(value, sigmoid(gate));
}
