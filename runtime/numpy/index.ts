/**
 * `jnp`: the vocabulary of NumPy, as `jax.numpy` has it. Written only with primitives: every function brings its operands to one
 * dtype (promote.ts) and shape (broadcast.ts) and applies a few of them, so all of it can be traced, differentiated and batched.
 */
import "./methods.ts";
import "./searchMethods.ts";

export {
  AbstractType,
  type AbstractTypeName,
  complexfloating,
  floating,
  generic,
  inexact,
  integer,
  number,
  signedinteger,
  unsignedinteger,
} from "./abstractTypes.ts";
export { applyAlongAxis, applyOverAxes, fromfunction, type VectorizeOptions, vectorize } from "./applying.ts";
export {
  abs,
  absolute,
  add,
  divide,
  multiply,
  negative,
  positive,
  reciprocal,
  sign,
  square,
  subtract,
  trueDivide,
} from "./arithmetic.ts";
export { type ArrayOptions, array, asarray } from "./array.ts";
export { isscalar, iterable, ndim, shape, size } from "./arrayParts.ts";
export { astype, copy } from "./astype.ts";
export { type AverageOptions, average, type CovOptions, corrcoef, cov } from "./averages.ts";
export { type BitOrder, type PackbitsOptions, packbits, type UnpackbitsOptions, unpackbits } from "./bits.ts";
export {
  bitwiseAnd,
  bitwiseCount,
  bitwiseInvert,
  bitwiseLeftShift,
  bitwiseNot,
  bitwiseOr,
  bitwiseRightShift,
  bitwiseXor,
  invert,
  leftShift,
  rightShift,
} from "./bitwise.ts";
export { broadcastArrays, broadcastShapes, broadcastTo } from "./broadcast.ts";
export { choose, type Piece, piecewise, select } from "./choices.ts";
export { allclose, arrayEqual, arrayEquiv, type CloseOptions, isclose } from "./closeness.ts";
export { equal, greater, greaterEqual, less, lessEqual, notEqual } from "./comparison.ts";
export { e, eulerGamma, inf, nan, newaxis, pi } from "./constants.ts";
export { type ConvolutionMode, type ConvolutionOptions, convolve, correlate } from "./convolve.ts";
export {
  type CumulativeOptions,
  type CumulativeSumOptions,
  cumprod,
  cumsum,
  cumulativeProd,
  cumulativeSum,
  nancumprod,
  nancumsum,
  type UnwrapOptions,
  unwrap,
} from "./cumulative.ts";
export { type DiagonalOptions, diag, diagonal, trace } from "./diagonal.ts";
export { type DiffOptions, diff, ediff1d, gradient, type TrapezoidOptions, trapezoid } from "./differences.ts";
export { divmod, floorDivide, fmod, mod, remainder } from "./division.ts";
export { gcd, lcm } from "./divisors.ts";
export {
  type Casting,
  canCast,
  type DTypeKind,
  type FloatInfo,
  finfo,
  type IntegerInfo,
  iinfo,
  isdtype,
  issubdtype,
} from "./dtypeInfo.ts";
export type { DTypeLike, NestedArray, ScalarType } from "./dtypeOf.ts";
export { insert, type PlacesLike, remove as delete, resize, trimZeros } from "./edits.ts";
export { einsum } from "./einsum.ts";
export { type EinsumPathInfo, einsumPath } from "./einsumPath.ts";
export { exp, exp2, expm1, log, log1p, log2, log10, sqrt } from "./exponential.ts";
export { clip, fmax, fmin, maximum, minimum } from "./extremes.ts";
export { type EyeOptions, eye, identity, tri, tril, triu } from "./eye.ts";
export * as fft from "./fft/index.ts";
export {
  empty,
  emptyLike,
  type FilledOptions,
  full,
  fullLike,
  type LikeOptions,
  ones,
  onesLike,
  zeros,
  zerosLike,
} from "./filled.ts";
export { copysign, frexp, ldexp, modf, signbit, spacing } from "./floatParts.ts";
export { isfinite, isinf, isnan, isneginf, isposinf, type NanToNumOptions, nanToNum } from "./floatTests.ts";
export {
  type BincountOptions,
  bincount,
  type HistogramddOptions,
  type HistogramOptions,
  histogram,
  histogram2d,
  histogramBinEdges,
  histogramdd,
} from "./histograms.ts";
export { acosh, arccosh, arcsinh, arctanh, asinh, atanh, cosh, sinh } from "./hyperbolic.ts";
export {
  diagIndices,
  diagIndicesFrom,
  indices,
  ix_,
  type MeshgridOptions,
  maskIndices,
  meshgrid,
  ravelMultiIndex,
  type TriangleOptions,
  trilIndices,
  trilIndicesFrom,
  triuIndices,
  triuIndicesFrom,
  unravelIndex,
} from "./indices.ts";
export { acos, arccos, arcsin, arctan, arctan2, asin, atan, atan2 } from "./inverseTrigonometric.ts";
export { type Arrays, concatenate, hstack, type JoinOptions, stack, vstack } from "./join.ts";
export { append, type Blocks, block, columnStack, concat, dstack } from "./joins.ts";
export * as linalg from "./linalg/index.ts";
export { logaddexp } from "./logaddexp.ts";
export { logicalAnd, logicalNot, logicalOr, logicalXor } from "./logical.ts";
export { c_, indexExp, type Joinable, mgrid, ogrid, r_, s_ } from "./meshes.ts";
export { type ArgOptions, amax, amin, argmax, argmin, max, min, ptp } from "./minMax.ts";
export { nanargmax, nanargmin, nanmax, nanmean, nanmin, nanprod, nanstd, nansum, nanvar } from "./nanReductions.ts";
export { nextafter } from "./nextafter.ts";
export { argwhere, compress, extract, flatnonzero, nonzero, type SizeOptions } from "./nonzero.ts";
export { type PadOptions, type PadWidth, pad } from "./pad.ts";
export { arraySplit, dsplit, hsplit, unstack, vsplit } from "./parts.ts";
export { type PolyfitOptions, polyfit } from "./polyfit.ts";
export {
  poly,
  polyadd,
  polyder,
  polydiv,
  polyint,
  polymul,
  polysub,
  polyval,
  type RootsOptions,
  roots,
} from "./polynomials.ts";
export { floatPower, pow, power } from "./power.ts";
export {
  dot,
  inner,
  matmul,
  outer,
  type ProductOptions,
  type TensordotOptions,
  tensordot,
  vdot,
  vecdot,
} from "./product.ts";
export { promoteTypes, resultType } from "./promote.ts";
export {
  median,
  nanmedian,
  nanpercentile,
  nanquantile,
  percentile,
  type QuantileMethod,
  type QuantileOptions,
  quantile,
} from "./quantiles.ts";
export { type ArangeOptions, arange, type LinspaceOptions, linspace } from "./ranges.ts";
export { angle, conj, conjugate, imag, iscomplex, iscomplexobj, isreal, isrealobj, real } from "./realParts.ts";
export type { DTypeOptions, InitialOptions, ReduceOptions } from "./reduce.ts";
export { flip, type RepeatOptions, repeat, roll, tile } from "./repetition.ts";
export { atleast1d, atleast2d, atleast3d, expandDims, ravel, reshape, squeeze } from "./reshape.ts";
export { cbrt, hypot } from "./roots.ts";
export { around, ceil, floor, rint, round, trunc } from "./rounding.ts";
export {
  bfloat16,
  bool_,
  complex64,
  float16,
  float32,
  int8,
  int16,
  int32,
  uint8,
  uint16,
  uint32,
} from "./scalarTypes.ts";
export { digitize, type InterpOptions, interp, type SearchsortedOptions, searchsorted } from "./searchsorted.ts";
export {
  type DifferenceOptions,
  type IntersectOptions,
  intersect1d,
  isin,
  type SetOptions,
  setdiff1d,
  setxor1d,
  type UniqueOptions,
  union1d,
  unique,
  uniqueAll,
  uniqueCounts,
  uniqueInverse,
  uniqueValues,
} from "./sets.ts";
export { argpartition, argsort, lexsort, partition, type SortOptions, sort, sortComplex } from "./sorting.ts";
export { geomspace, type LogspaceOptions, logspace } from "./spaces.ts";
export { fabs, heaviside, i0, logaddexp2, sinc } from "./specialFunctions.ts";
export { split } from "./split.ts";
export { countNonzero, mean, prod, sum } from "./sums.ts";
export { type TakeMode, type TakeOptions, take, takeAlongAxis } from "./take.ts";
export { matrixTranspose, moveaxis, swapaxes, transpose } from "./transpose.ts";
export { cos, deg2rad, degrees, rad2deg, radians, sin, tan, tanh } from "./trigonometric.ts";
export { all, any } from "./truth.ts";
export { fliplr, flipud, permuteDims, rollaxis, rot90 } from "./turns.ts";
export { std, type VarianceOptions, variance as var } from "./variance.ts";
export { type CrossOptions, cross, diagflat, kron, matvec, vander, vecmat } from "./vectorProducts.ts";
export { where } from "./where.ts";
export { bartlett, blackman, hamming, hanning, kaiser } from "./windows.ts";
export { type CopyOptions, fillDiagonal, type PutAlongAxisOptions, place, put, putAlongAxis } from "./writes.ts";
