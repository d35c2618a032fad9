/** `array` and `asarray`: arrays from JavaScript values. */
import { type ArrayLike, DeviceArray, JaxArray, standsFor } from "../core/array.ts";
import { describe, scalarOf } from "../core/asArray.ts";
import { Complex } from "../core/complex.ts";
import { type ScalarValue, scalar } from "../core/scalar.ts";
import { broadcastInDim, concatenate, convertElementType, copy, reshape } from "../primitives/index.ts";
import { aval, printAval } from "../types/aval.ts";
import { type DType, dtypes, integerRange, type NumericDType } from "../types/dtype.ts";
import { roundFloat } from "../types/roundFloat.ts";
import { type Shape, sameShape, sizeOf } from "../types/shape.ts";
import { type DTypeLike, dtypeOf, type HostNumbers, type NestedArray } from "./dtypeOf.ts";
import { commonType, convert } from "./promote.ts";

/** Options of `array` and `asarray`. */
export interface ArrayOptions {
  /** Dtype of the result; default: bool for booleans, int32 where all numbers are whole, else float32. */
  readonly dtype?: DTypeLike | null | undefined;
  /** Whether a typed array holds real and imaginary parts in turns, and so is complex64. Default false. */
  readonly interleaved?: boolean | undefined;
  /** The least number of axes: new ones come first; default 0. */
  readonly ndmin?: number | undefined;
}

/**
 * An array of nested lists of numbers, of a typed array, or of another array.
 *
 * All numbers whole gives int32, as Python's `jnp.array([1, 2])` does; write `{ dtype: "float32" }` where Python has `[1.0, 2.0]`.
 *
 * @param object a number, boolean, array, typed array, or nested lists of them, of even lengths
 * @param options `dtype`: see above; `ndmin`: the least number of axes, new ones come first; `interleaved`: whether a typed array
 * holds real and imaginary parts in turns
 * @returns a new array
 * @throws TypeError for uneven lists, and for values that are neither numbers nor arrays
 * @throws RangeError for a number that an integer dtype cannot hold
 * @example
 * assertEqual(jnp.array([[1, 2], [3, 4]]).dtype, "int32");
 * assertEqual(jnp.array([1, 2.5]), "[1.  2.5]");
 * assertEqual(jnp.array([1, 2], { dtype: "float32" }), "[1. 2.]");
 * assertEqual(jnp.array([new jax.Complex(1, 2), 3]), "[1.+2.j 3.+0.j]");
 * assertEqual(jnp.array(Float32Array.of(1, 2, 3, 4), { interleaved: true }), "[1.+2.j 3.+4.j]");
 */
export function array(object: NestedArray, options: ArrayOptions = {}): JaxArray {
  const made = asarray(object, options);
  const own = made === standsFor(object as ArrayLike) ? copy(made) : made;
  const missing = (options.ndmin ?? 0) - own.ndim;
  return missing > 0 ? reshape(own, { newSizes: [...new Array<number>(missing).fill(1), ...own.shape] }) : own;
}

/**
 * As `array`, but what is an array of that dtype already comes back as it is.
 *
 * @param a a number, boolean, array, typed array, or nested lists of them, of even lengths
 * @param options `dtype`: as of `array`
 * @returns an array
 * @throws TypeError for uneven lists, and for values that are neither numbers nor arrays
 * @throws RangeError for a number that an integer dtype cannot hold
 * @example
 * const x = jnp.zeros([2]);
 * assertEqual(jnp.asarray(x) === x, true);
 */
