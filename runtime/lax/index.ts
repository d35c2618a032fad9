/** `jax.lax`: the primitives, nearly as they are. Dtypes must be equal and shapes fit exactly, except for scalars. */
export {
  type AssociativeScanOptions,
  associativeScan,
  type CustomRootOptions,
  cond,
  customRoot,
  type ForiLoop,
  foriLoop,
  type MapOptions,
  map,
  type ScanOptions,
  scan,
  switchBranches as switch,
  whileLoop,
} from "../control/index.ts";
export { type FftKind, FftType, fft } from "../linalg/fft/fft.ts";
export * as linalg from "../linalg/index.ts";
export {
  abs,
  acos,
  acosh,
  add,
  and as bitwiseAnd,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  besselI0e,
  besselI1e,
  cbrt,
  ceil,
  clamp,
  clz,
  complex,
  conj,
  cos,
  cosh,
  digamma,
  div,
  eq,
  erf,
  erfc,
  erfInv,
  exp,
  expm1,
  floor,
  ge,
  gt,
  imag,
  isFinite,
  le,
  lgamma,
  log,
  log1p,
  logistic,
  lt,
  max,
  min,
  mul,
  ne,
  neg,
  not as bitwiseNot,
  or as bitwiseOr,
  populationCount,
  pow,
  real,
  rem,
  rsqrt,
  shiftLeft,
  shiftRightArithmetic,
  shiftRightLogical,
  sign,
  sin,
  sinh,
  sqrt,
  square,
  sub,
  tan,
  tanh,
  xor as bitwiseXor,
} from "../primitives/index.ts";
export { betainc } from "./betainc.ts";
export { mulhi, nextafter } from "./bits.ts";
export {
  type AxisName,
  allGather,
  allToAll,
  axisIndex,
  axisSize,
  pbroadcast,
  pmax,
  pmean,
  pmin,
  ppermute,
  pshuffle,
  psum,
  psumScatter,
  pswapaxes,
} from "./collectives.ts";
export { type ConvAxes, type ConvDimensionNumbers, convDimensionNumbers } from "./convDimensionNumbers.ts";
export {
  type ConvOptions,
  type ConvTransposeOptions,
  conv,
  convGeneralDilated,
  convTranspose,
  convWithGeneralPadding,
} from "./convolution.ts";
export { type CumulativeOptions, cumlogsumexp, cummax, cummin, cumprod, cumsum } from "./cumulative.ts";
export {
  dynamicIndexInDim,
  dynamicSlice,
  dynamicSliceInDim,
  dynamicUpdateIndexInDim,
  dynamicUpdateSlice,
  dynamicUpdateSliceInDim,
  type Starts,
  type UpdateInDim,
} from "./dynamic.ts";
export {
  bitcastConvertType,
  broadcastedIota,
  convertElementType,
  full,
  integerPow,
  iota,
  reciprocal,
  round,
  select,
  selectN,
  stopGradient,
} from "./elements.ts";
export {
  type GatherDimensionNumbers,
  type GatherOptions,
  type GatherScatterMode,
  gather,
  type ScatterDimensionNumbers,
  type ScatterOptions,
  scatter,
  scatterAdd,
  scatterMax,
  scatterMin,
  scatterMul,
  scatterSub,
} from "./gatherScatter.ts";
export { indexTake, raggedDot } from "./groups.ts";
export { igamma, igammac, igammaGradA, randomGammaGrad } from "./incompleteGamma.ts";
export {
  batchMatmul,
  broadcastToRank,
  collapse,
  empty,
  exp2,
  fullLike,
  indexInDim,
  split,
  stack,
  tile,
  unstack,
} from "./more.ts";
export {
  broadcast,
  broadcastInDim,
  concatenate,
  expandDims,
  pad,
  reshape,
  rev,
  slice,
  sliceInDim,
  squeeze,
  transpose,
} from "./movement.ts";
export { optimizationBarrier } from "./optimizationBarrier.ts";
export { type PaddingLike, padtypeToPads } from "./padtypeToPads.ts";
export {
  convGeneralDilatedLocal,
  convGeneralDilatedPatches,
  type LocalConvOptions,
  type PatchesOptions,
} from "./patches.ts";
export { type DotOptions, dot, dotGeneral } from "./products.ts";
export { type LaxReduceOptions, reduce, reduceXor } from "./reduce.ts";
export { reducePrecision } from "./reducePrecision.ts";
export { type ReduceWindowOptions, reduceWindow } from "./reduceWindow.ts";
export { argmax, argmin, reduceAnd, reduceMax, reduceMin, reduceOr, reduceProd, reduceSum } from "./reductions.ts";
export { type ScatterApplyOptions, scatterApply } from "./scatterApply.ts";
export {
  broadcastLike,
  broadcastShapes,
  type ConvGeneralShapeOptions,
  type ConvShapeOptions,
  convGeneralPermutations,
  convGeneralShapeTuple,
  convShapeTuple,
  convTransposeShapeTuple,
  dtype,
  type ReduceWindowShapeOptions,
  reduceWindowShapeTuple,
} from "./shapes.ts";
export { withShardingConstraint } from "./sharding.ts";
export { type SortOptions, sort, sortKeyVal } from "./sort.ts";
export { approxMaxK, approxMinK, topK } from "./topK.ts";
export { polygamma, zeta } from "./zeta.ts";
