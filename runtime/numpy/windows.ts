/** Windows: `bartlett blackman hamming hanning kaiser`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { divide, multiply, subtract } from "./arithmetic.ts";
import { ones } from "./filled.ts";
import { floatOne } from "./operands.ts";
import { arange } from "./ranges.ts";
import { i0 } from "./specialFunctions.ts";

/** f32[M]: 0 … M − 1, or null where the window is a single 1 or nothing. */
function places(name: string, M: number): JaxArray | null {
  if (!Number.isInteger(M)) throw new TypeError(`Cannot make a ${name} window of ${M} points: M must be whole`);
  return M <= 1 ? null : arange(0, M, { dtype: "float32" });
}

const short = (M: number): JaxArray => ones([Math.max(M, 0)]);

/** Σ cₖ cos(2πk n / (M − 1)). */
function cosines(name: string, M: number, coefficients: readonly number[]): JaxArray {
  const n = places(name, M);
  if (!n) return short(M);
  const [constant, ...others] = coefficients;
  return others.reduce<JaxArray>(
    (sum, c, k) => lax.add(sum, lax.mul(c, lax.cos(lax.div(lax.mul(2 * Math.PI * (k + 1), n), M - 1)))),
    lax.mul(ones([M]), constant!),
  );
}

/**
 * A triangle from 0 up to 1 and back to 0.
 *
 * @param M number of points
 * @returns f32[M]
 * @throws TypeError for a number that is not whole
 * @example
 * assertAllClose(jnp.bartlett(5), [0, 0.5, 1, 0.5, 0]);
 */
export function bartlett(M: number): JaxArray {
  const n = places("bartlett", M);
  if (!n) return short(M);
  return lax.sub(1, lax.abs(lax.div(lax.sub(lax.mul(2, n), M - 1), M - 1)));
}

/**
 * 0.42 − 0.5 cos 2πt + 0.08 cos 4πt.
 *
 * @param M number of points
 * @returns f32[M]
 * @throws TypeError for a number that is not whole
 * @example
 * assertAllClose(jnp.blackman(5), [0, 0.34, 1, 0.34, 0]);
 */
export function blackman(M: number): JaxArray {
  return cosines("blackman", M, [0.42, -0.5, 0.08]);
}

/**
 * 0.54 − 0.46 cos 2πt.
 *
 * @param M number of points
 * @returns f32[M]
 * @throws TypeError for a number that is not whole
 * @example
 * assertAllClose(jnp.hamming(5), [0.08, 0.54, 1, 0.54, 0.08]);
 */
export function hamming(M: number): JaxArray {
  return cosines("hamming", M, [0.54, -0.46]);
}

/**
 * 0.5 − 0.5 cos 2πt.
 *
 * @param M number of points
 * @returns f32[M]
 * @throws TypeError for a number that is not whole
 * @example
 * assertAllClose(jnp.hanning(5), [0, 0.5, 1, 0.5, 0]);
 */
export function hanning(M: number): JaxArray {
  return cosines("hanning", M, [0.5, -0.5]);
}

/**
 * I₀(β √(1 − t²)) / I₀(β), t from −1 to 1.
 *
 * @param M number of points
 * @param beta how narrow: number or scalar array
 * @returns f32[M]
 * @throws TypeError for a number that is not whole
 * @example
 * assertAllClose(jnp.kaiser(3, 2), [0.43868, 1, 0.43868], { rtol: 1e-4 });
 */
export function kaiser(M: number, beta: ArrayLike): JaxArray {
  const n = places("kaiser", M);
  if (!n) return short(M);
  const half = (M - 1) / 2;
  const t = divide(subtract(n, half), half);
  const b = floatOne("make a window of", beta);
  return divide(i0(multiply(b, lax.sqrt(lax.max(lax.sub(1, lax.square(t)), 0)))), i0(b));
}
