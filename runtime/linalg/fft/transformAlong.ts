/**
 * The discrete Fourier transform along one axis, for any length, by O(n log n) primitives: so it has derivatives and batches without
 * rules of its own.
 *
 * A length with small factors n = p₁ p₂ … is Cooley's and Tukey's: with the input at n₁ rest + m, step by step
 *
 *     products with a matrix over n₁   f[…, rest, R, p₁]     twiddles e^(∓2πi m k₁ / (p₁ rest))     then the same over what is left
 *
 * where R grows by the factor done. At the end the digits k₁, k₂, … stand in the opposite order, which one transpose mends. Other lengths
 * are Bluestein's: a convolution with e^(±πi k²/n), by transforms of a power of two.
 */
import { DeviceArray, type JaxArray } from "../../core/array.ts";
import { scalar } from "../../core/scalar.ts";
import { broadcastInDim, complex, dotGeneral, mul, pad, reshape, slice, transpose } from "../../primitives/index.ts";
import { aval } from "../../types/aval.ts";
import { isComplex } from "../../types/dtype.ts";
import { sizeOf } from "../../types/shape.ts";
import { chirpSpectrum, halfSquare } from "./chirp.ts";
import { factorsOf } from "./factors.ts";
import { rootsOfUnity } from "./roots.ts";

/** −1 for the transform, 1 for its inverse (which is not divided by n here). */
export type Sign = 1 | -1;

/** Σₘ x[…, m, …] e^(sign·2πi·km/n) for each k, along an axis. f32 or c64 → c64 of the same shape. */
export function transformAlong(x: JaxArray, axis: number, sign: Sign): JaxArray {
  const { shape } = x;
  const n = shape[axis]!;
  if (sizeOf(shape) === 0 || n === 1) return asComplex(x);
  const stacked = reshape(x, { newSizes: [sizeOf(shape.slice(0, axis)), n, sizeOf(shape.slice(axis + 1))] });
  const factors = factorsOf(n);
  const transformed = factors ? byFactors(stacked, factors, sign) : byChirp(stacked, sign);
  return reshape(transformed, { newSizes: shape });
}

/** Real numbers as complex ones. */
export function asComplex(x: JaxArray): JaxArray {
  return isComplex(x.dtype)
    ? x
    : complex(x, broadcastInDim(scalar(0, "float32"), { shape: x.shape, broadcastDimensions: [] }));
}

/** [outer, n, inner] along the middle axis. */
function byFactors(x: JaxArray, factors: readonly number[], sign: Sign): JaxArray {
  const [outer, n, inner] = x.shape as [number, number, number];
  let rest = n;
  let done = inner;
  let value = x;
  for (const p of factors) {
    rest /= p;
    value = reshape(value, { newSizes: [outer, p, rest, done] });
    value = timesMatrix(value, p, sign); // [outer, rest, done, p]
    if (rest > 1) value = mul(value, twiddles(value.shape, p, rest, sign));
    done *= p;
  }
  const digits = reshape(value, { newSizes: [outer, inner, ...factors] });
  const permutation = [0, ...factors.map((_, k) => factors.length + 1 - k), 1];
  return reshape(transpose(digits, { permutation }), { newSizes: [outer, n, inner] });
}

/** Σ over axis 1 with the p × p matrix of the transform, whose axis comes last. Of real numbers half of the work is left out. */
function timesMatrix(x: JaxArray, p: number, sign: Sign): JaxArray {
  const matrix = rootsOfUnity(p, sign, [p, p], (place) => Math.floor(place / p) * (place % p));
  const product = (a: JaxArray, b: JaxArray): JaxArray =>
    dotGeneral(a, b, {
      dimensionNumbers: [
        [[1], [0]],
        [[], []],
      ],
      preferredElementType: null,
    });
  if (isComplex(x.dtype)) return product(x, matrix);
  const part = (which: 0 | 1): JaxArray => realMatrix(matrix.host as Float32Array, which, p);
  return complex(product(x, part(0)), product(x, part(1)));
}

function realMatrix(interleaved: Float32Array, which: 0 | 1, p: number): JaxArray {
  const host = interleaved.filter((_, place) => place % 2 === which);
  return DeviceArray.fromHost(host, aval([p, p], "float32"));
}

/** e^(sign·2πi·mk/(p·rest)) at [m, ·, k], spread over the outer axis. */
function twiddles(shape: readonly number[], p: number, rest: number, sign: Sign): JaxArray {
  const roots = rootsOfUnity(p * rest, sign, [rest, p], (place) => Math.floor(place / p) * (place % p));
  return broadcastInDim(roots, { shape, broadcastDimensions: [1, 3] });
}

/** mk = (m² + k² − (k − m)²) / 2: multiplied by a chirp, convolved with its inverse, multiplied again. */
function byChirp(x: JaxArray, sign: Sign): JaxArray {
  const [outer, n, inner] = x.shape as [number, number, number];
  const length = 2 ** Math.ceil(Math.log2(2 * n - 1));
  const along = (values: JaxArray, size: number): JaxArray =>
    broadcastInDim(values, { shape: [outer, size, inner], broadcastDimensions: [1] });
  const chirp = along(
    rootsOfUnity(2 * n, sign, [n], (k) => halfSquare(k, n)),
    n,
  );
  const padded = pad(mul(asComplex(x), chirp), scalar(0, "complex64"), {
    paddingConfig: [
      [0, 0, 0],
      [0, length - n, 0],
      [0, 0, 0],
    ],
  });
  const product = mul(transformAlong(padded, 1, -1), along(chirpSpectrum(n, length, sign), length));
  const kept = slice(transformAlong(product, 1, 1), {
    startIndices: [0, 0, 0],
    limitIndices: [outer, n, inner],
    strides: [1, 1, 1],
  });
  return mul(kept, chirp);
}
