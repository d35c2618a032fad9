/**
 * The table of primitives without a jaxpr; those that carry one (`jit`, …) are in `control/`. A primitive is one record with every
 * rule it lives by: shape, lowering, derivative, transpose, batch. To add one: its file, a line here, its samples in a
 * `*.cases.ts` beside it, which `laws.test.ts` checks on every backend.
 */
export { addAny } from "./addAny.ts";
export { argmax, argmin } from "./argMaxMin.ts";
export { add, div, max, min, mul, rem, sub } from "./arithmetic.ts";
export { besselI0e, besselI1e } from "./besselFunctions.ts";
export { clz, populationCount } from "./bitCounts.ts";
export { bitcastConvertType } from "./bitcastConvertType.ts";
export { and, not, or, shiftLeft, shiftRightArithmetic, shiftRightLogical, xor } from "./bitwise.ts";
export { broadcastInDim } from "./broadcastInDim.ts";
export { cbrt } from "./cbrt.ts";
export { clamp } from "./clamp.ts";
export { eq, ge, gt, isFinite, le, lt, ne } from "./comparison.ts";
export { complex, conj, imag, real } from "./complexParts.ts";
export { concatenate } from "./concatenate.ts";
export { convertElementType } from "./convertElementType.ts";
export { type ConvParams, convGeneralDilated } from "./convGeneralDilated.ts";
export { copy, stopGradient } from "./copy.ts";
export { cumlogsumexp, cummax, cummin, cumprod, cumsum } from "./cumulative.ts";
export { type DimensionNumbers, dotGeneral } from "./dotGeneral.ts";
export { dynamicSlice, dynamicUpdateSlice } from "./dynamicSlice.ts";
export { erf, erfc } from "./errorFunctions.ts";
export { exp, expm1, log, log1p, rsqrt, sqrt, square } from "./exponential.ts";
export { foldByPlace, neutralOf, type ScatterOp } from "./foldByPlace.ts";
export { digamma, lgamma } from "./gammaFunctions.ts";
export { gather } from "./gather.ts";
export { acosh, asinh, atanh, cosh, sinh } from "./hyperbolic.ts";
export { integerPow } from "./integerPow.ts";
export { acos, asin, atan, atan2, tan } from "./inverseTrigonometric.ts";
export { iota } from "./iota.ts";
export { logaddexp } from "./logaddexp.ts";
export { optimizationBarrier } from "./optimizationBarrier.ts";
export { type Padding, pad } from "./pad.ts";
export { pow } from "./pow.ts";
export { randomUnwrap, randomWrap } from "./randomKeys.ts";
export { reduceAnd, reduceOr } from "./reduceAndOr.ts";
export { reduceMax, reduceMin } from "./reduceMaxMin.ts";
export { reducePrecision } from "./reducePrecision.ts";
export { reduceProd } from "./reduceProd.ts";
export { reduceSum } from "./reduceSum.ts";
export { reduceWindowMax, reduceWindowMin, reduceWindowSum } from "./reduceWindow.ts";
export { reshape } from "./reshape.ts";
export { rev } from "./rev.ts";
export { abs, ceil, floor, neg, round, sign } from "./rounding.ts";
export { inOrder, lastByPlace, scatterReduce } from "./scatterReduce.ts";
export { selectAndGather, selectAndScatter } from "./selectAndGather.ts";
export { selectN } from "./selectN.ts";
export { slice } from "./slice.ts";
export { sort } from "./sort.ts";
export { squeeze } from "./squeeze.ts";
export { threefry2x32 } from "./threefry2x32.ts";
export { transpose } from "./transpose.ts";
export { cos, erfInv, logistic, sin, tanh } from "./trigonometric.ts";
