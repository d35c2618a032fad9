/** The transforms of `jnp.fft`, along one axis and along several. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { scalar } from "../../core/scalar.ts";
import { type FftKind, fft as transform } from "../../linalg/fft/fft.ts";
import * as lax from "../../primitives/index.ts";
import { printAval } from "../../types/aval.ts";
import { isComplex } from "../../types/dtype.ts";
import { sizeOf } from "../../types/shape.ts";
import { inDType } from "../array.ts";
import { axesOf } from "../axes.ts";
import { lift } from "../promote.ts";
import { conj } from "../realParts.ts";
import { moveaxis } from "../transpose.ts";

/**
 * What is divided by: `"backward"` the inverse by n, `"forward"` the transform by n, `"ortho"` both by √n.
 */
export type FftNorm = "backward" | "ortho" | "forward";

/** Options of transforms along one axis. */
export interface FftOptions {
  /** Length along the axis: longer arrays are cut, shorter ones padded with zeros. For `irfft` and `hfft` that of the result. Default: all. */
  readonly n?: number | null | undefined;
  /** Default the last. */
  readonly axis?: number | undefined;
  /** Default `"backward"`. */
  readonly norm?: FftNorm | null | undefined;
}

/** Options of transforms along several axes. */
export interface NdOptions {
  /** Lengths along the axes; default: all. */
  readonly s?: readonly number[] | null | undefined;
  /** Default: all, or the last of them as many as there are lengths; for the `…2` functions the last two. */
  readonly axes?: readonly number[] | null | undefined;
  /** Default `"backward"`. */
  readonly norm?: FftNorm | null | undefined;
}

/**
 * The discrete Fourier transform along one axis.
 *
 *     X[k] = Σₘ x[m] e^(−2πi·km/n)
 *
 * @param a array
 * @param options `n`: length; `axis`: default the last; `norm`: default `"backward"`
 * @returns complex64
 * @throws RangeError for an axis that `a` does not have, and for a length below 1
 * @example
 * assertAllClose(jnp.real(jnp.fft.fft(jnp.array([1, 2, 3, 4]))), [10, -2, -2, -2]);
 */
export function fft(a: ArrayLike, options: FftOptions = {}): JaxArray {
  return alongOne("fft", "fft", a, options);
}

/**
 * The inverse of `fft`.
 *
 *     x[m] = 1/n Σₖ X[k] e^(2πi·km/n)
 *
 * @param a array
 * @param options `n`: length; `axis`: default the last; `norm`: default `"backward"`
 * @returns complex64
 * @throws RangeError for an axis that `a` does not have, and for a length below 1
 * @example
 * assertAllClose(jnp.real(jnp.fft.ifft(jnp.array([10, -2, -2, -2]))), [1, 3, 3, 3]);
 */
export function ifft(a: ArrayLike, options: FftOptions = {}): JaxArray {
  return alongOne("ifft", "ifft", a, options);
}

/**
 * The transform of real numbers: the first ⌊n/2⌋ + 1 elements of `fft`; the others are their conjugates.
 *
 * @param a array
 * @param options `n`: length; `axis`: default the last; `norm`: default `"backward"`
 * @returns complex64
 * @throws RangeError for an axis that `a` does not have, and for a length below 1
 * @throws TypeError for complex numbers
 * @example
 * assertEqual(jnp.fft.rfft(jnp.ones([4])), "[4.+0.j 0.+0.j 0.+0.j]");
 */
export function rfft(a: ArrayLike, options: FftOptions = {}): JaxArray {
  return alongOne("rfft", "rfft", a, options);
}

/**
 * The inverse of `rfft`.
 *
 * @param a array
 * @param options `n`: length; `axis`: default the last; `norm`: default `"backward"`
 * @returns float32; of n elements, default 2(m − 1) for m in `a`
 * @throws RangeError for an axis that `a` does not have, and for a length below 1
 * @example
 * assertAllClose(jnp.fft.irfft(jnp.array([4, 0, 0])), [1, 1, 1, 1]);
 */
export function irfft(a: ArrayLike, options: FftOptions = {}): JaxArray {
  return alongOne("irfft", "irfft", a, options);
}

/**
 * The transform of numbers whose spectrum is real: those of one half of the time are given, the others are their conjugates.
 *
 * @param a array
 * @param options `n`: length of the result, default 2(m − 1) for m in `a`; `axis`: default the last; `norm`: default `"backward"`
 * @returns float32
 * @throws RangeError for an axis that `a` does not have, and for a length below 1
 * @example
 * assertAllClose(jnp.fft.hfft(jnp.array([1, 0, 0])), [1, 1, 1, 1]);
 */
export function hfft(a: ArrayLike, options: FftOptions = {}): JaxArray {
  return alongOne("hfft", "irfft", conj(a), { ...options, norm: opposite(options.norm) });
}

