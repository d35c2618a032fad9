/** Norms that can be differentiated everywhere. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import {
  abs,
  asarray,
  lessEqual,
  max,
  mean,
  min,
  onesLike,
  power,
  sqrt,
  square,
  squeeze,
  sum,
  where,
} from "../numpy/index.ts";

/** Options of {@link safeNorm}. */
export interface SafeNormOptions {
  /** Order p of the norm: any number but 0, or ±Infinity; default 2. */
  readonly ord?: number | null;
  /** Axis or axes over which the norm is taken; default all. */
  readonly axis?: number | readonly number[] | null;
  /** Keep the axes with length 1; default false. */
  readonly keepdims?: boolean;
}

/**
 * The norm of an array taken as a vector, at least `minNorm`. Below it the gradient is zero, and so it is at x = 0, where that of the
 * plain norm is NaN.
 *
 *     max(‖x‖, m)
 *
 * @param x any array
 * @param minNorm the least result m
 * @param options see {@link SafeNormOptions}
 * @returns a scalar, or the norms along the axes that remain
 * @example
 * assertAllClose(optax.safeNorm(jnp.array([3, 4]), 1e-3), 5);
 * assertAllClose(jax.grad((x: jax.Array) => optax.safeNorm(x, 1e-3))(jnp.zeros([2])), [0, 0]);
 */
export function safeNorm(x: ArrayLike, minNorm: ArrayLike, options: SafeNormOptions = {}): JaxArray {
  const { ord, axis = null, keepdims = false } = options;
  const a = asarray(x);
  const kept = vectorNorm(a, ord ?? 2, axis);
  const norm = vectorNorm(where(lessEqual(kept, minNorm), onesLike(a), a), ord ?? 2, axis);
  const safe = where(lessEqual(kept, minNorm), minNorm, norm);
  return keepdims ? safe : squeeze(safe, { axis: axis ?? [...a.shape.keys()] });
}

function vectorNorm(x: JaxArray, ord: number, axis: number | readonly number[] | null): JaxArray {
  const along = { axis, keepdims: true } as const;
  if (ord === 2) return sqrt(sum(square(x), along));
  if (ord === 1) return sum(abs(x), along);
  if (ord === Infinity) return max(abs(x), along);
  if (ord === -Infinity) return min(abs(x), along);
  return power(sum(power(abs(x), ord), along), 1 / ord);
}

/**
 * The root of the mean square of an array, at least `minRms`; can be differentiated everywhere.
 *
 *     max(√(mean x²), m)
 *
 * @param x any array
 * @param minRms the least result m
 * @returns a scalar
 * @example
 * assertAllClose(optax.safeRootMeanSquares(jnp.array([3, 4]), 1e-3), Math.sqrt(12.5));
 */
export function safeRootMeanSquares(x: ArrayLike, minRms: ArrayLike): JaxArray {
  const a = asarray(x);
  const rms = (y: JaxArray): JaxArray => sqrt(mean(square(y)));
  const small = lessEqual(rms(a), minRms);
  return where(small, minRms, rms(where(small, onesLike(a), a)));
}
