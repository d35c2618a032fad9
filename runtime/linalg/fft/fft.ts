/** Fourier transforms over the last axes: `jax.lax.fft`. */
import { jit } from "../../control/jit.ts";
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { asArray } from "../../core/asArray.ts";
import { scalar } from "../../core/scalar.ts";
import { concatenate, conj, mul, real, rev, slice } from "../../primitives/index.ts";
import { printAval } from "../../types/aval.ts";
import { sizeOf } from "../../types/shape.ts";
import { asComplex, transformAlong } from "./transformAlong.ts";

/** Kinds of transforms: of complex numbers, its inverse, of real numbers to half of the spectrum, and back. */
export type FftKind = "fft" | "ifft" | "rfft" | "irfft";

/**
 * The kinds of transforms, by JAX's names.
 *
 * @example
 * assertEqual(lax.FftType.RFFT, "rfft");
 */
export const FftType: Readonly<Record<"FFT" | "IFFT" | "RFFT" | "IRFFT", FftKind>> = {
  FFT: "fft",
  IFFT: "ifft",
  RFFT: "rfft",
  IRFFT: "irfft",
};

/**
 * The discrete Fourier transform over the last axes, as many as there are lengths.
 *
 *     X[k] = Σₘ x[m] e^(−2πi·km/n)        the inverses have + in the exponent, and are divided by the product of the lengths
 *
 * @param x `"fft"`, `"ifft"` and `"irfft"`: complex64; `"rfft"`: float32. For `"irfft"` the last axis has ⌊n/2⌋ + 1 elements
 * @param fftType the kind of transform; also `lax.FftType.FFT` and so on
 * @param fftLengths sizes of the axes before the transform, for `"irfft"` after it; any size ≥ 1
 * @returns complex64, for `"irfft"` float32; of `"rfft"` the last axis has ⌊n/2⌋ + 1 elements
 * @throws TypeError for another dtype, and for sizes that are not the lengths
 * @example
 * const x = jnp.array([1, 2, 3, 4], { dtype: "float32" });
 * assertAllClose(jnp.imag(lax.fft(x, "rfft", [4])), [0, 2, 0]);
 */
export function fft(x: ArrayLike, fftType: FftKind | string, fftLengths: readonly number[]): JaxArray {
  const operand = asArray(x);
  const kind = String(fftType).toLowerCase() as FftKind;
  check(operand, kind, fftLengths);
  return transforms[kind](operand, fftLengths.length, fftLengths.at(-1)!);
}

function check(x: JaxArray, kind: FftKind, lengths: readonly number[]): void {
  const wish = `Cannot transform ${printAval(x.aval)} by ${kind} with lengths [${lengths}]`;
  if (!Object.hasOwn(transforms, kind))
    throw new TypeError(`${wish}: the kinds are ${Object.values(FftType).join(", ")}`);
  const wanted = kind === "rfft" ? "float32" : "complex64";
  if (x.dtype !== wanted)
    throw new TypeError(`${wish}: it must be ${wanted}; convert it with x.astype("${wanted}"), or use jnp.fft`);
  if (lengths.length < 1 || lengths.length > x.ndim)
    throw new TypeError(`${wish}: give a length for one or more of its ${x.ndim} axes`);
  lengths.forEach((length, k) => {
    const axis = x.ndim - lengths.length + k;
    if (!(Number.isInteger(length) && length >= 1))
      throw new RangeError(`${wish}: lengths must be whole numbers ≥ 1, got ${length}`);
    const size = kind === "irfft" && k === lengths.length - 1 ? Math.floor(length / 2) + 1 : length;
    if (x.shape[axis] !== size)
      throw new TypeError(`${wish}: axis ${axis} must have size ${size}, got ${x.shape[axis]}`);
  });
}

type Transform = (x: JaxArray, axes: number, last: number) => JaxArray;

/** One program for each shape. */
const program = (f: Transform): Transform =>
  jit(f as (...args: any[]) => any, { staticArgnums: [1, 2], inline: true }) as unknown as Transform;

const transforms: Readonly<Record<FftKind, Transform>> = {
  fft: program(function fft(x, axes) {
    return lastAxes(x.ndim, axes).reduceRight((value, axis) => transformAlong(value, axis, -1), x);
  }),
  ifft: program(function ifft(x, axes) {
    return scaled(
      lastAxes(x.ndim, axes).reduceRight((value, axis) => transformAlong(value, axis, 1), x),
      sizeOf(x.shape.slice(x.ndim - axes)),
    );
  }),
  rfft: program(function rfft(x, axes, last) {
    const half = cut(asComplex(transformAlong(x, x.ndim - 1, -1)), 0, Math.floor(last / 2) + 1);
    return lastAxes(x.ndim, axes - 1, 1).reduceRight((value, axis) => transformAlong(value, axis, -1), half);
  }),
  irfft: program(function irfft(x, axes, last) {
    const outer = lastAxes(x.ndim, axes - 1, 1).reduceRight((value, axis) => transformAlong(value, axis, 1), x);
    const whole = mirrored(outer, last);
    const back = real(transformAlong(whole, x.ndim - 1, 1));
    return scaled(back, sizeOf(back.shape.slice(x.ndim - axes)));
  }),
};

/** `count` axes that end `skipped` before the last. */
function lastAxes(rank: number, count: number, skipped = 0): number[] {
  return Array.from({ length: count }, (_, k) => rank - skipped - count + k);
}

function scaled(x: JaxArray, n: number): JaxArray {
  return mul(x, scalar(1 / n, x.dtype));
}

/** Elements from … to − 1 of the last axis. */
function cut(x: JaxArray, from: number, to: number): JaxArray {
  const last = x.ndim - 1;
  return slice(x, {
    startIndices: x.shape.map((_, axis) => (axis === last ? from : 0)),
    limitIndices: x.shape.map((size, axis) => (axis === last ? to : size)),
    strides: x.shape.map(() => 1),
  });
}

/** The spectrum of real numbers from its first half: X[n − k] is the conjugate of X[k]. */
function mirrored(half: JaxArray, n: number): JaxArray {
  const dimension = half.ndim - 1;
  const count = n - half.shape[dimension]!;
  if (count === 0) return half;
  const rest = conj(rev(cut(half, 1, 1 + count), { dimensions: [dimension] }));
  return concatenate(half, rest, { dimension });
}