/**
 * The inverse of `hfft`.
 *
 * @param a array of real numbers
 * @param options `n`: length; `axis`: default the last; `norm`: default `"backward"`
 * @returns complex64, of ⌊n/2⌋ + 1 elements
 * @throws RangeError for an axis that `a` does not have, and for a length below 1; TypeError for complex numbers
 * @example
 * assertAllClose(jnp.real(jnp.fft.ihfft(jnp.array([1, 1, 1, 1]))), [1, 0, 0]);
 */
export function ihfft(a: ArrayLike, options: FftOptions = {}): JaxArray {
  return conj(alongOne("ihfft", "rfft", a, { ...options, norm: opposite(options.norm) }));
}

/**
 * `fft` along two axes.
 *
 * @param a array
 * @param options `s`: two lengths; `axes`: default the last two; `norm`: default `"backward"`
 * @returns complex64
 * @throws TypeError for other than two axes; RangeError for axes that `a` does not have
 * @example
 * assertAllClose(jnp.real(jnp.fft.fft2(jnp.ones([2, 2]))), [[4, 0], [0, 0]]);
 */
export function fft2(a: ArrayLike, options: NdOptions = {}): JaxArray {
  const axes = options.axes ?? [-2, -1];
  if (axes.length !== 2) throw new TypeError(`Cannot fft2 along axes [${axes}]: it takes two; use fftn`);
  return alongSeveral("fft2", "fft", a, { ...options, axes });
}

/**
 * `fft` along several axes.
 *
 * @param a array
 * @param options `s`: lengths; `axes`: default all, or the last of them as many as there are lengths; `norm`: default `"backward"`
 * @returns complex64
 * @throws TypeError where lengths and axes do not go together; RangeError for axes that `a` does not have
 * @example
 * assertAllClose(jnp.real(jnp.fft.fftn(jnp.ones([2, 2]))), [[4, 0], [0, 0]]);
 */
export function fftn(a: ArrayLike, options: NdOptions = {}): JaxArray {
  return alongSeveral("fftn", "fft", a, options);
}

/**
 * `ifft` along two axes.
 *
 * @param a array
 * @param options `s`: two lengths; `axes`: default the last two; `norm`: default `"backward"`
 * @returns complex64
 * @throws TypeError for other than two axes; RangeError for axes that `a` does not have
 * @example
 * assertAllClose(jnp.real(jnp.fft.ifft2(jnp.array([[4, 0], [0, 0]]))), [[1, 1], [1, 1]]);
 */
export function ifft2(a: ArrayLike, options: NdOptions = {}): JaxArray {
  const axes = options.axes ?? [-2, -1];
  if (axes.length !== 2) throw new TypeError(`Cannot ifft2 along axes [${axes}]: it takes two; use ifftn`);
  return alongSeveral("ifft2", "ifft", a, { ...options, axes });
}

/**
 * `ifft` along several axes.
 *
 * @param a array
 * @param options `s`: lengths; `axes`: default all, or the last of them as many as there are lengths; `norm`: default `"backward"`
 * @returns complex64
 * @throws TypeError where lengths and axes do not go together; RangeError for axes that `a` does not have
 * @example
 * assertAllClose(jnp.real(jnp.fft.ifftn(jnp.array([[4, 0], [0, 0]]))), [[1, 1], [1, 1]]);
 */
export function ifftn(a: ArrayLike, options: NdOptions = {}): JaxArray {
  return alongSeveral("ifftn", "ifft", a, options);
}

/**
 * `rfft` along the last axis, and `fft` along the others along two axes.
 *
 * @param a array
 * @param options `s`: two lengths; `axes`: default the last two; `norm`: default `"backward"`
 * @returns complex64
 * @throws TypeError for other than two axes; RangeError for axes that `a` does not have
 * @example
 * assertEqual(jnp.fft.rfft2(jnp.ones([2, 4])).shape, [2, 3]);
 */
export function rfft2(a: ArrayLike, options: NdOptions = {}): JaxArray {
  const axes = options.axes ?? [-2, -1];
  if (axes.length !== 2) throw new TypeError(`Cannot rfft2 along axes [${axes}]: it takes two; use rfftn`);
  return alongSeveral("rfft2", "rfft", a, { ...options, axes });
}

/**
 * `rfft` along the last axis, and `fft` along the others along several axes.
 *
 * @param a array
 * @param options `s`: lengths; `axes`: default all, or the last of them as many as there are lengths; `norm`: default `"backward"`
 * @returns complex64
 * @throws TypeError where lengths and axes do not go together; RangeError for axes that `a` does not have
 * @example
 * assertEqual(jnp.fft.rfftn(jnp.ones([2, 4])).shape, [2, 3]);
 */
export function rfftn(a: ArrayLike, options: NdOptions = {}): JaxArray {
  return alongSeveral("rfftn", "rfft", a, options);
}

