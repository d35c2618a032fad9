/** Evenly spaced numbers: `arange linspace`. */
import { type ArrayLike, DeviceArray, type JaxArray } from "../core/array.ts";
import { Complex } from "../core/complex.ts";
import { ConcretizationError } from "../core/errors.ts";
import { scalar } from "../core/scalar.ts";
import { isTracing } from "../core/tracer.ts";
import * as lax from "../primitives/index.ts";
import { aval } from "../types/aval.ts";
import { type DType, dtypes, isFloat } from "../types/dtype.ts";
import { roundFloat } from "../types/roundFloat.ts";
import { add, divide, multiply, subtract } from "./arithmetic.ts";
import { inDType } from "./array.ts";
import { broadcastShapes, broadcastTo } from "./broadcast.ts";
import { type DTypeLike, dtypeOf } from "./dtypeOf.ts";
import { concatenate } from "./join.ts";
import { commonType, inexactType, lift, operand } from "./promote.ts";
import { expandDims, reshape } from "./reshape.ts";

/** Arrays up to this size are made on the host: no program has to be built for them. */
const hostLimit = 1 << 16;

/** Options of `arange`. */
export interface ArangeOptions {
  /** Dtype of the result; default: int32 for whole numbers, else float32. */
  readonly dtype?: DTypeLike | null | undefined;
}

/**
 * 0, 1, …, or start, start + step, … up to but without `stop`.
 *
 * @param start first number; the end if it is given alone
 * @param stop end of the range, which is left out
 * @param step distance, not 0; default 1
 * @param options `dtype`: default int32 for whole numbers, else float32
 * @returns the numbers, f32[⌈(stop − start) / step⌉]
 * @throws RangeError for a step of 0
 * @throws TypeError for arrays that are not concrete scalars
 * @example
 * assertEqual(jnp.arange(4), "[0 1 2 3]");
 * assertEqual(jnp.arange(0, 1, 0.25), "[0.   0.25 0.5  0.75]");
 */
export function arange(start: ArrayLike, options?: ArangeOptions): JaxArray;
export function arange(start: ArrayLike, stop: ArrayLike | null, options?: ArangeOptions): JaxArray;
export function arange(
  start: ArrayLike,
  stop: ArrayLike | null,
  step: ArrayLike | null,
  options?: ArangeOptions,
): JaxArray;
export function arange(...given: readonly (ArrayLike | ArangeOptions | null | undefined)[]): JaxArray {
  const last = given.at(-1);
  const options = isOptions(last) ? last : {};
  const bounds = (isOptions(last) ? given.slice(0, -1) : given)
    .filter((x): x is ArrayLike => x !== null && x !== undefined)
    .map((x) => operand("count to", x as ArrayLike));
  const dtype = options.dtype ? dtypeOf(options.dtype) : commonType("count to", bounds).dtype;
  const [a, b, c] = bounds.map(number) as [number, number?, number?];
  const [start, stop, step] = b === undefined ? [0, a, 1] : [a, b, c ?? 1];
  if (step === 0) throw new RangeError(`Cannot count from ${start} to ${stop} in steps of 0: the step must not be 0`);
  return steps(start, step, Math.max(0, Math.ceil((stop - start) / step)), dtype);
}

function isOptions(x: ArrayLike | ArangeOptions | null | undefined): x is ArangeOptions {
  return typeof x === "object" && x !== null && Object.getPrototypeOf(x) === Object.prototype;
}

function number(x: ArrayLike): number {
  if (typeof x !== "object") return Number(x);
  if (x instanceof DeviceArray) return Number(x.item());
  if (x instanceof Complex) throw new TypeError(`Cannot count to ${x}: it is complex`);
  throw new ConcretizationError(
    `Cannot count to a traced ${x.dtype}: the length of jnp.arange must be known while tracing; use a number, or shapes`,
  );
}

/** start + i · step for i < n, rounded as the float32 operations would. */
function steps(start: number, step: number, n: number, dtype: DType): JaxArray {
  if (isTracing() || n > hostLimit) {
    let x: JaxArray = lax.iota({ dtype, shape: [n], dimension: 0 });
    if (step !== 1) x = lax.mul(scalar(whole(step, dtype), dtype), x);
    return start === 0 ? x : lax.add(scalar(whole(start, dtype), dtype), x);
  }
  const host = new dtypes[dtype].HostArray(n);
  const round = isFloat(dtype) ? (x: number) => roundFloat(x, dtype) : Math.trunc;
  const [first, distance] = [round(start), round(step)];
  for (let i = 0; i < n; i++) host[i] = round(first + round(distance * i));
  return DeviceArray.fromHost(host, aval([n], dtype));
}

