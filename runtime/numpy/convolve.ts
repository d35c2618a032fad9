/** Sliding products of vectors: `convolve correlate`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { inDType } from "./array.ts";
import { type DTypeLike, dtypeOf } from "./dtypeOf.ts";
import { promote, promoteInexact } from "./promote.ts";
import { flip } from "./repetition.ts";
import { take } from "./take.ts";

/** Which places of the sliding product: all that overlap, as many as the longer vector has, or those that overlap wholly. */
export type ConvolutionMode = "full" | "same" | "valid";

/** Options of `convolve` and `correlate`. */
export interface ConvolutionOptions {
  /** Default `"full"` for `convolve`, `"valid"` for `correlate`. */
  readonly mode?: ConvolutionMode | undefined;
  /** Dtype of products, sums and result; default the promoted one, made float. */
  readonly preferredElementType?: DTypeLike | null | undefined;
}

/** Σ long[i + k] · short[k] for every place i of the long vector with zeros around it. */
function slide(long: JaxArray, short: JaxArray, mode: ConvolutionMode): JaxArray {
  const n = short.size;
  const padding = { full: [n - 1, n - 1], same: [Math.floor(n / 2), n - 1 - Math.floor(n / 2)], valid: [0, 0] }[mode];
  if (!padding) throw new RangeError(`Cannot convolve in mode "${String(mode)}": there are "full", "same" and "valid"`);
  const padded = lax.pad(long, scalar(0, long.dtype), { paddingConfig: [[padding[0]!, padding[1]!, 0]] });
  const count = padded.size - n + 1;
  const shape = [count, n];
  const along = (dimension: number) => lax.iota({ dtype: "int32", shape, dimension });
  const windows = take(padded, lax.add(along(0), along(1)), { mode: "clip" });
  return lax.dotGeneral(windows, short, {
    dimensionNumbers: [
      [[1], [0]],
      [[], []],
    ],
    preferredElementType: null,
  });
}

function vectors(action: string, a: ArrayLike, v: ArrayLike, options: ConvolutionOptions): [JaxArray, JaxArray] {
  const { preferredElementType: dtype } = options;
  const both = dtype ? promote(action, a, v) : promoteInexact(action, a, v);
  const wrong = both.find((x) => x.ndim !== 1 || x.size === 0);
  if (wrong) throw new TypeError(`Cannot ${action} ${printAval(wrong.aval)}: both must be vectors with an element`);
  return both.map((x) => (dtype ? inDType(x, dtypeOf(dtype)) : x)) as [JaxArray, JaxArray];
}

/**
 * The convolution of two vectors: out[i] = Σ a[k] · v[i − k]. The product of two polynomials.
 *
 * @param a vector
 * @param v vector
 * @param options `mode`: `"full"` (default), `"same"` or `"valid"`; `preferredElementType`: dtype, default the promoted float
 * @returns a vector: of size m + n − 1 for `"full"`, max(m, n) for `"same"`, |m − n| + 1 for `"valid"`
 * @throws TypeError for other than one axis, or no elements
 * @throws RangeError for another mode
 * @example
 * assertEqual(jnp.convolve(jnp.array([1, 2]), jnp.array([1, 0, 3])), "[1. 2. 3. 6.]");
 */
export function convolve(a: ArrayLike, v: ArrayLike, options: ConvolutionOptions = {}): JaxArray {
  const [x, y] = vectors("convolve", a, v, options);
  const [long, short] = x.size < y.size ? [y, x] : [x, y];
  return slide(long, flip(short), options.mode ?? "full");
}

/**
 * The correlation of two vectors: out[i] = Σ a[i + k] · v[k].
 *
 * @param a vector
 * @param v vector
 * @param options `mode`: `"valid"` (default), `"same"` or `"full"`; `preferredElementType`: dtype, default the promoted float
 * @returns a vector, of the sizes of `convolve`
 * @throws TypeError for other than one axis, or no elements
 * @throws RangeError for another mode
 * @example
 * assertEqual(jnp.correlate(jnp.array([1, 2, 3]), jnp.array([0, 1])), "[2. 3.]");
 */
export function correlate(a: ArrayLike, v: ArrayLike, options: ConvolutionOptions = {}): JaxArray {
  const [x, y] = vectors("correlate", a, v, options);
  const mode = options.mode ?? "valid";
  return x.size < y.size ? flip(slide(y, x, mode)) : slide(x, y, mode);
}