export function asarray(a: NestedArray, options: ArrayOptions = {}): JaxArray {
  const dtype = options.dtype === null || options.dtype === undefined ? undefined : dtypeOf(options.dtype);
  if (options.interleaved) return fromParts(a);
  const value = standsFor(a as ArrayLike) as NestedArray;
  if (value instanceof JaxArray) return dtype ? inDType(value, dtype) : value;
  if (typeof value === "number" || typeof value === "boolean")
    return dtype ? converted([value], [], dtype) : scalarOf(value);
  if (ArrayBuffer.isView(value)) return fromTypedArray(value as HostNumbers, dtype);
  if (Array.isArray(value)) return fromList(value, dtype);
  throw new TypeError(
    `Cannot make an array of ${describe(value)}: give numbers, booleans, arrays, or nested lists of them`,
  );
}

/** The same array, or one of another dtype; a strong one in any case. */
export function inDType(x: JaxArray, dtype: DType): JaxArray {
  return x.dtype === dtype && !x.weakType ? x : convertElementType(x, { newDtype: dtype, weakType: false });
}

function fromTypedArray(data: HostNumbers, dtype: DType | undefined): JaxArray {
  if (data instanceof DataView || data.length === undefined)
    throw new TypeError("Cannot make an array of a DataView: give a typed array over it");
  if (data instanceof BigInt64Array || data instanceof BigUint64Array)
    throw new TypeError("Cannot make an array of 64-bit integers: convert them to an Int32Array or numbers");
  return converted(data, [data.length], dtype ?? dtypeOfTyped(data));
}

/** Real and imaginary parts in turns. */
function fromParts(data: NestedArray): JaxArray {
  if (!ArrayBuffer.isView(data) || data instanceof DataView || (data as HostNumbers).length % 2 !== 0)
    throw new TypeError(
      `Cannot make complex numbers of ${describe(data)} with { interleaved: true }: give a typed array of an even length`,
    );
  const parts = Float32Array.from(data as HostNumbers);
  return DeviceArray.fromHost(parts, aval([parts.length / 2], "complex64"));
}

function dtypeOfTyped(data: HostNumbers): DType {
  if (data instanceof Float32Array || data instanceof Float64Array) return "float32";
  if (data instanceof Uint8ClampedArray) return "uint8";
  return (Object.keys(dtypes) as DType[]).find((dtype) => dtype !== "bool" && data instanceof dtypes[dtype].HostArray)!;
}

/** Numbers of a list, in order, and the arrays among them. */
interface Leaves {
  readonly shape: Shape;
  readonly values: ScalarValue[];
  readonly arrays: JaxArray[];
}

function fromList(list: readonly NestedArray[], dtype: DType | undefined): JaxArray {
  const leaves = collect(list);
  if (leaves.arrays.length > 0) return fromArrays(list, dtype);
  return converted(leaves.values, leaves.shape, dtype ?? dtypeOfNumbers(leaves.values));
}

function dtypeOfNumbers(values: readonly ScalarValue[]): NumericDType {
  return values.length === 0 ? "float32" : (commonType("make an array of", values).dtype as NumericDType);
}

/** Walks the list; every list at one depth must have one length. */
function collect(list: readonly NestedArray[]): Leaves {
  const shape: number[] = [];
  const values: ScalarValue[] = [];
  const arrays: JaxArray[] = [];
  let leafDepth = -1;
  const visit = (item: NestedArray, depth: number, path: string): void => {
    const value = item instanceof Complex ? item : (standsFor(item as ArrayLike) as NestedArray);
    if (Array.isArray(value)) {
      if (leafDepth >= 0 && depth >= leafDepth) throw uneven(path, "a list", "a number");
      if (shape[depth] === undefined) shape.push(value.length);
      if (shape[depth] !== value.length) throw uneven(path, `${value.length} items`, `${shape[depth]}`);
      for (const [i, child] of value.entries()) visit(child, depth + 1, `${path}[${i}]`);
      return;
    }
    if (typeof value === "number" || typeof value === "boolean" || value instanceof Complex) values.push(value);
    else if (value instanceof JaxArray || ArrayBuffer.isView(value)) arrays.push(asarray(value as NestedArray));
    else throw new TypeError(`Cannot make an array: ${path} is ${describe(value)}, not a number or array`);
    if (leafDepth < 0 && depth < shape.length) throw uneven(path, "a number", "a list");
    leafDepth = depth;
  };
  visit(list, 0, "list");
  return { shape, values, arrays };
}

