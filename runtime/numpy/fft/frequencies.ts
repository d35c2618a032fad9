/** Frequencies that belong to the elements of a transform, and their order. */
import { type ArrayLike, DeviceArray, type JaxArray } from "../../core/array.ts";
import { aval } from "../../types/aval.ts";
import type { Axes } from "../axes.ts";
import { axesOf } from "../axes.ts";
import { lift } from "../promote.ts";
import { roll } from "../repetition.ts";

/** Options of `fftfreq` and `rfftfreq`. */
export interface FrequencyOptions {
  /** Time between two samples; default 1. */
  readonly d?: number | undefined;
}

function frequencies(action: string, n: number, d: number, count: number, from: number): JaxArray {
  if (!(Number.isInteger(n) && n >= 1))
    throw new RangeError(`Cannot ${action} of ${n} samples: n must be a whole number ≥ 1`);
  const host = Float32Array.from({ length: count }, (_, k) => (k < from ? k : k - n) / (n * d));
  return DeviceArray.fromHost(host, aval([count], "float32"));
}

/**
 * The frequencies of the elements of `fft`: 0, 1, … , −2, −1, divided by n·d.
 *
 * @param n length of the transform
 * @param options `d`: time between two samples, default 1
 * @returns float32[n], in cycles per unit of `d`
 * @throws RangeError for an n that is not whole or below 1
 * @example
 * assertEqual(jnp.fft.fftfreq(4), "[ 0.    0.25 -0.5  -0.25]");
 */
export function fftfreq(n: number, options: FrequencyOptions = {}): JaxArray {
  return frequencies("find the frequencies", n, options.d ?? 1, n, Math.ceil(n / 2));
}

/**
 * The frequencies of the elements of `rfft`: 0, 1, … , ⌊n/2⌋, divided by n·d.
 *
 * @param n length of the transform
 * @param options `d`: time between two samples, default 1
 * @returns float32[⌊n/2⌋ + 1], in cycles per unit of `d`
 * @throws RangeError for an n that is not whole or below 1
 * @example
 * assertEqual(jnp.fft.rfftfreq(4), "[0.   0.25 0.5 ]");
 */
export function rfftfreq(n: number, options: FrequencyOptions = {}): JaxArray {
  const count = Math.floor(n / 2) + 1;
  return frequencies("find the frequencies", n, options.d ?? 1, count, count);
}

/** Options of `fftshift` and `ifftshift`. */
export interface ShiftOptions {
  /** Default all. */
  readonly axes?: Axes | null | undefined;
}

function shifted(action: string, a: ArrayLike, axes: Axes | null | undefined, by: (size: number) => number): JaxArray {
  const x = lift(action, a);
  const places = axesOf(action, axes ?? undefined, x.ndim);
  return places.length === 0
    ? x
    : roll(
        x,
        places.map((axis) => by(x.shape[axis]!)),
        { axis: places },
      );
}

/**
 * The spectrum with frequency 0 in the middle.
 *
 * @param x array
 * @param options `axes`: default all
 * @returns the array
 * @throws RangeError for axes that `x` does not have
 * @example
 * assertEqual(jnp.fft.fftshift(jnp.fft.fftfreq(4)), "[-0.5  -0.25  0.    0.25]");
 */
export function fftshift(x: ArrayLike, options: ShiftOptions = {}): JaxArray {
  return shifted("shift", x, options.axes, (size) => Math.floor(size / 2));
}

/**
 * The inverse of `fftshift`.
 *
 * @param x array
 * @param options `axes`: default all
 * @returns the array
 * @throws RangeError for axes that `x` does not have
 * @example
 * assertEqual(jnp.fft.ifftshift(jnp.fft.fftshift(jnp.arange(5))), "[0 1 2 3 4]");
 */
export function ifftshift(x: ArrayLike, options: ShiftOptions = {}): JaxArray {
  return shifted("shift", x, options.axes, (size) => -Math.floor(size / 2));
}
