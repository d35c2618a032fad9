/** Activations made of pieces: `relu relu6 leakyRelu elu celu selu hardTanh hardSigmoid hardSilu hardSwish`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { add, divide, multiply } from "../numpy/arithmetic.ts";
import { greater, greaterEqual, less } from "../numpy/comparison.ts";
import { compiled } from "../numpy/compiled.ts";
import { expm1 } from "../numpy/exponential.ts";
import { clip, maximum, minimum } from "../numpy/extremes.ts";
import { logicalAnd } from "../numpy/logical.ts";
import { floatOne } from "../numpy/operands.ts";
import { lift } from "../numpy/promote.ts";
import { where } from "../numpy/where.ts";
import { stopGradient } from "../primitives/index.ts";
import { isFloat } from "../types/dtype.ts";

/** Python's 1.0 and 0.0: they make floats of integers, which 1 and 0 would not. */
const one: JaxArray = scalar(1, "float32", true);
const zero: JaxArray = scalar(0, "float32", true);

/**
 * max(x, 0). Its derivative at 0 is 0.
 *
 * @param x array or number
 * @returns the results, in the dtype of `x`
 * @example
 * assertEqual(jax.nn.relu(jnp.array([-1.5, 0, 2])), "[0. 0. 2.]");
 * @see Glorot, Bordes and Bengio, "Deep sparse rectifier neural networks", 2011
 */
export function relu(x: ArrayLike): JaxArray {
  return between0And(lift("rectify", x), null);
}

/** The value is max(x, 0), also of NaN; the derivative flows only inside the interval, not half of it at a tie. */
const between0And: (x: JaxArray, top: number | null) => JaxArray = compiled(function relu(
  x: JaxArray,
  top: number | null,
): JaxArray {
  const value = clip(isFloat(x.dtype) ? stopGradient(x) : x, 0, top);
  if (!isFloat(x.dtype)) return value;
  const inside = top === null ? greater(x, 0) : logicalAnd(greater(x, 0), less(x, top));
  return where(inside, x, value);
}, 1);

/**
 * min(max(x, 0), 6). Its derivative at 0 and 6 is 0.
 *
 * @param x array or number
 * @returns the results, in the dtype of a float `x`, else float32
 * @example
 * assertEqual(jax.nn.relu6(jnp.array([-1.5, 3, 8])), "[0. 3. 6.]");
 */
export function relu6(x: ArrayLike): JaxArray {
  return between0And(floatOne("rectify", x), 6);
}

/**
 * x where it is ≥ 0, else a small multiple of it.
 *
 * @param x array or number
 * @param options `negativeSlope`: the multiple, default 0.01
 * @returns the results, float32
 * @example
 * assertAllClose(jax.nn.leakyRelu(jnp.array([-2, 3])), [-0.02, 3]);
 */
export function leakyRelu(x: ArrayLike, options: { readonly negativeSlope?: ArrayLike | undefined } = {}): JaxArray {
  const a = lift("rectify", x);
  return where(greaterEqual(a, 0), a, multiply(options.negativeSlope ?? 0.01, a));
}

/**
 * x where it is > 0, else α (eˣ − 1).
 *
 * @param x array or number
 * @param options `alpha`: α, default 1
 * @returns the results, float32
 * @example
 * assertAllClose(jax.nn.elu(jnp.array([-1, 2])), [Math.exp(-1) - 1, 2]);
 * @see Clevert, Unterthiner and Hochreiter, 2015, https://arxiv.org/abs/1511.07289
 */
export function elu(x: ArrayLike, options: { readonly alpha?: ArrayLike | undefined } = {}): JaxArray {
  return exponentialBelow0(lift("apply elu to", x), lift("scale by", options.alpha ?? one));
}

const exponentialBelow0: (x: JaxArray, alpha: JaxArray) => JaxArray = compiled(function elu(
  x: JaxArray,
  alpha: JaxArray,
): JaxArray {
  const isPositive = greater(x, 0);
  // the exponential is not taken where it is not used: there it could overflow and spoil the derivative
  const safe = where(isPositive, zero, x);
  return where(isPositive, x, multiply(alpha, expm1(safe)));
}, 2);

/**
 * max(x, 0) + min(α (e^(x/α) − 1), 0): as `elu`, but with a continuous derivative for every α.
 *
 * @param x array or number
 * @param options `alpha`: α, default 1
 * @returns the results, float32
 * @example
 * assertAllClose(jax.nn.celu(jnp.array([-1, 2]), { alpha: 2 }), [2 * Math.expm1(-0.5), 2]);
 * @see Barron, 2017, https://arxiv.org/abs/1704.07483
 */
export function celu(x: ArrayLike, options: { readonly alpha?: ArrayLike | undefined } = {}): JaxArray {
  const { alpha = one } = options;
  return add(maximum(x, 0), multiply(alpha, expm1(divide(minimum(x, 0), alpha))));
}

/**
 * λ · elu(x, α), with the constants that keep mean 0 and variance 1 from layer to layer.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertAllClose(jax.nn.selu(1.5), 1.0507009873554805 * 1.5);
 * @see Klambauer et al., "Self-normalizing neural networks", 2017, https://arxiv.org/abs/1706.02515
 */
export function selu(x: ArrayLike): JaxArray {
  return multiply(1.0507009873554805, elu(x, { alpha: 1.6732632423543772 }));
}

/**
 * x brought into [−1, 1].
 *
 * @param x array or number
 * @returns the results, in the dtype of `x`
 * @example
 * assertEqual(jax.nn.hardTanh(jnp.array([-2.5, 0.5, 3])), "[-1.   0.5  1. ]");
 */
export function hardTanh(x: ArrayLike): JaxArray {
  const a = lift("bound", x);
  return where(greater(a, 1), 1, where(less(a, -1), -1, a));
}

/**
 * relu6(x + 3) / 6: straight pieces in the place of `sigmoid`.
 *
 * @param x array or number
 * @returns the results, float32, in [0, 1]
 * @example
 * assertEqual(jax.nn.hardSigmoid(jnp.array([-4, 0, 4])), "[0.  0.5 1. ]");
 */
export function hardSigmoid(x: ArrayLike): JaxArray {
  return divide(relu6(add(x, 3)), 6);
}

/**
 * x · hardSigmoid(x): straight pieces in the place of `silu`.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertEqual(jax.nn.hardSilu(jnp.array([-4, 0, 4])), "[-0.  0.  4.]");
 */
export function hardSilu(x: ArrayLike): JaxArray {
  return multiply(x, hardSigmoid(x));
}

/**
 * The same as `hardSilu`, by its other name.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertEqual(jax.nn.hardSwish(4), "4.0");
 */
export function hardSwish(x: ArrayLike): JaxArray {
  return hardSilu(x);
}
