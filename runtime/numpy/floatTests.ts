/** Tests of floats: `isnan isinf isposinf isneginf isfinite`, and `nanToNum`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { isComplex, isFloat } from "../types/dtype.ts";
import { inDType } from "./array.ts";
import { finfo } from "./dtypeInfo.ts";
import { filled } from "./filled.ts";
import { one } from "./operands.ts";

/**
 * Whether x is NaN.
 *
 * @param x array or number
 * @returns bool, of the shape of `x`
 * @example
 * assertEqual(jnp.isnan(jnp.array([1.5, NaN])), "[False  True]");
 */
export function isnan(x: ArrayLike): JaxArray {
  const a = one("test", x);
  return lax.ne(a, a);
}

/**
 * Whether x is ∞ or −∞.
 *
 * @param x array or number
 * @returns bool, of the shape of `x`
 * @example
 * assertEqual(jnp.isinf(jnp.array([1.5, -Infinity, NaN])), "[False  True False]");
 */
export function isinf(x: ArrayLike): JaxArray {
  const a = one("test", x);
  if (isComplex(a.dtype)) return lax.or(isinf(lax.real(a)), isinf(lax.imag(a)));
  return isFloat(a.dtype) ? lax.eq(lax.abs(a), Number.POSITIVE_INFINITY) : filled(a.shape, 0, "bool");
}

/**
 * Whether x is ∞.
 *
 * @param x array or number
 * @returns bool, of the shape of `x`
 * @example
 * assertEqual(jnp.isposinf(jnp.array([Infinity, -Infinity, 1])), "[ True False False]");
 */
export function isposinf(x: ArrayLike): JaxArray {
  const a = one("test", x);
  return isFloat(a.dtype) ? lax.eq(a, Number.POSITIVE_INFINITY) : filled(a.shape, 0, "bool");
}

/**
 * Whether x is −∞.
 *
 * @param x array or number
 * @returns bool, of the shape of `x`
 * @example
 * assertEqual(jnp.isneginf(jnp.array([Infinity, -Infinity, 1])), "[False  True False]");
 */
export function isneginf(x: ArrayLike): JaxArray {
  const a = one("test", x);
  return isFloat(a.dtype) ? lax.eq(a, Number.NEGATIVE_INFINITY) : filled(a.shape, 0, "bool");
}

/**
 * Whether x is neither infinite nor NaN.
 *
 * @param x array or number
 * @returns bool, of the shape of `x`
 * @example
 * assertEqual(jnp.isfinite(jnp.array([1.5, Infinity, NaN])), "[ True False False]");
 */
export function isfinite(x: ArrayLike): JaxArray {
  const a = one("test", x);
  if (isComplex(a.dtype)) return lax.and(lax.isFinite(lax.real(a)), lax.isFinite(lax.imag(a)));
  return isFloat(a.dtype) ? lax.isFinite(a) : filled(a.shape, 1, "bool");
}

/** Options of `nanToNum`. */
export interface NanToNumOptions {
  /** In the place of NaN; default 0. */
  readonly nan?: number | undefined;
  /** In the place of ∞; default the largest number of the dtype. */
  readonly posinf?: number | null | undefined;
  /** In the place of −∞; default the least number of the dtype. */
  readonly neginf?: number | null | undefined;
}

/**
 * Numbers in the place of NaN and infinities.
 *
 * @param x array or number
 * @param options `nan`: default 0; `posinf`: default the largest number of the dtype; `neginf`: default the least
 * @returns an array of the same shape and dtype, all finite
 * @example
 * assertEqual(jnp.nanToNum(jnp.array([NaN, 1.5])), "[0.  1.5]");
 */
export function nanToNum(x: ArrayLike, options: NanToNumOptions = {}): JaxArray {
  const { nan = 0, posinf, neginf } = options;
  const given = one("replace NaN in", x);
  if (isComplex(given.dtype))
    return lax.complex(nanToNum(lax.real(given), options), nanToNum(lax.imag(given), options));
  if (!isFloat(given.dtype)) return given;
  const a = inDType(given, given.dtype);
  const largest = finfo(a.dtype).max;
  const known = lax.selectN(lax.ne(a, a), a, nan);
  const below = lax.selectN(lax.eq(known, Number.POSITIVE_INFINITY), known, posinf ?? largest);
  return lax.selectN(lax.eq(below, Number.NEGATIVE_INFINITY), below, neginf ?? -largest);
}
