/** Lengths of vectors and matrices: `norm vectorNorm matrixNorm`. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { scalar } from "../../core/scalar.ts";
import * as lax from "../../primitives/index.ts";
import { printAval } from "../../types/aval.ts";
import { type Axes, axesOf } from "../axes.ts";
import { max, min } from "../minMax.ts";
import { power } from "../power.ts";
import { lift } from "../promote.ts";
import { ravel, reshape } from "../reshape.ts";
import { sum } from "../sums.ts";
import { moveaxis } from "../transpose.ts";
import { svdvals } from "./decompositions.ts";
import { floating } from "./operands.ts";

/** Options of `norm`. */
export interface NormOptions {
  /** Which norm: a number, `"fro"` or `"nuc"`; default the root of the sum of squares. */
  readonly ord?: number | "fro" | "nuc" | null | undefined;
  /** One axis for vectors, two for matrices; default: the vector or matrix that it is, and without `ord` all elements. */
  readonly axis?: Axes | undefined;
  /** Whether the axes stay, with size 1; default false. */
  readonly keepdims?: boolean | undefined;
}

function ofVectors(x: JaxArray, ord: number, axis: readonly number[], keepdims: boolean): JaxArray {
  const over = { axis, keepdims };
  const size = lax.abs(x);
  if (ord === 2) return lax.sqrt(sum(lax.square(size), over));
  if (ord === Number.POSITIVE_INFINITY) return max(size, { ...over, initial: 0 });
  if (ord === Number.NEGATIVE_INFINITY) return min(size, { ...over, initial: Number.POSITIVE_INFINITY });
  if (ord === 0) return sum(lax.ne(x, 0), { ...over, dtype: "float32" });
  if (ord === 1) return sum(size, over);
  return power(sum(power(size, ord), over), scalar(1 / ord, "float32"));
}

function ofMatrices(x: JaxArray, ord: number | "fro" | "nuc", axes: readonly number[], keepdims: boolean): JaxArray {
  if (ord === "fro") return lax.sqrt(sum(lax.square(lax.abs(x)), { axis: axes, keepdims }));
  const moved = moveaxis(x, axes, [-2, -1]);
  const size = lax.abs(moved);
  const restored = (result: JaxArray) =>
    keepdims
      ? reshape(
          result,
          x.shape.map((n, k) => (axes.includes(k) ? 1 : n)),
        )
      : result;
  switch (ord) {
    case "nuc":
      return restored(sum(svdvals(moved), { axis: -1 }));
    case 1:
      return restored(max(sum(size, { axis: -2 }), { axis: -1, initial: 0 }));
    case -1:
      return restored(min(sum(size, { axis: -2 }), { axis: -1, initial: Number.POSITIVE_INFINITY }));
    case Number.POSITIVE_INFINITY:
      return restored(max(sum(size, { axis: -1 }), { axis: -1, initial: 0 }));
    case Number.NEGATIVE_INFINITY:
      return restored(min(sum(size, { axis: -1 }), { axis: -1, initial: Number.POSITIVE_INFINITY }));
    case 2:
      return restored(max(svdvals(moved), { axis: -1, initial: 0 }));
    case -2:
      return restored(min(svdvals(moved), { axis: -1, initial: Number.POSITIVE_INFINITY }));
    default:
      throw new RangeError(`Cannot take the norm ${ord} of a matrix: there are 1, −1, 2, −2, ∞, −∞, "fro" and "nuc"`);
  }
}

/**
 * The length of a vector, or the norm of a matrix.
 *
 *     vectors: (Σ |x|ᵒʳᵈ)^(1/ord), ∞: the largest        matrices: "fro" √Σ x², "nuc" Σ s, 2: the largest s, 1 and ∞: sums of columns and rows
 *
 * @param x array
 * @param options `ord`: default √Σ x²; `axis`: one axis for vectors, two for matrices, default all; `keepdims`
 * @returns the norms, float32
 * @throws TypeError for more than two axes
 * @throws RangeError for a norm that does not exist
 * @example
 * assertEqual(jnp.linalg.norm(jnp.array([3, 4])), "5.0");
 * assertEqual(jnp.linalg.norm(jnp.array([[1, -2], [3, 4]]), { ord: 1 }), "6.0");
 */
export function norm(x: ArrayLike, options: NormOptions = {}): JaxArray {
  const { ord, keepdims = false } = options;
  const a = floating(lift("take the norm of", x));
  const hasOrd = ord !== null && ord !== undefined;
  if ((options.axis === null || options.axis === undefined) && !hasOrd) {
    const flat = ravel(a);
    const length = lax.sqrt(sum(lax.square(lax.abs(flat))));
    return keepdims
      ? reshape(
          length,
          a.shape.map(() => 1),
        )
      : length;
  }
  const axes = axesOf("take the norm", options.axis, a.ndim);
  if (axes.length === 1) {
    if (typeof ord === "string")
      throw new RangeError(`Cannot take the norm "${ord}" of vectors: it is one of matrices`);
    return ofVectors(a, ord ?? 2, axes, keepdims);
  }
  if (axes.length === 2) return ofMatrices(a, ord ?? "fro", axes, keepdims);
  throw new TypeError(
    `Cannot take the norm of ${printAval(a.aval)} over axes [${axes}]: give one axis for vectors, two for matrices`,
  );
}

/**
 * The length of vectors; of the flattened array by default.
 *
 * @param x array
 * @param options `axis`: one or several, default all; `ord`: which norm, default 2; `keepdims`
 * @returns the lengths, float32
 * @example
 * assertEqual(jnp.linalg.vectorNorm(jnp.array([[3, 4], [6, 8]]), { axis: 1 }), "[ 5. 10.]");
 */
export function vectorNorm(
  x: ArrayLike,
  options: {
    readonly axis?: Axes | undefined;
    readonly keepdims?: boolean | undefined;
    readonly ord?: number | undefined;
  } = {},
): JaxArray {
  const a = floating(lift("take the norm of", x));
  return ofVectors(a, options.ord ?? 2, axesOf("take the norm", options.axis, a.ndim), options.keepdims ?? false);
}

/**
 * The norm of matrices: of the last two axes.
 *
 * @param x f32[…,m,n]
 * @param options `ord`: which norm, default `"fro"`; `keepdims`
 * @returns the norms, f32[…]
 * @throws RangeError for a norm that does not exist
 * @example
 * assertEqual(jnp.linalg.matrixNorm(jnp.array([[3, 0], [0, 4]])), "5.0");
 */
export function matrixNorm(
  x: ArrayLike,
  options: { readonly keepdims?: boolean | undefined; readonly ord?: number | "fro" | "nuc" | undefined } = {},
): JaxArray {
  return norm(x, { ord: options.ord ?? "fro", axis: [-2, -1], keepdims: options.keepdims });
}
