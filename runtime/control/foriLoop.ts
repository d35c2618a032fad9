/** `lax.foriLoop`: a loop that counts. */
import { type ArrayLike, DeviceArray, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import type { Arrays } from "../core/userType.ts";
import { add } from "../primitives/arithmetic.ts";
import { lt } from "../primitives/comparison.ts";
import { convertElementType } from "../primitives/convertElementType.ts";
import { nameOf } from "../transforms/flatFunction.ts";
import { printAval } from "../types/aval.ts";
import { scan } from "./scan/scan.ts";
import { whileLoop } from "./while/whileLoop.ts";

export interface ForiLoop<T> {
  /** The first i: a whole number or i32[]. */
  readonly lower: ArrayLike;
  /** The i after the last one. */
  readonly upper: ArrayLike;
  /** Function of i32[] and the value that returns the next value. */
  readonly bodyFun: (i: JaxArray, value: any) => T;
  /** The first value: a pytree of arrays. */
  readonly initVal: unknown;
  /** Steps written out in a round of the loop, where the bounds are numbers; default 1. */
  readonly unroll?: number | boolean;
}

/**
 * As the other form, with the four arguments in Python's order.
 *
 * @example
 * assertEqual(Number(lax.foriLoop(0, 3, (i, x) => x.mul(2).add(i), 1)), 12);
 */
export function foriLoop<T>(
  lower: ArrayLike,
  upper: ArrayLike,
  bodyFun: (i: JaxArray, value: any) => T,
  initVal: unknown,
): Arrays<T>;
/**
 * Applies `bodyFun(i, value)` for i = lower, …, upper − 1:
 *
 *     for (let i = lower; i < upper; i++) value = bodyFun(i, value);
 *
 * With bounds that are numbers it is a `scan`, and has derivatives in both modes; with traced bounds it is a `whileLoop`, and has
 * forward derivatives only.
 *
 * @param loop.lower the first i: a whole number or i32[]
 * @param loop.upper the i after the last; nothing runs if it is not above `lower`
 * @param loop.bodyFun function of i and the value that returns the next value, of the same structure, shapes and dtypes
 * @param loop.initVal the first value: a pytree of arrays
 * @param loop.unroll steps written out in a round of the loop, where the bounds are numbers; default 1
 * @returns the last value
 * @throws TypeError for bounds that are not whole numbers, or a value whose type changes, naming the place
 * @example
 * const factorial = lax.foriLoop({ lower: 1, upper: 6, bodyFun: (i, product) => product.mul(i), initVal: 1 });
 * assertEqual(Number(factorial), 120);
 */
export function foriLoop<T>(loop: ForiLoop<T>): Arrays<T>;
export function foriLoop(...args: readonly any[]): unknown {
  const [lower, upper, bodyFun, initVal] = args;
  return run(args.length > 1 ? { lower, upper, bodyFun, initVal } : args[0]);
}

function run({ lower, upper, bodyFun, initVal, unroll = 1 }: ForiLoop<unknown>): unknown {
  const action = `run the foriLoop of ${nameOf(bodyFun)}`;
  const [from, to] = [boundOf(lower, "lower", action), boundOf(upper, "upper", action)];
  if (from instanceof DeviceArray && to instanceof DeviceArray) {
    const [first, end] = [Number(from.item()), Number(to.item())];
    const length = Math.max(0, end - first);
    const start = convertElementType(from, { newDtype: "int32", weakType: from.weakType && to.weakType });
    const step = named(bodyFun, ([i, value]: [JaxArray, unknown]) => [[add(i, 1), bodyFun(i, value)], null] as const);
    return (scan(step, [start, initVal], null, { length, unroll })[0] as [JaxArray, unknown])[1];
  }
  if (unroll !== 1)
    throw new TypeError(
      `Cannot ${action} with unroll: the bounds are traced; leave unroll out, or give numbers as bounds`,
    );
  const next = named(bodyFun, ([i, value]: [JaxArray, unknown]) => [add(i, 1), bodyFun(i, value)] as const);
  return whileLoop(([i]) => lt(i, to), next, [from, initVal])[1];
}

function named<F extends (...args: never[]) => unknown>(f: (...args: never[]) => unknown, inner: F): F {
  return Object.defineProperty(inner, "name", { value: nameOf(f as (...args: any[]) => unknown) });
}

function boundOf(bound: ArrayLike, name: string, action: string): JaxArray {
  const x = asArray(bound);
  if (x.ndim === 0 && x.dtype === "int32") return x;
  throw new TypeError(
    `Cannot ${action}: ${name} must be a whole number or i32[], got ${bound instanceof JaxArray ? printAval(x.aval) : String(bound)}`,
  );
}