function whole(x: number, dtype: DType): number {
  return isFloat(dtype) ? x : Math.trunc(x);
}

/** Options of `linspace`. */
export interface LinspaceOptions {
  /** How many numbers; default 50. */
  readonly num?: number | undefined;
  /** Whether `stop` is the last of them; default true. */
  readonly endpoint?: boolean | undefined;
  /** Dtype of the result; default float32. */
  readonly dtype?: DTypeLike | null | undefined;
  /** Place of the new axis, for arrays as bounds; default 0. */
  readonly axis?: number | undefined;
}

/** Options of `linspace` that also ask for the distance. */
export interface StepOptions extends LinspaceOptions {
  /** Whether the distance between two numbers is returned, too. */
  readonly retstep: true;
}

/**
 * Evenly spaced numbers from `start` to `stop`.
 *
 * @param start first number, or an array of them
 * @param stop last number, or an array of them
 * @param options `num`: how many, default 50; `endpoint`: whether `stop` is among them, default true; `dtype`: default float32; `axis`:
 *   place of the new axis for arrays, default 0; `retstep`: whether the distance is returned, too, default false
 * @returns the numbers, f32[num]; with `retstep` [numbers, distance]
 * @throws RangeError for a number of samples that is not whole or negative
 * @example
 * assertEqual(jnp.linspace(0, 1, { num: 5 }), "[0.   0.25 0.5  0.75 1.  ]");
 */
export function linspace(start: ArrayLike, stop: ArrayLike, options: StepOptions): [JaxArray, JaxArray];
export function linspace(start: ArrayLike, stop: ArrayLike, options?: LinspaceOptions): JaxArray;
export function linspace(
  start: ArrayLike,
  stop: ArrayLike,
  options: LinspaceOptions & { readonly retstep?: boolean } = {},
): JaxArray | [JaxArray, JaxArray] {
  const { num = 50, endpoint = true, axis = 0 } = options;
  if (!(Number.isInteger(num) && num >= 0))
    throw new RangeError(`Cannot make ${num} evenly spaced numbers: num must be whole and ≥ 0`);
  const [from, to] = [operand("space", start), operand("space", stop)];
  const dtype = options.dtype ? dtypeOf(options.dtype) : inexactType(commonType("space", [from, to])).dtype;
  const exact =
    typeof from === "object" || typeof to === "object" || isTracing()
      ? undefined
      : between(Number(from), Number(to), num, endpoint);
  const result = exact ?? spaced(lift("space", from), lift("space", to), num, endpoint, axis);
  const numbers = inDType(isFloat(dtype) ? result : lax.floor(result), dtype);
  if (!options.retstep) return numbers;
  const parts = endpoint ? num - 1 : num;
  return [numbers, divide(subtract(to, from), parts > 0 ? parts : Number.NaN)];
}

/** start (1 − i/n) + stop · i/n in float32, with the roundings of XLA's program for it. */
function between(start: number, stop: number, num: number, endpoint: boolean): JaxArray {
  const { fround } = Math;
  const [a, b] = [fround(start), fround(stop)];
  const host = new Float32Array(num);
  const part = fround(1 / fround(endpoint ? Math.max(num - 1, 1) : num));
  const slope = fround(b * part);
  for (let i = 0; i < num; i++) host[i] = i * slope + fround(a * fround(1 - fround(i * part)));
  if (endpoint && num > 1) host[num - 1] = b;
  return DeviceArray.fromHost(host, aval([num], "float32"));
}

function spaced(start: JaxArray, stop: JaxArray, num: number, endpoint: boolean, axis: number): JaxArray {
  const shape = broadcastShapes(start.shape, stop.shape);
  const place = axis < 0 ? axis + shape.length + 1 : axis;
  const [from, to] = [start, stop].map((x) => expandDims(broadcastTo(inDType(x, "float32"), shape), place)) as [
    JaxArray,
    JaxArray,
  ];
  const n = endpoint ? num - 1 : num;
  if (num <= 1)
    return num === 1
      ? from
      : broadcastTo(
          from,
          from.shape.map((size, k) => (k === place ? 0 : size)),
        );
  const index = lax.iota({ dtype: "float32", shape: [n], dimension: 0 });
  const step = reshape(
    lax.div(index, n),
    from.shape.map((_, k) => (k === place ? n : 1)),
  );
  const inner = add(multiply(from, subtract(1, step)), multiply(to, step));
  return endpoint ? concatenate([inner, to], { axis: place }) : inner;
}
