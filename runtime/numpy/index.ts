/**
 * `jnp`: the vocabulary of NumPy, as `jax.numpy` has it. Written only with primitives: every function brings its operands to one
 * dtype (promote.ts) and shape (broadcast.ts) and applies a few of them, so all of it can be traced, differentiated and batched.
 */
import "./methods.ts";

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
export { astype, copy } from "./astype.ts";
export { bitwiseAnd, bitwiseNot, bitwiseOr, bitwiseXor, invert, leftShift, rightShift } from "./bitwise.ts";
export { broadcastArrays, broadcastShapes, broadcastTo } from "./broadcast.ts";
export { allclose, arrayEqual, arrayEquiv, type CloseOptions, isclose } from "./closeness.ts";
export { equal, greater, greaterEqual, less, lessEqual, notEqual } from "./comparison.ts";
export { e, inf, nan, newaxis, pi } from "./constants.ts";
export { type DiagonalOptions, diag, diagonal, trace } from "./diagonal.ts";
export { divmod, floorDivide, fmod, mod, remainder } from "./division.ts";
export type { DTypeLike, NestedArray, ScalarType } from "./dtypeOf.ts";
export { einsum } from "./einsum.ts";
export { exp, exp2, expm1, log, log1p, log2, log10, sqrt } from "./exponential.ts";
export { clip, maximum, minimum } from "./extremes.ts";
export { type EyeOptions, eye, identity, tri, tril, triu } from "./eye.ts";
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
export { isfinite, isinf, isnan, type NanToNumOptions, nanToNum } from "./floatTests.ts";
export { type Arrays, concatenate, hstack, type JoinOptions, stack, vstack } from "./join.ts";
export { logaddexp } from "./logaddexp.ts";
export { logicalAnd, logicalNot, logicalOr, logicalXor } from "./logical.ts";
export { type ArgOptions, amax, amin, argmax, argmin, max, min, ptp } from "./minMax.ts";
export { nextafter } from "./nextafter.ts";
export { type PadOptions, type PadWidth, pad } from "./pad.ts";
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
export { type ArangeOptions, arange, type LinspaceOptions, linspace } from "./ranges.ts";
export type { DTypeOptions, InitialOptions, ReduceOptions } from "./reduce.ts";
export { flip, type RepeatOptions, repeat, roll, tile } from "./repetition.ts";
export { atleast1d, atleast2d, atleast3d, expandDims, ravel, reshape, squeeze } from "./reshape.ts";
export { ceil, floor, rint, round, trunc } from "./rounding.ts";
export { bool_, float32, int32, uint32 } from "./scalarTypes.ts";
export { split } from "./split.ts";
export { countNonzero, mean, prod, sum } from "./sums.ts";
export { type TakeMode, type TakeOptions, take, takeAlongAxis } from "./take.ts";
export { matrixTranspose, moveaxis, swapaxes, transpose } from "./transpose.ts";
export { cos, deg2rad, rad2deg, sin, tan, tanh } from "./trigonometric.ts";
export { all, any } from "./truth.ts";
export { std, type VarianceOptions, variance as var } from "./variance.ts";
export { where } from "./where.ts";