function uneven(path: string, got: string, before: string): TypeError {
  return new TypeError(
    `Cannot make an array of uneven lists: ${path} has ${got} where the items before it have ${before}`,
  );
}

/** Lists with arrays among their items are joined piece by piece: this also works for traced arrays. */
function fromArrays(list: readonly NestedArray[], dtype: DType | undefined): JaxArray {
  const items = list.map((item) =>
    Array.isArray(item) || ArrayBuffer.isView(item)
      ? asarray(item as NestedArray)
      : (standsFor(item as ArrayLike) as ArrayLike),
  );
  const type = dtype ? { dtype, weakType: false } : commonType("make an array of", items);
  const parts = items.map((item) => convert("make an array of", item, { dtype: type.dtype, weakType: false }));
  const shape = parts[0]!.shape;
  parts.forEach((part, i) => {
    if (!sameShape(part.shape, shape)) {
      throw new TypeError(
        `Cannot make an array of uneven parts: list[${i}] is ${printAval(part.aval)} where list[0] is ${printAval(parts[0]!.aval)}`,
      );
    }
  });
  const rows = parts.map((part) =>
    part.ndim === 0
      ? broadcastInDim(part, { shape: [1], broadcastDimensions: [] })
      : reshape(part, { newSizes: [1, ...shape] }),
  );
  return inDType(concatenate(...rows, { dimension: 0 }), type.dtype);
}

function converted(
  values: { readonly length: number; readonly [i: number]: ScalarValue },
  shape: Shape,
  dtype: DType,
): JaxArray {
  const { kind, HostArray } = dtypes[dtype];
  if (kind === "key")
    throw new TypeError(
      "Cannot make random keys of numbers: use jax.random.key(seed) or jax.random.wrapKeyData(words)",
    );
  if (kind === "complex") return complexArray(values, shape);
  const complex = Array.isArray(values)
    ? (values as ScalarValue[]).find((value) => value instanceof Complex)
    : undefined;
  if (complex)
    throw new TypeError(`Cannot make an ${dtype} of ${complex}: it is complex; take its real part, value.re`);
  if (shape.length === 0)
    return kind === "float" || kind === "bool" ? scalar(values[0]!, dtype) : wholeScalar(values[0]!, dtype);
  const host = new HostArray(sizeOf(shape));
  for (let i = 0; i < host.length; i++)
    host[i] = kind === "bool" ? Number(Boolean(values[i])) : toElement(values[i]!, dtype, kind);
  return DeviceArray.fromHost(host, aval(shape, dtype));
}

function complexArray(values: { readonly length: number; readonly [i: number]: ScalarValue }, shape: Shape): JaxArray {
  const host = new Float32Array(2 * sizeOf(shape));
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    host[2 * i] = value instanceof Complex ? value.re : Number(value);
    host[2 * i + 1] = value instanceof Complex ? value.im : 0;
  }
  return DeviceArray.fromHost(host, aval(shape, "complex64"));
}

function wholeScalar(value: ScalarValue, dtype: DType): JaxArray {
  return scalar(toElement(value, dtype, dtypes[dtype].kind), dtype);
}

/** Broken numbers lose their fraction, as Python's `int` does; numbers out of range are errors. */
function toElement(value: ScalarValue, dtype: DType, kind: string): number {
  const x = Number(value);
  if (kind === "float") return roundFloat(x, dtype);
  const whole = Math.trunc(x);
  const [least, largest] = integerRange(dtype);
  if (whole >= least && whole <= largest) return whole;
  throw new RangeError(
    `Cannot make an ${dtype} of ${x}: it must be in ${least} … ${largest}; ask for { dtype: "float32" }`,
  );
}