/**
 * The inverse of `rfft2` along two axes.
 *
 * @param a array
 * @param options `s`: two lengths; `axes`: default the last two; `norm`: default `"backward"`
 * @returns float32
 * @throws TypeError for other than two axes; RangeError for axes that `a` does not have
 * @example
 * assertAllClose(jnp.fft.irfft2(jnp.array([[4, 0], [0, 0]])), [[1, 1], [1, 1]]);
 */
export function irfft2(a: ArrayLike, options: NdOptions = {}): JaxArray {
  const axes = options.axes ?? [-2, -1];
  if (axes.length !== 2) throw new TypeError(`Cannot irfft2 along axes [${axes}]: it takes two; use irfftn`);
  return alongSeveral("irfft2", "irfft", a, { ...options, axes });
}

/**
 * The inverse of `rfftn` along several axes.
 *
 * @param a array
 * @param options `s`: lengths; `axes`: default all, or the last of them as many as there are lengths; `norm`: default `"backward"`
 * @returns float32
 * @throws TypeError where lengths and axes do not go together; RangeError for axes that `a` does not have
 * @example
 * assertAllClose(jnp.fft.irfftn(jnp.array([[4, 0], [0, 0]])), [[1, 1], [1, 1]]);
 */
export function irfftn(a: ArrayLike, options: NdOptions = {}): JaxArray {
  return alongSeveral("irfftn", "irfft", a, options);
}

function opposite(norm: FftNorm | null | undefined): FftNorm {
  if (norm === "ortho") return norm;
  return norm === "forward" ? "backward" : "forward";
}

function alongOne(action: string, kind: FftKind, a: ArrayLike, { n, axis = -1, norm }: FftOptions): JaxArray {
  return alongSeveral(action, kind, a, { s: n === null || n === undefined ? null : [n], axes: [axis], norm });
}

function alongSeveral(action: string, kind: FftKind, a: ArrayLike, { s, axes, norm }: NdOptions): JaxArray {
  const x = inputOf(action, kind, lift(action, a));
  const wish = `Cannot ${action} ${printAval(x.aval)}`;
  const chosen = axes ?? x.shape.map((_, axis) => axis).slice(s ? -s.length : 0);
  if (s && s.length !== chosen.length)
    throw new TypeError(`${wish}: give one length for each of axes [${chosen}], got [${s}]`);
  for (const length of s ?? [])
    if (!(Number.isInteger(length) && length >= 1))
      throw new RangeError(`${wish}: lengths must be whole numbers ≥ 1, got ${length}`);
  const places = chosen.map((axis) => axesOf(action, axis, x.ndim)[0]!);
  if (new Set(places).size !== places.length) throw new TypeError(`${wish}: an axis is named twice in [${chosen}]`);
  if (places.length === 0) return x;
  const last = places.map((_, k) => x.ndim - places.length + k);
  const moved = moveaxis(x, places, last);
  const lengths = last.map((axis, k) => {
    const own = moved.shape[axis]!;
    return s?.[k] ?? (kind === "irfft" && k === last.length - 1 ? 2 * (own - 1) : own);
  });
  if (lengths.some((length) => length < 1))
    throw new RangeError(`${wish}: the lengths [${lengths}] must be at least 1`);
  const sizes = lengths.map((n, k) => (kind === "irfft" && k === last.length - 1 ? Math.floor(n / 2) + 1 : n));
  const result = transform(fitted(moved, sizes), kind, lengths);
  return scaled(moveaxis(result, last, places), kind, sizeOf(lengths), norm);
}

function inputOf(action: string, kind: FftKind, x: JaxArray): JaxArray {
  if (kind !== "rfft") return inDType(x, "complex64");
  if (isComplex(x.dtype))
    throw new TypeError(`Cannot ${action} ${printAval(x.aval)}: it must be real; take jnp.real(x), or use jnp.fft.fft`);
  return inDType(x, "float32");
}

/** Cut or padded at the end of the last axes. */
function fitted(x: JaxArray, sizes: readonly number[]): JaxArray {
  const first = x.ndim - sizes.length;
  if (sizes.every((size, k) => x.shape[first + k] === size)) return x;
  const paddingConfig = x.shape.map((size, axis): [number, number, number] => [
    0,
    axis < first ? 0 : sizes[axis - first]! - size,
    0,
  ]);
  return lax.pad(x, scalar(0, x.dtype), { paddingConfig });
}

/** `transform` divides inverses by n, and nothing else. */
function scaled(x: JaxArray, kind: FftKind, n: number, norm: FftNorm | null | undefined): JaxArray {
  const given = norm ?? "backward";
  if (!["backward", "ortho", "forward"].includes(given))
    throw new RangeError(`Cannot scale a transform by "${String(norm)}": there are "backward", "ortho" and "forward"`);
  if (given === "backward") return x;
  const isInverse = kind === "ifft" || kind === "irfft";
  const factor = given === "ortho" ? (isInverse ? Math.sqrt(n) : 1 / Math.sqrt(n)) : isInverse ? n : 1 / n;
  return lax.mul(x, scalar(factor, x.dtype));
}
