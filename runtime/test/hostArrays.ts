/** Arrays made, stacked and compared on the host, for tests: nothing here runs a program. */
import { DeviceArray, type JaxArray } from "../core/array.ts";
import { type Aval, aval, printAval } from "../types/aval.ts";
import { type DType, dtypes, type HostArray } from "../types/dtype.ts";
import { type Shape, sizeOf } from "../types/shape.ts";

/** An array of given elements, row-major. */
export function arrayOf(
  elements: ArrayLike<number>,
  shape: Shape = [elements.length],
  dtype: DType = "float32",
): DeviceArray {
  const host = new dtypes[dtype].HostArray(elements.length);
  for (let i = 0; i < elements.length; i++) host[i] = elements[i]!;
  return DeviceArray.fromHost(host, aval(shape, dtype));
}

/** A fixed sequence of numbers in [low, high), different for each seed; whole ones for integer dtypes, 0 and 1 for bool. */
export function randomArray(
  shape: Shape,
  options: { dtype?: DType; low?: number; high?: number; seed?: number } = {},
): DeviceArray {
  const { dtype = "float32", seed = 1 } = options;
  const { kind, words } = dtypes[dtype];
  const {
    low = kind === "uint" || kind === "bool" ? 0 : kind === "int" ? -20 : -2,
    high = kind === "bool" ? 2 : kind === "float" || kind === "complex" ? 2 : 20,
  } = options;
  let state = (seed * 2654435761) >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + ((high - low) * (state >>> 8)) / 2 ** 24;
  };
  const elements = Array.from({ length: sizeOf(shape) * words }, () =>
    kind === "float" || kind === "complex" ? next() : Math.floor(next()),
  );
  return arrayOf(elements, shape, dtype);
}

/** The elements of a concrete array, row-major. */
export function elementsOf(x: JaxArray): HostArray {
  if (x instanceof DeviceArray) return x.host;
  throw new TypeError(`Cannot read the elements of a traced ${printAval(x.aval)}`);
}

/** Sizes before, at and behind an axis, in host elements. */
function around({ shape, dtype }: Aval, axis: number): [outer: number, size: number, inner: number] {
  return [sizeOf(shape.slice(0, axis)), shape[axis]!, sizeOf(shape.slice(axis + 1)) * dtypes[dtype].words];
}

/** Arrays of one shape as slices of a new axis. */
export function stack(parts: readonly JaxArray[], axis: number): DeviceArray {
  const { shape, dtype, weakType } = parts[0]!.aval;
  const type = aval([...shape.slice(0, axis), parts.length, ...shape.slice(axis)], dtype, weakType);
  const [outer, size, inner] = around(type, axis);
  const host = new dtypes[dtype].HostArray(outer * size * inner);
  parts.forEach((part, k) => {
    const from = elementsOf(part);
    for (let o = 0; o < outer; o++) host.set(from.subarray(o * inner, (o + 1) * inner), (o * size + k) * inner);
  });
  return DeviceArray.fromHost(host, type);
}

/** One slice of an axis. */
export function sliceAt(x: JaxArray, axis: number, k: number): DeviceArray {
  const [outer, size, inner] = around(x.aval, axis);
  const host = new dtypes[x.dtype].HostArray(outer * inner);
  const from = elementsOf(x);
  for (let o = 0; o < outer; o++)
    host.set(from.subarray((o * size + k) * inner, (o * size + k + 1) * inner), o * inner);
  return DeviceArray.fromHost(
    host,
    aval(
      x.shape.filter((_, k2) => k2 !== axis),
      x.dtype,
      x.weakType,
    ),
  );
}

/** The same shape with the elements moved around by `by` places: other values from the same domain. */
export function rolled(x: JaxArray, by: number): DeviceArray {
  const from = elementsOf(x);
  const words = dtypes[x.dtype].words;
  const host = new dtypes[x.dtype].HostArray(from.length);
  for (let i = 0; i < from.length; i++) host[i] = from[(i + by * words) % from.length]!;
  return DeviceArray.fromHost(host, x.aval);
}

/** The first difference between two arrays, in words; undefined if there is none. NaN equals NaN. */
export function differenceOf(
  actual: JaxArray,
  expected: JaxArray,
  tolerance: { rtol?: number; atol?: number } = {},
): string | undefined {
  const { rtol = 0, atol = 0 } = tolerance;
  if (printAval(actual.aval) !== printAval(expected.aval)) {
    return `got ${printAval(actual.aval)}, expected ${printAval(expected.aval)}`;
  }
  const [a, b] = [elementsOf(actual), elementsOf(expected)];
  for (let i = 0; i < a.length; i++) {
    const close = Object.is(a[i], b[i]) || a[i] === b[i] || Math.abs(a[i]! - b[i]!) <= atol + rtol * Math.abs(b[i]!);
    if (!close) return `element ${i} is ${a[i]}, expected ${b[i]}`;
  }
  return undefined;
}
