/** Numbers spaced evenly on a logarithmic scale: `logspace geomspace`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { divide, multiply } from "./arithmetic.ts";
import { inDType } from "./array.ts";
import { broadcastArrays } from "./broadcast.ts";
import { dtypeOf } from "./dtypeOf.ts";
import { concatenate } from "./join.ts";
import { floatOne, floatPair } from "./operands.ts";
import { power } from "./power.ts";
import { type LinspaceOptions, linspace } from "./ranges.ts";
import { expandDims } from "./reshape.ts";
import { sliceAlong } from "./sliceAlong.ts";
import { moveaxis } from "./transpose.ts";

/** Options of `logspace`. */
export interface LogspaceOptions extends LinspaceOptions {
  /** What is raised to the exponents; default 10. */
  readonly base?: ArrayLike | undefined;
}

/**
 * base^start … base^stop, with exponents spaced evenly.
 *
 * @param start first exponent: number or array
 * @param stop last exponent: number or array
 * @param options `num`: how many, default 50; `endpoint`: whether the last exponent is among them, default true; `base`: default 10;
 *   `dtype`; `axis`: place of the new axis, default 0
 * @returns the numbers, float32
 * @throws RangeError for a number that is not whole or negative
 * @example
 * assertAllClose(jnp.logspace(0, 2, { num: 3 }), [1, 10, 100]);
 */
export function logspace(start: ArrayLike, stop: ArrayLike, options: LogspaceOptions = {}): JaxArray {
  const { base = 10, dtype, ...rest } = options;
  const numbers = power(base, linspace(start, stop, rest));
  return dtype ? inDType(numbers, dtypeOf(dtype)) : numbers;
}

/**
 * start … stop, each the same multiple of the one before.
 *
 * @param start first number, not 0: number or array
 * @param stop last number, of the same sign: number or array
 * @param options `num`: how many, default 50; `endpoint`: whether the last number is among them, default true; `dtype`; `axis`: place of
 *   the new axis, default 0
 * @returns the numbers, float32
 * @throws RangeError for a number that is not whole or negative
 * @example
 * assertAllClose(jnp.geomspace(1, 1000, { num: 4 }), [1, 10, 100, 1000]);
 */
export function geomspace(start: ArrayLike, stop: ArrayLike, options: LinspaceOptions = {}): JaxArray {
  const { num = 50, endpoint = true, axis = 0, dtype } = options;
  const [from, to] = broadcastArrays(...floatPair("space", start, stop)) as [JaxArray, JaxArray];
  const sign = lax.sign(from);
  const logs = linspace(lax.log(divide(from, sign)), lax.log(divide(to, sign)), { num, endpoint });
  const inner = multiply(lax.exp(floatOne("space", logs)), sign);
  const parts = [
    ...(num > 0 ? [expandDims(from, 0)] : []),
    ...(num > 1 ? [sliceAlong(inner, 0, 1, endpoint ? num - 1 : num)] : []),
    ...(num > 1 && endpoint ? [expandDims(to, 0)] : []),
  ];
  const numbers = moveaxis(parts.length ? concatenate(parts) : inner, 0, axis);
  return dtype ? inDType(numbers, dtypeOf(dtype)) : numbers;
}
