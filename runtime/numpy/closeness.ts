/** Are arrays equal, or nearly so: `isclose allclose arrayEqual arrayEquiv`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalarOf } from "../core/asArray.ts";
import * as lax from "../primitives/index.ts";
import { sameShape } from "../types/shape.ts";
import { add, multiply } from "./arithmetic.ts";
import { asarray } from "./array.ts";
import { broadcastShapes } from "./broadcast.ts";
import { equal } from "./comparison.ts";
import { compiled } from "./compiled.ts";
import { isfinite, isnan } from "./floatTests.ts";
import { logicalAnd, logicalOr } from "./logical.ts";
import { floatPair } from "./operands.ts";
import { lift } from "./promote.ts";
import { all } from "./truth.ts";

/** Options of `isclose` and `allclose`. */
export interface CloseOptions {
  /** Tolerance relative to |b|; default 1e-5. */
  readonly rtol?: ArrayLike | undefined;
  /** Absolute tolerance; default 1e-8. */
  readonly atol?: ArrayLike | undefined;
  /** Whether NaN is close to NaN; default false. */
  readonly equalNan?: boolean | undefined;
}

/**
 * Whether |a − b| ≤ atol + rtol |b|, element by element; infinities are close to themselves.
 *
 * @param a array or number
 * @param b array or number, the reference, of a shape that broadcasts with `a`
 * @param options `rtol`: default 1e-5; `atol`: default 1e-8; `equalNan`: whether NaN is close to NaN, default false
 * @returns bool, of the broadcast shape
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.isclose(jnp.array([1, 2]), jnp.array([1.000001, 2.1])), "[ True False]");
 */
export function isclose(a: ArrayLike, b: ArrayLike, options: CloseOptions = {}): JaxArray {
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  const [x, y] = floatPair("compare", a, b);
  return close(x, y, asarray(rtol), asarray(atol), equalNan);
}

type Close = (x: JaxArray, y: JaxArray, rtol: JaxArray, atol: JaxArray, equalNan: boolean) => JaxArray;

const close: Close = compiled(function isclose(
  x: JaxArray,
  y: JaxArray,
  rtol: JaxArray,
  atol: JaxArray,
  equalNan: boolean,
): JaxArray {
  const near = lax.le(lax.abs(lax.sub(x, y)), add(atol, multiply(rtol, lax.abs(y))));
  const result = lax.or(lax.eq(x, y), logicalAnd(isfinite(y), near));
  return equalNan ? lax.or(result, lax.and(isnan(x), isnan(y))) : result;
}, 4);

/**
 * Whether all elements of two arrays are close.
 *
 * @param a array or number
 * @param b array or number, the reference, of a shape that broadcasts with `a`
 * @param options as of `isclose`
 * @returns bool[]
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.allclose(jnp.array([1, 2]), jnp.array([1, 2.0000001])), "True");
 */
export function allclose(a: ArrayLike, b: ArrayLike, options: CloseOptions = {}): JaxArray {
  return all(isclose(a, b, options));
}

/**
 * Whether two arrays have the same shape and elements.
 *
 * @param a1 array or number
 * @param a2 array or number
 * @param options `equalNan`: whether NaN equals NaN, default false
 * @returns bool[]
 * @example
 * assertEqual(jnp.arrayEqual(jnp.zeros([2]), jnp.zeros([3])), "False");
 */
export function arrayEqual(a1: ArrayLike, a2: ArrayLike, options: Pick<CloseOptions, "equalNan"> = {}): JaxArray {
  const [x, y] = [lift("compare", a1), lift("compare", a2)];
  if (!sameShape(x.shape, y.shape)) return scalarOf(false);
  const same = equal(x, y);
  return all(options.equalNan ? logicalOr(same, logicalAnd(isnan(x), isnan(y))) : same);
}

/**
 * Whether two arrays have the same elements once they are broadcast.
 *
 * @param a1 array or number
 * @param a2 array or number
 * @returns bool[]; false when they do not broadcast
 * @example
 * assertEqual(jnp.arrayEquiv(jnp.zeros([2]), 0), "True");
 */
export function arrayEquiv(a1: ArrayLike, a2: ArrayLike): JaxArray {
  const [x, y] = [lift("compare", a1), lift("compare", a2)];
  try {
    broadcastShapes(x.shape, y.shape);
  } catch {
    return scalarOf(false);
  }
  return all(equal(x, y));
}
